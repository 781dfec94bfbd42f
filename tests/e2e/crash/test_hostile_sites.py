"""The running bot answers while hostile feeds and pages use up their CPU limit."""

from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path

from bot.app import WorkLimits
from bot.domain.feed import NewFeed
from bot.ingestion.duplicates.canonical_url import dedupe_key
from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from bot.workers.time_limit import TimeLimit
from tests.support.bot_and_site import (
    ACKNOWLEDGED,
    address,
    hand_in,
    html_of,
    settings_beside,
    stored,
)
from tests.support.conversations import SAMPLES, ask
from tests.support.hostile_feeds import NESTED, PAGE_OF_LINKS
from tests.support.running_bot import running
from tests.support.web_site import LONG_TIMEOUTS, opened, page

SHORT = TimeLimit(base=1.0, per_byte=0.0)  # CPU seconds; an ordinary page here takes a tenth of it


async def test_the_bot_answers_while_hostile_pages_reach_the_cpu_limit(
    bot_api: BotApiServer, tmp_path: Path, editor: Person
) -> None:
    """[64-killed, 65-killed, 73-killed]"""
    limits = WorkLimits(fetching=LONG_TIMEOUTS, processing=SHORT)
    asking = cycle([bot_api.person(f"Reader {number}", is_started=True) for number in range(8)])
    answered = 0
    async with (
        opened() as site,
        running(settings_beside(site, bot_api, tmp_path), bot_api, limits=limits),
        stored(bot_api, tmp_path) as store,
    ):
        site.on("/feed", page(NESTED))
        site.on("/links", page(PAGE_OF_LINKS))
        site.on("/page", page(html_of()))
        url = address(site, "/feed")
        new = NewFeed(url=url)
        feed_id, _ = await store.feeds.put(
            new, dedupe_key(url), datetime.now(UTC), is_feed_url=True
        )
        link = await ask(bot_api, editor, f"/add {address(site, '/links')}")

        while link.text == ACKNOWLEDGED or not (await store.feeds.get(feed_id)).status.failures:
            await ask(bot_api, next(asking), "/help")
            answered += link.text == ACKNOWLEDGED
        card = await hand_in(bot_api, editor, f"/add {address(site, '/page')}")
        error = (await store.feeds.get(feed_id)).status.error

    assert link.text == "That page is too complex for me. Send me its text."
    assert error == "not_a_feed"
    assert card.text.startswith(SAMPLES["en-bridge"].title)
    assert answered  # the bot answered before the work ended
