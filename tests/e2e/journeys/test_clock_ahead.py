"""A clock that was years ahead stops no feed and no link after the next start."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from tests.support.bot_and_site import address, html_of
from tests.support.conversations import ask
from tests.support.feed_site import entry, rss
from tests.support.running_bot import running, settings_for
from tests.support.web_site import opened, page


def years_ahead() -> datetime:
    return datetime.now(UTC) + timedelta(days=730)


async def test_feeds_and_links_go_on_after_a_clock_was_ahead(
    bot_api: BotApiServer, tmp_path: Path, editor: Person
) -> None:
    async with opened() as site:
        feed = rss(entry("old"), channel="<title>The Post</title>")
        site.on("/all", page(feed, content_type="application/rss+xml"))
        site.on("/robots.txt", page("", "404 Not Found"))
        site.on("/old", page(html_of()))
        site.on("/page", page("busy", "503 Service Unavailable"))
        settings = settings_for(bot_api, tmp_path, bot_fetch_allow=f"127.0.0.1:{site.port}")

        def visits(path: str) -> int:
            return len([visit for visit in site.visits if visit.path == path])

        async with running(settings, bot_api, years_ahead):
            added = await ask(bot_api, editor, f"/addfeed {address(site, '/all')}")
            await bot_api.until(lambda: "The Post" in added.text, show=editor.private)
            answer = await ask(bot_api, editor, f"/add {address(site, '/page')}")
            await bot_api.until(lambda: visits("/page") == 1)
            await bot_api.until(lambda: visits("/all") >= 1)
        before = visits("/all")
        site.on("/page", page(html_of()))

        async with running(settings, bot_api):
            await bot_api.until(lambda: visits("/all") > before)
            await bot_api.until(lambda: answer.buttons, show=editor.private)
