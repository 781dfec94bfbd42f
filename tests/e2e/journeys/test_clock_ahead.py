"""A clock that was years ahead stops no feed and no link once it is right again."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from tests.support.bot_and_site import address, html_of, settings_beside
from tests.support.conversations import ask
from tests.support.feed_site import entry, rss
from tests.support.machine_clocks import Machine
from tests.support.running_bot import running
from tests.support.web_site import Site, opened, page

YEARS = timedelta(days=730)


def visits(site: Site, path: str) -> int:
    return len([visit for visit in site.visits if visit.path == path])


@pytest.mark.parametrize("is_restarted", [True, False], ids=["at a start", "while it runs"])
async def test_feeds_and_links_go_on_after_a_clock_was_ahead(
    bot_api: BotApiServer, tmp_path: Path, editor: Person, is_restarted: bool
) -> None:
    async with opened() as site:
        feed = rss(entry("old"), channel="<title>The Post</title>")
        site.on("/all", page(feed, content_type="application/rss+xml"))
        site.on("/robots.txt", page("", "404 Not Found"))
        site.on("/old", page(html_of("en-library")))
        site.on("/page", page("busy", "503 Service Unavailable"))
        settings = settings_beside(site, bot_api, tmp_path)
        machine = Machine()
        machine.now += YEARS
        clocks = machine.wall, machine.monotonic

        def is_answered() -> bool:
            machine.pass_(timedelta(minutes=1))  # a retry may have been stored after the jump
            return bool(editor.private.last.buttons)

        async def goes_on(before: int) -> None:
            await bot_api.until(lambda: visits(site, "/all") > before)
            await bot_api.until(is_answered, show=editor.private)

        async with running(settings, bot_api, *clocks):
            added = await ask(bot_api, editor, f"/addfeed {address(site, '/all')}")
            await bot_api.until(lambda: "The Post" in added.text, show=editor.private)
            await ask(bot_api, editor, f"/add {address(site, '/page')}")
            await bot_api.until(lambda: visits(site, "/page") and visits(site, "/all"))
            site.on("/page", page(html_of()))
            before = visits(site, "/all")
            if not is_restarted:
                machine.now -= YEARS
                await goes_on(before)
        if is_restarted:
            machine.now -= YEARS
            async with running(settings, bot_api, *clocks):
                await goes_on(before)
