"""/summary of an article number, a link, or the replied-to message."""

import pytest

from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from tests.support.conversations import (
    SAMPLES,
    ArticlePublisher,
    ask,
    labels,
    show_more,
    summary_of,
    tap,
)

TEXT = SAMPLES["en-bridge"].body


@pytest.mark.parametrize("count", [1, 4, 10])
async def test_summary_of_a_number_has_the_requested_sentence_count(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person, count: int
) -> None:
    number = await publisher.publish()

    card = await ask(bot, ann, f"/summary {number} {count}")

    assert len(summary_of(card)) == count


async def test_longer_and_shorter_lead_from_any_length_to_a_step(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person
) -> None:
    number = await publisher.publish()
    card = await ask(bot, ann, f"/summary {number} 4")

    await ann.press(card, "Longer").answered()
    await bot.until(lambda: len(summary_of(card)) == 5, show=ann.private)
    ten = await ask(bot, ann, f"/summary {number} 10")
    await show_more(bot, ann, ten)
    await ann.press(ten, "Shorter").answered()

    await bot.until(lambda: len(summary_of(ten)) == 8, show=ann.private)
    assert labels(ten)[1] == ["Shorter", "Full text", "Why", "‹"]


@pytest.mark.parametrize("wanted", ["0", "11", "-1", "many", "3.5", "²", "9" * 50])
async def test_a_summary_with_a_wrong_sentence_count_is_asked_back(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person, wanted: str
) -> None:
    number = await publisher.publish()

    answer = await ask(bot, ann, f"/summary {number} {wanted}")

    assert answer.text.startswith("A summary has 1 to 10 sentences. Write a number, or short")


@pytest.mark.parametrize(("word", "count"), [("short", 1), ("средне", 3), ("uzun", 5)])
async def test_a_summary_length_may_be_a_word(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person, word: str, count: int
) -> None:
    number = await publisher.publish()
    group = bot.group("Friends", owner=ann, announce=False)
    said = ann.send(TEXT, group)

    card = await ask(bot, ann, f"/summary {number} {word}")
    answer = await ask(bot, ann, f"/summary {word}", group, reply_to=said)

    assert len(summary_of(card)) == count
    assert len(answer.text.split("\n")) == count


@pytest.mark.parametrize("what", ["404", "0", "9" * 18])
async def test_a_summary_of_an_unknown_number_is_refused(
    bot: BotApiServer, ann: Person, what: str
) -> None:
    answer = await ask(bot, ann, f"/summary {what}")

    assert answer.text == "That article is no longer here."


@pytest.mark.parametrize("what", ["", "-1", "9" * 40, "bridges", "²", "<b>"])
async def test_a_summary_without_a_subject_is_asked_back(
    bot: BotApiServer, ann: Person, what: str
) -> None:
    answer = await ask(bot, ann, f"/summary {what}")

    assert answer.text.startswith("What should I summarize?")


async def test_a_text_is_summarized_by_replying_to_it(bot: BotApiServer, ann: Person) -> None:
    group = bot.group("Friends", owner=ann, announce=False)
    said = ann.send(TEXT, group)

    three = await ask(bot, ann, "/summary", group, reply_to=said)
    one = await ask(bot, ann, "/summary 1", group, reply_to=said)

    sentences = three.text.split("\n")
    assert len(sentences) == 3
    assert all(sentence in TEXT for sentence in sentences)
    assert one.text in sentences


@pytest.mark.parametrize("text", ["Too short.", "hm", "<b>&", "😀 😀 😀"])
async def test_a_summary_of_too_short_a_text_is_refused(
    bot: BotApiServer, ann: Person, text: str
) -> None:
    said = ann.send(text)
    await bot.until(lambda: ann.private.from_bot())

    answer = await ask(bot, ann, "/summary", reply_to=said)

    assert answer.text == "That text is too short to summarize. Send a longer one."


async def test_summary_of_a_photo_without_a_caption_reports_no_text(
    bot: BotApiServer, ann: Person
) -> None:
    photo = ann.send_photo(b"\xff\xd8\xff\xe0 picture")
    await bot.until(lambda: ann.private.from_bot())

    answer = await ask(bot, ann, "/summary", reply_to=photo)

    assert answer.text == "That text is too short to summarize. Send a longer one."


@pytest.mark.parametrize("how", ["argument", "reply", "hidden behind words"])
async def test_summary_of_a_link_edits_its_first_reply_into_the_answer(
    bot: BotApiServer, ann: Person, how: str
) -> None:
    group = bot.group("Friends", owner=ann, announce=False)
    if how == "argument":
        answer = await ask(bot, ann, "/summary http://127.0.0.1/news 2", group)
    else:
        hidden = how == "hidden behind words"
        link = '<a href="http://127.0.0.1/news">this</a>' if hidden else "http://127.0.0.1/news"
        said = ann.send(f"Read {link}", group, is_html=hidden)
        answer = await ask(bot, ann, "/summary", group, reply_to=said)

    await bot.until(lambda: answer.text.startswith("I open public web pages only"), show=group)
    assert answer.edits[0].formatted.text == "Reading…"


async def test_a_summary_comes_in_the_length_that_the_chat_wants(
    bot: BotApiServer, ann: Person
) -> None:
    settings = await ask(bot, ann, "/settings")
    await tap(bot, ann, settings, "Card")
    await ann.press(settings, "1").answered()
    said = ann.send(TEXT)
    await bot.until(lambda: "☆ not rated yet" in ann.private.last.text, show=ann.private)

    answer = await ask(bot, ann, "/summary", reply_to=said)

    assert "\n" not in answer.text
    assert answer.text in TEXT
