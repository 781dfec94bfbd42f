"""Hostile titles, tags and addresses: every message arrives and delays nobody else."""

import random
import unicodedata
from pathlib import Path

import pytest

from bot.domain.article import TITLE_MAX
from bot.ingestion.clean import clean_line
from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from tests.support.conversations import ArticlePublisher, ask
from tests.support.waiting import until_drained

PIECES = [
    *("<b", "<b>", "</a>", "</b>", "&", "&amp;", "&#x27;", "&lt", "]]>", "<![CDATA[", "<!--", '"'),
    *("'", "`", "_*[", "](http://x", "\\", "{title}", "{", "%s", "$1", "@name", "#tag", "/start"),
    *("\u202e", "\u200f", "\u200b", "\x00", "\x07", "\n", "\t", "\u2028", "\ufeff", "\ufffe"),
    *(
        "שלום",
        "مرحبا",
        "Ўзбекистон",
        "O‘zbek",
        "中文",
        "😀",
        "👨‍👩‍👧",
        "🇺🇿",
        "e\u0301",
        "İ",
        "ß",
        "ﬁ",
    ),
    *("\U0001f1fa", "\u0301" * 9, "a" * 200, "😀" * 150, "<a href='x'>", "tg://user?id=1", " "),
]
POISON = [
    *("<b>", "a & b", "]]>", "</a></b>", "<script>alert(1)</script>", '"><b>', "&lt;b&gt;"),
    *("\u202eevil", "😀" * 300, "A" * 300, "שלום עולם", "{title} %s", "_*[`", "<" * 300),
]


def fuzzed(count: int, seed: int) -> list[str]:
    """Return `count` titles of random pieces, cleaned like every incoming title."""
    chance = random.Random(seed)
    made: dict[str, None] = {}
    while len(made) < count:
        written = "".join(chance.choices(PIECES, k=chance.randint(1, 12)))
        title = clean_line(written, TITLE_MAX)
        if title and not unicodedata.combining(title[0]):
            made.setdefault(title)
    return list(made)


async def test_hostile_titles_are_shown_as_cards_and_in_lists(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person, tmp_path: Path
) -> None:
    """[66-titles, 67-titles]"""
    titles = fuzzed(120, seed=6)
    for number, title in enumerate(titles):
        text = f"{title}\nStory {number}."
        await publisher.publish(title=title, body=text, section=title[:60], source=title, tags=())
    shown: list[str] = []
    offset = ""

    while not shown or offset:
        inline_query = await ann.inline("", offset=offset)
        shown += [result.content.formatted.text for result in inline_query.results]
        offset = inline_query.next_offset
    listed = await ask(bot, ann, "/latest")
    for page in range(1, 15):
        await ann.press(listed, data=f"p:latest:{page}:").answered()

    await until_drained(bot, tmp_path)
    assert len(shown) == 120
    assert all(card.endswith("☆ not rated yet") for card in shown)
    whole = [card for card, title in zip(shown, reversed(titles), strict=True) if title in card]
    assert len(whole) >= 108  # the other titles are too long, and the bot cuts them
    assert not bot.calls("answerInlineQuery", ok=False)
    assert not bot.calls("editMessageText", ok=False)


async def test_hostile_stories_reach_every_follower_and_stop_nobody(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person, bob: Person
) -> None:
    """[66-delivered]"""
    for reader in (ann, bob):
        await ask(bot, reader, "/subscribe hostile")

    for title in POISON:
        await publisher.publish(
            title=title, body=f"{title}\nText & <b>.", section="<b>", tags=("hostile", "a'b")
        )

    expected = [clean_line(title, TITLE_MAX)[:149] for title in POISON]
    for reader in (ann, bob):
        came = await pushes(bot, reader, len(POISON))
        assert [text[:149].split("\n")[0] for text in came] == expected
    assert not bot.calls("sendMessage", ok=False)


async def pushes(bot: BotApiServer, reader: Person, count: int) -> list[str]:
    """Wait for `count` stories of a reader; return them in order."""

    def texts() -> list[str]:
        return [each.text for each in reader.private.from_bot() if "You follow" in each.text]

    await bot.until(lambda: len(texts()) == count, show=reader.private)
    return texts()


async def test_a_name_that_looks_like_markup_is_shown_as_it_is(
    bot: BotApiServer, publisher: ArticlePublisher
) -> None:
    eve = bot.person("<b>Eve</b> & Co", is_started=True)
    group = bot.group("</b>]]> & <i", owner=eve, announce=False)
    number = await publisher.publish(title="{title} <b>&amp;</b>")

    for chat in (eve.private, group):
        card = await ask(bot, eve, f"/start a_{number}", chat)

        assert card.text.startswith("{title} <b>&amp;</b>\n")


async def test_an_article_with_everything_too_long_still_fits(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person
) -> None:
    tags = tuple(f"{number}" + "ё" * 31 for number in range(12))
    sentences = " ".join(f"{'Слово 😀 & ' * 60}номер {number}." for number in range(12))
    number = await publisher.publish(
        title="😀<" * 150,
        body=sentences,
        source="<&" * 500,
        section="&" * 500,
        tags=tags,
        url="https://example.org/" + "ы&" * 500,
    )
    await ask(bot, ann, f"/subscribe {tags[0]}")

    card = await ask(bot, ann, f"/summary {number} 10")
    inline_query = await ann.inline(f"a_{number}")
    listed = await ask(bot, ann, "/latest")

    assert card.text.endswith("☆ not rated yet")
    assert inline_query.results
    assert listed.links
    assert not bot.calls("sendMessage", ok=False)


async def test_an_address_that_telegram_rejects_breaks_no_message(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person
) -> None:
    await ask(bot, ann, "/subscribe bridges")

    await publisher.publish("en-bridge", url="http://intranet:8080/news?a=1")
    await publisher.publish("en-library", url="https://example.org/library")

    await bot.until(lambda: "You follow" in ann.private.last.text, show=ann.private)
    inline_query = await ann.inline("")
    assert len(inline_query.results) == 2
    assert not bot.calls("sendMessage", ok=False)
    assert not bot.calls("answerInlineQuery", ok=False)


@pytest.mark.parametrize("method", ["sendMessage", "answerInlineQuery"])
async def test_formatting_that_telegram_rejects_is_sent_as_plain_text(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person, method: str
) -> None:
    """[84-entities]"""
    number = await publisher.publish(url="https://example.org/bridge")
    bot.fail(method, 400, description="Bad Request: can't parse entities: oh")

    if method == "sendMessage":
        text = (await ask(bot, ann, f"/start a_{number}")).html
    else:
        text = (await ann.inline("")).results[0].raw["input_message_content"]["message_text"]

    assert text.startswith("Harrowmere reopens")
    assert "<" not in text
