"""Guest mode: somebody mentions the bot in a chat that it is not a member of."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.ids import ChatId
from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from bot.playground.api_server.state.chats import Chat
from bot.playground.api_server.state.messages import Message
from tests.support.bot_and_site import (
    ACKNOWLEDGED,
    address,
    bot_beside_a_site,
    html_of,
    stored,
    titles_in,
)
from tests.support.conversations import SAMPLES, STARS, ask, labels, said_after, summary_of
from tests.support.running_bot import running, settings_for
from tests.support.waiting import until_drained
from tests.support.web_site import Site, Visit, opened, page

BRIDGE = SAMPLES["en-bridge"].title
BOT = "@xulosa_test_bot"


@pytest.fixture
async def site(bot_api: BotApiServer, tmp_path: Path) -> AsyncIterator[Site]:
    async with bot_beside_a_site(bot_api, tmp_path, bot_links_per_minute=3) as running_site:
        running_site.on("/page", page(html_of(keywords="bridges")))
        yield running_site


@pytest.fixture
def outside(bot_api: BotApiServer, ann: Person, bob: Person) -> Chat:
    """A group of Ann and Bob without the bot."""
    return bot_api.group("Outside", owner=ann, members=[bob], has_bot=False)


async def answered(bot_api: BotApiServer, outside: Chat, asked: Message) -> Message:
    """Wait until the acknowledgment of a mention became the answer; return it."""
    answer = await said_after(bot_api, outside, asked)
    await bot_api.until(lambda: answer.text != ACKNOWLEDGED, show=outside)
    return answer


async def test_a_mention_with_a_link_is_acknowledged_and_then_answered(
    bot_api: BotApiServer, ann: Person, outside: Chat, tmp_path: Path
) -> None:
    may_answer = asyncio.Event()

    async def slow(visit: Visit) -> None:
        await may_answer.wait()
        await visit.send(page(html_of(keywords="bridges")))

    async with bot_beside_a_site(bot_api, tmp_path) as site:
        site.on("/page", slow)
        asked = ann.send(f"{BOT} {address(site, '/page')}", outside)
        card = await said_after(bot_api, outside, asked)
        promised = card.text
        may_answer.set()
        await answered(bot_api, outside, asked)

    assert promised == ACKNOWLEDGED
    assert card.reply_to is asked
    assert card.text.startswith(BRIDGE)
    assert len(summary_of(card)) == 3
    assert labels(card)[0] == STARS
    assert outside.from_bot() == [card]
    assert bot_api.calls("sendMessage") == []
    assert await titles_in(bot_api, tmp_path) == []


async def test_a_mention_in_reply_to_a_link_shows_that_links_card(
    site: Site, bot_api: BotApiServer, ann: Person, bob: Person, outside: Chat
) -> None:
    link = bob.send(f"Look: {address(site, '/page')}", outside)

    asked = ann.send(f"{BOT} what is it?", outside, reply_to=link)

    assert (await answered(bot_api, outside, asked)).text.startswith(BRIDGE)


async def test_a_guests_card_is_rated_and_redrawn(
    site: Site, bot_api: BotApiServer, ann: Person, bob: Person, outside: Chat
) -> None:
    card = await answered(bot_api, outside, ann.send(f"{BOT} {address(site, '/page')}", outside))

    tap = bob.press(card, "5 ★")
    said = await tap.answered()
    await bot_api.until(lambda: "★ 5.0 · 1 vote" in card.text, show=outside)

    assert said.text.startswith("You gave 5 stars")


async def test_a_failed_guest_request_is_reported_in_the_same_message(
    site: Site, bot_api: BotApiServer, ann: Person, outside: Chat
) -> None:
    refused = await answered(bot_api, outside, ann.send(f"{BOT} http://10.0.0.1/", outside))
    lost = await answered(bot_api, outside, ann.send(f"{BOT} hello", outside))

    assert refused.text.startswith("I open public web pages only")
    assert lost.text.startswith("Mention me together with a link")


async def test_a_guest_card_stores_no_chat_and_reveals_no_follower(
    site: Site, bot_api: BotApiServer, ann: Person, outside: Chat, tmp_path: Path
) -> None:
    await ask(bot_api, ann, "/language ru")
    await ask(bot_api, ann, "/subscribe bridges")

    ann.send(f"{BOT} {address(site, '/page')}", outside)
    await bot_api.until(lambda: outside.last.text.startswith(BRIDGE), show=outside)
    card = outside.last
    ann.press(card, "5 ★")
    await bot_api.until(lambda: "★ 5,0 · 1 голос" in card.text, show=outside)

    assert labels(card)[1] == ["Сохранить", "Поделиться", "Сайт", "Открыть"]
    assert card.text.splitlines()[-2] == "#bridges"  # and no "You follow #bridges" at the end
    async with stored(bot_api, tmp_path) as store:
        assert await store.chats.find(ChatId(outside.id)) is None


async def test_a_guest_over_the_link_limit_is_notified_once(
    site: Site, bot_api: BotApiServer, ann: Person, outside: Chat, tmp_path: Path
) -> None:
    for number in range(8):
        ann.send(f"{BOT} {address(site, '/page')}?{number}", outside)

    await bot_api.until(lambda: "links a minute" in outside.last.text)
    await until_drained(bot_api, tmp_path)

    assert len(outside.from_bot()) == 4


async def test_a_redelivered_mention_is_answered_once(
    bot_api: BotApiServer, ann: Person, outside: Chat, tmp_path: Path
) -> None:
    async with opened() as site:
        site.on("/page", page(html_of()))
        settings = settings_for(bot_api, tmp_path, bot_fetch_allow=f"127.0.0.1:{site.port}")
        async with running(settings, bot_api):
            asked = ann.send(f"{BOT} {address(site, '/page')}", outside)
            card = await answered(bot_api, outside, asked)
            (update,) = (one for one in bot_api.updates if "guest_message" in one)
            bot_api.inject({"guest_message": update["guest_message"]})
            await until_drained(bot_api, tmp_path)

    assert outside.from_bot() == [card]
    assert card.text.startswith(BRIDGE)
    assert len(site.visits) == 1


async def test_a_group_where_the_bot_is_a_member_has_no_guests(
    site: Site, bot_api: BotApiServer, ann: Person, tmp_path: Path
) -> None:
    inside = bot_api.group("Inside", owner=ann, announce=False)

    ann.send(f"{BOT} {address(site, '/page')}", inside)
    await until_drained(bot_api, tmp_path)

    assert inside.from_bot() == []


async def test_a_guest_new_to_the_bot_is_answered_in_their_language(
    site: Site, bot_api: BotApiServer, ann: Person
) -> None:
    vera = bot_api.person("Vera", language_code="ru")
    outside = bot_api.group("Outside", owner=ann, members=[vera], has_bot=False)

    asked = vera.send(f"{BOT} {address(site, '/page')}", outside)
    await bot_api.until(lambda: outside.last.text.startswith(BRIDGE), show=outside)
    card = outside.last
    vera.send(f"{BOT} http://10.0.0.1/", outside)
    await bot_api.until(lambda: "страниц" in outside.last.text, show=outside)

    assert card.reply_to is asked
    assert card.text.endswith("☆ оценок пока нет")
