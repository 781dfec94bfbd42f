"""The card's compact rows in a private chat, a group, a channel and outside the bot's chats."""

from pathlib import Path

import pytest

from bot.domain.ids import ChatId, UserId
from bot.playground.api_server.groups import Group
from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from bot.playground.api_server.state.changes import HANG_SECONDS
from bot.playground.api_server.state.messages import Message
from bot.transport import request
from tests.support.conversations import (
    STARS,
    ArticlePublisher,
    ask,
    labels,
    said_after,
    show_more,
    summary_of,
)
from tests.support.waiting import until_drained

FIRST_ROW = ["Longer", "Save", "Share", "⋯"]
SECOND_ROW = ["Shorter", "Full text", "Why", "‹"]


@pytest.fixture
def group(bot: BotApiServer, ann: Person, bob: Person) -> Group:
    """Ann's group, with Bob as a plain member."""
    return bot.group("Friends", owner=ann, members=[bob], announce=False)


async def test_a_reader_taps_through_the_card_in_private(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person
) -> None:
    card = await ask(bot, ann, f"/start a_{await publisher.publish()}")
    first = labels(card)

    await ann.press(card, "⋯").answered()
    await bot.until(lambda: labels(card)[1] == SECOND_ROW, show=ann.private)
    asked = await ann.press(card, "Why").answered()
    await ann.press(card, "Shorter").answered()
    await bot.until(lambda: len(summary_of(card)) == 2, show=ann.private)
    kept = labels(card)
    await ann.press(card, "‹").answered()
    await bot.until(lambda: labels(card)[1] == FIRST_ROW, show=ann.private)
    await ann.press(card, "4 ★").answered()
    await bot.until(lambda: "★ 4.0 · 1 vote" in card.text, show=ann.private)

    assert first == [STARS, FIRST_ROW]
    assert asked.text == "You opened this card yourself."
    assert kept == [STARS, SECOND_ROW]
    assert labels(card) == [["1 ★", "2 ★", "3 ★", "4 ★ ✓", "5 ★"], FIRST_ROW]
    assert len(summary_of(card)) == 2


async def test_a_second_tap_on_save_never_removes_the_article(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person
) -> None:
    card = await ask(bot, ann, f"/start a_{await publisher.publish()}")
    data = card.button("Save").data

    first = await ann.press(card, "Save").answered()
    await bot.until(lambda: labels(card)[1][1] == "Saved ✓", show=ann.private)
    stale = await ann.press(card, data=data).answered()
    removed = await ann.press(card, "Saved ✓").answered()
    await bot.until(lambda: labels(card)[1][1] == "Save", show=ann.private)

    assert first.text.startswith("Saved. ")
    assert stale.text.startswith("Already saved. ")
    assert removed.text == "Removed from your saved articles."
    assert not await publisher.store.bookmarks.has(UserId(ann.id), publisher.FIRST)


async def test_a_pushed_card_says_why_it_came_and_shows_the_own_vote(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person, group: Group
) -> None:
    await ask(bot, ann, "/subscribe bridges")
    await ask(bot, ann, "/subscribe bridges", group)
    await publisher.publish()
    await bot.until(lambda: all("☆" in chat.last.text for chat in (ann.private, group)))
    answers = []

    for card in (ann.private.last, group.last):
        why = next(data for data in (card.button("Save").data,) if data).replace("s:", "y:")
        answers.append((await ann.press(card, data=why).answered()).text)

    assert answers == ["Sent because this chat follows #bridges."] * 2


async def test_only_editors_see_the_number_on_a_card(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person, editor: Person
) -> None:
    number = await publisher.publish()

    theirs = await ask(bot, editor, f"/start a_{number}")
    anns = await ask(bot, ann, f"/start a_{number}")

    assert f" · no. {number}\n" in theirs.text
    assert "no. " not in anns.text


async def test_a_card_shows_a_large_preview_of_its_page_or_picture(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person
) -> None:
    picture = "https://cdn.example/bridge.jpg"
    page = await publisher.publish("en-bridge", url="https://example.org/a", image_url=picture)
    without_page = await publisher.publish("en-library", image_url=picture)

    of_page = await ask(bot, ann, f"/start a_{page}")
    of_picture = await ask(bot, ann, f"/start a_{without_page}")
    offer = await ann.inline("")

    assert of_page.content.link_preview_options == {
        "url": "https://example.org/a",
        "prefer_large_media": True,
    }
    assert of_picture.content.link_preview_options == {
        "url": picture,
        "prefer_large_media": True,
        "show_above_text": True,
    }
    assert [result.raw["thumbnail_url"] for result in offer.results] == [picture, picture]


async def test_in_a_group_longer_shows_a_card_to_one_person(
    bot: BotApiServer, publisher: ArticlePublisher, group: Group, bob: Person
) -> None:
    card = await ask(bot, bob, f"/summary {await publisher.publish()}", group)
    shown = card.content

    await bob.press(card, "Longer").answered()
    (own,) = group.ephemeral_for(bob.user)
    await bob.press(own, "⋯").answered()
    await bot.until(lambda: labels(own)[1] == SECOND_ROW)
    await bob.press(own, "‹").answered()
    await bot.until(lambda: labels(own)[1] == FIRST_ROW)
    saved = await bob.press(own, "Save").answered()
    await bot.until(lambda: labels(own)[1][1] == "Saved ✓")
    await bob.press(own, "5 ★").answered()
    await bot.until(lambda: labels(own)[0][4] == "5 ★ ✓")
    await bot.until(lambda: "★ 5.0 · 1 vote" in card.text, show=group)

    assert own.in_place_of is card
    assert len(summary_of(own)) == 5
    assert saved.text.startswith("Saved. ")
    assert summary_of(card) == shown.formatted.text.split("\n\n")[1].split("\n")
    assert labels(card) == [STARS, FIRST_ROW]
    assert group.last is card


async def test_in_a_group_the_full_text_goes_to_one_person_once(
    bot: BotApiServer, publisher: ArticlePublisher, group: Group, ann: Person, bob: Person
) -> None:
    card = await ask(bot, bob, f"/summary {await publisher.publish()}", group)
    await bob.press(card, "⋯").answered()
    (own,) = group.ephemeral_for(bob.user)

    taps = [bob.press(own, "Full text") for _ in range(2)]
    answers = [(await tap.answered()).text for tap in taps]

    kinds = [each.content.kind for each in group.ephemeral_for(bob.user)]
    assert kinds == ["text", "rich"]
    assert answers == ["", "Already sent, see below."]
    assert not group.ephemeral_for(ann.user)
    assert group.last is card


async def test_a_list_number_in_a_group_opens_the_card_for_one_person(
    bot: BotApiServer, publisher: ArticlePublisher, group: Group, ann: Person, bob: Person
) -> None:
    number = await publisher.publish()
    listed = await ask(bot, ann, "/latest", group)

    await bob.press(listed, str(number)).answered()

    (own,) = group.ephemeral_for(bob.user)
    assert own.in_place_of is None
    assert labels(own) == [STARS, FIRST_ROW]
    assert group.last is listed


async def test_an_older_server_opens_a_longer_card_in_the_private_chat(
    bot: BotApiServer, publisher: ArticlePublisher, group: Group, bob: Person, tmp_path: Path
) -> None:
    bot.options.knows_ephemeral_messages = False
    card = await ask(bot, bob, f"/summary {await publisher.publish()}", group)
    text = card.text

    longer = await bob.press(card, "Longer").answered()
    await bob.press(card, "⋯").answered()
    await bot.until(lambda: labels(card)[1] == SECOND_ROW, show=group)
    full = await bob.press(card, "Full text").answered()
    shorter = await bob.press(card, "Shorter").answered()
    await bob.press(card, "‹").answered()
    await bot.until(lambda: labels(card)[1] == FIRST_ROW, show=group)

    await until_drained(bot, tmp_path)
    link = "https://t.me/xulosa_test_bot?start=a_1"
    assert [answer.url for answer in (longer, full, shorter)] == [link] * 3
    assert card.text == text
    assert group.last is card
    assert len(bot.calls("editEphemeralMessageText")) == 1


@pytest.mark.parametrize("data", ["l:1:5:0:", "x:1", "o:1", "l:1:2:0:"])
async def test_an_old_button_in_a_channel_opens_the_private_chat(
    bot: BotApiServer,
    publisher: ArticlePublisher,
    ann: Person,
    bob: Person,
    data: str,
    tmp_path: Path,
) -> None:
    channel = bot.channel("Posts", owner=ann)
    bob.join(channel)
    card = await ask(bot, ann, f"/summary {await publisher.publish()}", channel)
    shown = card.content

    answer = await bob.press(card, data=data).answered()

    await until_drained(bot, tmp_path)
    assert answer.url == "https://t.me/xulosa_test_bot?start=a_1"
    assert card.content == shown
    assert channel.last is card
    assert labels(card) == [STARS, ["Save", "Share", "Open"]]


async def test_a_chat_that_wants_plain_texts_gets_no_rich_message(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person
) -> None:
    card = await ask(bot, ann, f"/start a_{await publisher.publish(title='Bread & butter')}")
    await publisher.store.chats.set_plain(ChatId(ann.id), True)
    await show_more(bot, ann, card)

    await ann.press(card, "Full text").answered()

    full = await said_after(bot, ann.private, card)
    assert full.content.kind == "text"
    assert full.text.startswith("Bread & butter\n\nThe iron bridge over the River Lenn")
    assert not bot.calls("sendRichMessage")


async def test_a_double_tap_on_a_list_number_sends_one_card(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person, tmp_path: Path
) -> None:
    number = await publisher.publish()
    listed = await ask(bot, ann, "/latest")

    taps = [ann.press(listed, str(number)) for _ in range(2)]
    answers = [(await tap.answered()).text for tap in taps]

    await until_drained(bot, tmp_path)
    assert answers == ["Here it comes…", "Already sent, see below."]
    cards = [each for each in ann.private.from_bot() if each.message_id > listed.message_id]
    assert len(cards) == 1


async def test_a_double_tap_on_full_text_sends_it_once(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person, tmp_path: Path
) -> None:
    card = await ask(bot, ann, f"/start a_{await publisher.publish()}")

    taps = [ann.press(card, data="x:1") for _ in range(2)]
    answers = [(await tap.answered()).text for tap in taps]

    await until_drained(bot, tmp_path)
    assert answers == ["Here it comes…", "Already sent, see below."]
    assert len(bot.calls("sendRichMessage")) == 1


async def test_five_quick_taps_are_answered_before_any_card_is_sent(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request, "READ_SECONDS", 10 * HANG_SECONDS)
    numbers = await publisher.publish_many(5)
    listed = await ask(bot, ann, "/latest")
    bot.fail("sendMessage", "hang")

    taps = [ann.press(listed, str(number)) for number in numbers]
    answers = [(await tap.answered()).text for tap in taps]

    assert answers == ["Here it comes…"] * 5
    assert _cards_after(listed, ann) < 5


def _cards_after(listed: Message, reader: Person) -> int:
    return sum(each.message_id > listed.message_id for each in reader.private.from_bot())
