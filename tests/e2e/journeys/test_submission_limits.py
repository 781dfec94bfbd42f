"""Limits on the links of one person; the links of other people do not wait."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from tests.support.bot_and_site import (
    ACKNOWLEDGED,
    address,
    bot_beside_a_site,
    hand_in,
    html_of,
    titles_in,
)
from tests.support.conversations import SAMPLES, ask
from tests.support.machine_clocks import Machine
from tests.support.waiting import until_drained
from tests.support.web_site import Site, Visit, page, silence

BRIDGE = SAMPLES["en-bridge"].title


@pytest.fixture
async def site(bot_api: BotApiServer, tmp_path: Path) -> AsyncIterator[Site]:
    """A site, and a bot that takes four links a minute from one person."""
    limits = {"bot_links_per_minute": 4, "bot_links_per_day": 6, "bot_links_in_parallel": 2}
    stopped = Machine(datetime.now(UTC))  # the clock stands still during a test
    clocks = stopped.wall, stopped.monotonic
    async with bot_beside_a_site(bot_api, tmp_path, *clocks, **limits) as running_site:
        running_site.on("/page", page(html_of()))
        yield running_site


async def test_a_flood_of_links_gets_one_refusal_and_delays_nobody(
    site: Site, bot_api: BotApiServer, ann: Person, bob: Person, tmp_path: Path
) -> None:
    """[85-a-thousand-messages]"""
    link = address(site, "/page")
    for number in range(1_000):
        ann.send(f"{link}?{number}")

    card = await hand_in(bot_api, bob, link)
    await until_drained(bot_api, tmp_path)

    assert card.text.startswith(BRIDGE)
    answers = [message.text for message in ann.private.from_bot()]
    (refusal,) = (text for text in answers if "4 links a minute" in text)
    assert "Send the rest again in" in refusal
    assert len(answers) == 5
    read = [visit.path for visit in site.visits if "?" in visit.path]
    assert sorted(read) == [f"/page?{number}" for number in range(4)]


async def test_only_the_first_links_of_a_long_message_are_read(
    site: Site, bot_api: BotApiServer, ann: Person
) -> None:
    links = [f"{address(site, '/page')}?{number}" for number in range(5)]

    ann.send(" ".join(links))
    await bot_api.until(lambda: "links a minute" in ann.private.last.text)

    assert len(ann.private.from_bot()) == 5


async def test_an_editor_is_limited_per_minute_too(
    site: Site, bot_api: BotApiServer, editor: Person
) -> None:
    for number in range(4):
        await ask(bot_api, editor, f"/add {address(site, '/page')}?{number}")

    refused = await ask(bot_api, editor, f"/add {address(site, '/page')}?5")

    assert refused.text.startswith("I read at most 4 links a minute")


async def test_two_links_of_one_person_are_read_in_parallel(
    site: Site, bot_api: BotApiServer, ann: Person, bob: Person
) -> None:
    under_way = 0
    most = 0
    may_answer = asyncio.Event()

    async def slow(visit: Visit) -> None:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await may_answer.wait()
        under_way -= 1
        await visit.send(page(html_of()))

    site.on("/slow", slow)
    answers = [await ask(bot_api, ann, f"{address(site, '/slow')}?{number}") for number in range(4)]
    await bot_api.until(lambda: under_way == 2)
    card = await hand_in(bot_api, bob, address(site, "/page"))
    may_answer.set()
    await bot_api.until(lambda: all(each.text.startswith(BRIDGE) for each in answers))

    assert card.text.startswith(BRIDGE)
    assert most == 2


async def test_a_redelivered_link_is_not_counted_or_answered_again(
    site: Site, bot_api: BotApiServer, ann: Person, editor: Person, tmp_path: Path
) -> None:
    """[85-the-same-update-twice]"""
    link = address(site, "/page")
    await hand_in(bot_api, ann, link)
    (update,) = (one for one in bot_api.updates if "message" in one)
    for _ in range(9):
        bot_api.inject({"message": update["message"]})  # as after a crash: with a new update id
    await until_drained(bot_api, tmp_path)
    for number in range(3):
        await ask(bot_api, ann, f"{link}?{number}")

    assert len(ann.private.from_bot()) == 4
    assert await titles_in(bot_api, tmp_path) == []


async def test_typing_is_shown_at_once_in_the_topic_of_the_link(
    site: Site, bot_api: BotApiServer, ann: Person
) -> None:
    site.on("/slow", silence)
    forum = bot_api.supergroup("Readers", owner=ann, is_forum=True, announce=False)
    topic = forum.topic("News")

    answer = await ask(bot_api, ann, f"/summary {address(site, '/slow')}", topic=topic)

    assert answer.text == ACKNOWLEDGED
    (action,) = bot_api.calls("sendChatAction")
    assert (action["action"], int(action["message_thread_id"])) == ("typing", topic.thread_id)
    assert action.time < bot_api.calls("sendMessage")[-1].time


async def test_typing_that_telegram_refuses_delays_no_card(
    site: Site, bot_api: BotApiServer, ann: Person
) -> None:
    bot_api.fail("sendChatAction", 429, retry_after=600)

    card = await hand_in(bot_api, ann, address(site, "/page"))

    assert card.text.startswith(BRIDGE)
