"""A card follows the design, fits into a message, and is valid HTML."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.article import BODY_MAX, TITLE_MAX, AlternateSource, Article
from bot.domain.delivery import MESSAGE_MAX
from bot.domain.ids import ArticleId, TagKey
from bot.domain.posted_card import CardState
from bot.domain.rating import Tally
from bot.domain.summarized_article import SummarizedArticle
from bot.domain.summary import LENGTHS, RankedSentence, Summary
from bot.domain.tag import Tag
from bot.i18n.html import visible_text
from bot.i18n.translator import get_translator
from bot.playground.api_server.formatting.entities import utf16_length
from bot.playground.api_server.formatting.html import parse_html
from bot.presentation import full_text
from bot.presentation.buttons import LengthButton
from bot.presentation.card import card_message
from bot.presentation.outgoing_message import OutgoingMessage
from tests.support.samples import NO_VOTES

NOW = datetime(2026, 6, 12, 9, tzinfo=UTC)
SENTENCES = [f"Sentence number {number} of the article stands here." for number in range(1, 11)]
MIGRANT = Tag(key=TagKey("migrant"), name="migrant", number=2)


def story(
    count: int = 10,
    *,
    title: str = "A title",
    body: str = "One. Two.",
    tally: Tally = NO_VOTES,
    tags: tuple[Tag, ...] = (),
    url: str | None = "https://news.example/a",
) -> SummarizedArticle:
    """Return a story whose summary has `count` sentences, ranked from the last to the first."""
    article = Article(
        id=ArticleId(12),
        title=title,
        body=body,
        stored_at=NOW,
        tally=tally,
        tags=tags,
        url=url,
        section="Local",
        source="news.example",
    )
    ranked = tuple(
        RankedSentence(text=SENTENCES[place], position=place) for place in reversed(range(count))
    )
    return SummarizedArticle(
        article=article, summary=Summary(language="en", ranked=ranked) if count else None
    )


def shown(
    it: SummarizedArticle, length: int = 3, followed: Tag | None = None, language: str = "en"
) -> OutgoingMessage:
    """Return the card of a story."""
    state = CardState(article_id=it.article.id, length=length)
    return card_message(it, state, "a_bot", get_translator(language), followed)


def test_a_card_has_its_parts_in_order() -> None:
    it = story(tags=(MIGRANT,), tally=Tally(votes=12, hundredths=5160))

    text = visible_text(shown(it, followed=MIGRANT).html)

    assert text.split("\n") == [
        "A title",
        "Local · news.example · June 12, 2026 · 1 min",
        "",
        SENTENCES[7],
        SENTENCES[8],
        SENTENCES[9],
        "",
        "#migrant",
        "★ 4.3 · 12 votes",
        "You follow #migrant",
    ]


def test_the_title_is_bold_and_links_to_the_article() -> None:
    assert shown(story()).html.startswith('<b><a href="https://news.example/a">A title</a></b>')


def test_a_title_without_an_address_links_to_the_card() -> None:
    assert 'href="https://t.me/a_bot?start=a_12"' in shown(story(url=None)).html


def test_only_the_five_stars_start_with_a_digit_and_have_a_star() -> None:
    rows = shown(story()).rows

    assert [button.text for button in rows[0]] == ["1 ★", "2 ★", "3 ★", "4 ★", "5 ★"]
    others = [button.text for row in rows[1:] for button in row]
    assert others == ["Shorter", "Longer", "Full text", "Save", "Share", "Source"]


@pytest.mark.parametrize(
    ("count", "length", "lengths"),
    [
        (10, 1, ["Longer"]),
        (10, 8, ["Shorter"]),
        (10, 4, ["Shorter", "Longer"]),
        (2, 3, ["Shorter"]),
        (1, 3, []),
        (0, 3, []),
    ],
)
def test_length_buttons_are_shown_only_if_they_change_the_text(
    count: int, length: int, lengths: list[str]
) -> None:
    labels = [button.text for row in shown(story(count), length).rows[1:] for button in row]

    assert labels == [*lengths, "Full text", "Save", "Share", "Source"]


@pytest.mark.parametrize("count", range(1, 11))
def test_each_press_of_longer_adds_text_until_all_is_shown(count: int) -> None:
    it, length, texts = story(count), 1, [visible_text(shown(story(count), 1).html)]
    while data := _tapped(shown(it, length), "Longer"):
        length = LengthButton.decode(data).length
        texts.append(visible_text(shown(it, length).html))

    assert len(set(texts)) == len(texts)
    assert all(sentence in texts[-1] for sentence in SENTENCES[:count][-LENGTHS[-1] :])


def _tapped(message: OutgoingMessage, label: str) -> str | None:
    return next((each.data for row in message.rows for each in row if each.text == label), None)


@given(
    st.text(min_size=1, max_size=TITLE_MAX).filter(str.strip),
    st.text(min_size=1, max_size=6_000).filter(str.strip),
    st.sampled_from(["en", "ru", "uz", "uz-Cyrl"]),
    st.integers(0, 10),
)
def test_a_card_of_any_words_fits_and_parses(
    title: str, body: str, language: str, count: int
) -> None:
    it = story(count, title=title, body=body, tags=(MIGRANT,) * 12)

    html = shown(it, 8, MIGRANT, language).html

    assert utf16_length(parse_html(html).text) <= MESSAGE_MAX


def test_a_long_summary_is_cut_to_whole_sentences_that_fit() -> None:
    long = tuple(RankedSentence(text="word " * 199 + "end.", position=place) for place in range(8))
    it = SummarizedArticle(article=story().article, summary=Summary(language="en", ranked=long))

    text = visible_text(shown(it, 8).html)

    assert text.count("end.") == 2


def test_the_state_of_a_card_holds_all_to_draw_it_again() -> None:
    face = shown(story(), 5, MIGRANT).card_state

    assert face is not None
    assert (face.article_id, face.length, face.tag_number, face.language) == (12, 5, 2, "")


def test_a_full_text_is_one_rich_message_where_it_fits() -> None:
    article = story(title="A <b>", body="One & two.\nThree.").article

    assert (
        full_text.rich_message_html(article)
        == "<h1>A &lt;b&gt;</h1><p>One &amp; two.</p><p>Three.</p>"
    )


@pytest.mark.parametrize("body", ["a " * 16_001, "a\n" * 491])
def test_a_full_text_too_long_for_one_rich_message_is_none(body: str) -> None:
    assert full_text.rich_message_html(story(body=body).article) is None


def test_a_full_text_in_parts_fits_and_holds_every_paragraph() -> None:
    body = "\n".join(f"Paragraph {number}. " + "word " * 80 for number in range(60))

    parts = [
        visible_text(message.html)
        for message in full_text.message_parts(story(body=body[:BODY_MAX]).article)
    ]

    assert all(len(part) <= MESSAGE_MAX for part in parts)
    assert parts[0].startswith("A title\n\nParagraph 0.")
    numbers = re.findall(r"Paragraph (\d+)", "\n".join(parts))
    assert numbers == [str(number) for number in range(60)]


def test_a_card_names_the_other_sites_that_have_the_story() -> None:
    it = story()
    places = (
        AlternateSource(source="Post <b>", url="https://post.example/?a=1&b=2"),
        AlternateSource(source="x" * 500, url="https://long.example/"),
        AlternateSource(source="Inside", url="http://inside/"),
    )

    text = shown(replace(it, article=replace(it.article, alternate_sources=places))).html
    parsed = parse_html(text)

    assert 'Also at <a href="https://post.example/?a=1&amp;b=2">Post &lt;b&gt;</a>, ' in text
    assert "Inside" not in text
    assert utf16_length(parsed.text) <= MESSAGE_MAX
    assert "Also at" not in shown(it).html


def test_a_card_outside_the_bots_chats_has_a_link_to_the_bot() -> None:
    away = CardState(article_id=ArticleId(12), length=3, language="en")

    (*_, last) = card_message(story(), away, "a_bot", get_translator("en")).rows[-1]

    assert (last.text, last.url) == ("Open", "https://t.me/a_bot?start=a_12")
    assert [button.text for button in shown(story()).rows[-1]] == ["Share", "Source"]
