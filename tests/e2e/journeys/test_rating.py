"""Stars: one tap, changed votes, fifty taps at once, and stale or forged taps."""

import asyncio
from pathlib import Path

import pytest

from bot.domain.ids import UserId
from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from bot.playground.api_server.state.changes import HANG_SECONDS
from bot.playground.api_server.state.messages import Message
from bot.transport import request
from tests.support.conversations import ArticlePublisher, ask, summary_of
from tests.support.waiting import until_drained

STALE = "That button no longer works. See /help."


@pytest.fixture
async def card(bot: BotApiServer, publisher: ArticlePublisher, ann: Person) -> Message:
    """The card of article 1 in Ann's chat."""
    return await ask(bot, ann, f"/start a_{await publisher.publish()}")


async def test_a_reader_changes_their_mind_and_another_one_votes_too(
    bot: BotApiServer, card: Message, ann: Person, bob: Person
) -> None:
    other = await ask(bot, bob, "/start a_1")

    first = await ann.press(card, "2 ★").answered()
    await bot.until(lambda: "★ 2.0 · 1 vote\n" in f"{card.text}\n", show=ann.private)
    second = await ann.press(card, "5 ★").answered()
    await bot.until(lambda: "★ 5.0 · 1 vote\n" in f"{card.text}\n", show=ann.private)
    await bob.press(other, "4 ★").answered()

    assert first.text == "You gave 2 stars. Thank you!"
    assert second.text == "You gave 5 stars. Thank you!"
    await bot.until(lambda: "★ 4.5 · 2 votes" in other.text, show=bob.private)
    await bot.until(lambda: "★ 4.5 · 2 votes" in card.text, show=ann.private)


async def test_fifty_taps_at_once_are_one_vote_the_last_ones(
    bot: BotApiServer, publisher: ArticlePublisher, card: Message, ann: Person, bob: Person
) -> None:
    await bob.press(await ask(bot, bob, "/start a_1"), "2 ★").answered()
    stars = [number % 5 + 1 for number in range(3, 53)]  # the last tap gives 3

    await flurry(ann, card, stars)

    article = await publisher.store.articles.get(publisher.FIRST)
    assert (article.tally.votes, article.tally.hundredths) == (2, 500)
    assert await publisher.store.ratings.of(UserId(ann.id), article.id) == 3
    await bot.until(lambda: "★ 2.5 · 2 votes" in card.text, show=ann.private)


async def flurry(reader: Person, card: Message, stars: list[int]) -> None:
    """Tap all these stars at once, and wait for the answer to each tap."""
    taps = [reader.press(card, f"{each} ★") for each in stars]
    answers = await asyncio.gather(*[tap.answered() for tap in taps])
    assert [answer.text for answer in answers] == [
        f"You gave {each} star{'s' if each > 1 else ''}. Thank you!" for each in stars
    ]


async def test_a_vote_that_comes_twice_counts_once(
    bot: BotApiServer, publisher: ArticlePublisher, card: Message, ann: Person, tmp_path: Path
) -> None:
    await ann.press(card, "2 ★").answered()
    first = next(update for update in reversed(bot.updates) if "callback_query" in update)
    await ann.press(card, "5 ★").answered()
    await bot.until(lambda: "★ 5.0 · 1 vote" in card.text, show=ann.private)

    bot.redeliver(first)

    await until_drained(bot, tmp_path)
    assert (await publisher.store.articles.get(publisher.FIRST)).tally.hundredths == 500
    assert "★ 5.0 · 1 vote" in card.text


@pytest.mark.parametrize(
    "data",
    [
        "r:1:3:0::6",
        "r:1:3:0::0",
        "r:1:99:0::5",
        "r:0:3:0::5",
        "r:-1:3:0::5",
        "r:1:3:0::5:5",
        "r:1:3:0::" + "5" * 54,
        "r:9999999999999999999:3:0::5",
        "r:1:3:0:xx:5",
        "r",
        "rate_5",
        "vote:5:1",
        "",
        "x" * 65,
        "📰" * 20,
        "\x00",
        "p:latest:99999999:",
        "p:elsewhere:0:",
        "p:top:0:decade",
        "p:latest:0:x",
        "p:saved:0:1",
        "s:",
        "u:abc",
        "f:404",
        "c:length:4",
        "c:colour:1",
        "g:xx",
        "z:1",
        "b:404",
        "d:1",
    ],
)
async def test_a_forged_tap_is_answered_kindly_and_changes_nothing(
    bot: BotApiServer, publisher: ArticlePublisher, card: Message, ann: Person, data: str
) -> None:
    """[80-forged]"""
    shown = card.content

    answer = await ann.press(card, data=data).answered()

    assert answer.text
    assert "went wrong" not in answer.text
    assert card.content == shown
    article = await publisher.store.articles.get(publisher.FIRST)
    assert article.tally.votes == 0


@pytest.mark.parametrize("data", ["r:1:3:0::3", "mo:1:2:0:", "x:1", "s:1"])
async def test_a_tap_on_a_deleted_article_is_refused(
    bot: BotApiServer, publisher: ArticlePublisher, card: Message, ann: Person, data: str
) -> None:
    await publisher.store.articles.delete(publisher.FIRST)

    answer = await ann.press(card, data=data).answered()

    assert answer.text == "That article is no longer here."


async def test_a_vote_under_a_message_that_is_gone_still_counts(
    bot: BotApiServer, publisher: ArticlePublisher, card: Message, ann: Person
) -> None:
    """[80-old-message]"""
    ann.delete(card)

    answer = await ann.press(card, "4 ★").answered()

    assert answer.text == "You gave 4 stars. Thank you!"
    assert (await publisher.store.articles.get(publisher.FIRST)).tally.hundredths == 400


async def test_the_same_stars_again_are_thanked_for_again(
    bot: BotApiServer, card: Message, ann: Person
) -> None:
    for _ in range(3):
        answer = await ann.press(card, "1 ★").answered()
        await bot.until(lambda: "★ 1.0 · 1 vote" in card.text, show=ann.private)

        assert answer.text == "You gave 1 star. Thank you!"


async def test_a_tap_does_not_wait_for_the_answer_to_another_tap(
    bot: BotApiServer, card: Message, ann: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request, "READ_SECONDS", 10 * HANG_SECONDS)
    hanging = bot.fail("answerCallbackQuery", "hang")
    first = ann.press(card, "1 ★")
    await bot.until(lambda: hanging.hits)

    await flurry(ann, card, [1, 2, 3, 4, 5] * 4)

    assert first.answer is None
    await bot.until(lambda: "★ 5.0 · 1 vote" in card.text, show=ann.private)


async def test_other_cards_follow_a_flurry_and_keep_their_own_length(
    bot: BotApiServer, publisher: ArticlePublisher, card: Message, ann: Person, bob: Person
) -> None:
    theirs = await ask(bot, bob, "/start a_1")
    await bob.press(theirs, "Longer").answered()

    for stars in (1, 3, 2, 5):
        ann.press(card, f"{stars} ★")

    await bot.until(lambda: "★ 5.0 · 1 vote" in theirs.text, show=bob.private)
    assert len(summary_of(theirs)) == 5
    edits = [call for call in bot.calls("editMessageText") if call.params["chat_id"] == bob.id]
    assert len(edits) <= 3


@pytest.mark.parametrize("data", ["r:1:3:0::5", "l:1:5:0:", "mo:1:3:0:", "s:1", "us:1", "y:1"])
async def test_a_forged_tap_on_another_bot_message_changes_nothing(
    bot: BotApiServer,
    publisher: ArticlePublisher,
    card: Message,
    ann: Person,
    data: str,
    tmp_path: Path,
) -> None:
    help_ = await ask(bot, ann, "/help")
    shown = help_.content
    other = await ask(bot, ann, f"/start a_{await publisher.publish('en-library')}")
    shown_there = other.content

    answers = [await ann.press(each, data=data).answered() for each in (help_, other)]

    assert [answer.text for answer in answers] == [STALE, STALE]
    await until_drained(bot, tmp_path)
    assert (help_.content, other.content) == (shown, shown_there)
    assert (await publisher.store.articles.get(publisher.FIRST)).tally.votes == 0


@pytest.mark.parametrize(
    "data",
    ["m:1", "m:5", "g:ru", "c:length:5", "h:mode:daily", "e:quiet:0", "p:latest:0:", "f:1", "u:1"],
)
async def test_a_forged_tap_on_a_message_without_the_button_is_refused(
    bot: BotApiServer, card: Message, ann: Person, data: str, tmp_path: Path
) -> None:
    help_ = await ask(bot, ann, "/help", bot.group("Friends", owner=ann, announce=False))
    shown = help_.content

    answer = await ann.press(help_, data=data).answered()

    assert answer.text == STALE
    await until_drained(bot, tmp_path)
    assert help_.content == shown


async def test_a_tap_counts_if_the_server_leaves_out_the_buttons(
    bot: BotApiServer, card: Message, ann: Person
) -> None:
    shown = await ask(bot, ann, "/settings")

    def tap(message: Message, data: str) -> None:
        without_buttons = {
            name: value for name, value in message.as_json().items() if name != "reply_markup"
        }
        query = {"id": data, "from": ann.user.json, "chat_instance": "1", "data": data}
        bot.inject({"callback_query": {**query, "message": without_buttons}})

    tap(card, "r:1:3:0::5")
    tap(shown, "c:length:5")

    await bot.until(lambda: "★ 5.0 · 1 vote" in card.text, show=ann.private)
    await bot.until(lambda: "5 ✓" in [button.text for button in shown.buttons[0]])


async def test_a_forged_tap_does_not_turn_one_shared_card_into_another(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person, tmp_path: Path
) -> None:
    first, second = await publisher.publish("en-bridge"), await publisher.publish("en-library")
    shared = ann.choose((await ann.inline(f"a_{first}")).results[0])
    await ann.press(shared, "4 ★").answered()
    await bot.until(lambda: "★ 4.0 · 1 vote" in shared.text, show=ann.private)
    await until_drained(bot, tmp_path)

    answer = await ann.press(shared, data=f"r:{second}:3:0:en:1").answered()

    assert answer.text == STALE
    assert (await publisher.store.articles.get(second)).tally.votes == 0
