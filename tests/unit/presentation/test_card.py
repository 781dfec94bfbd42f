"""A card follows the design, fits into a message, and is valid HTML."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.article import BODY_MAX, TITLE_MAX, AlternateSource, Article
from bot.domain.delivery import MESSAGE_MAX
from bot.domain.ids import ArticleId, TagKey, UserId
from bot.domain.posted_card import CardPlace, CardState, CardView, ReaderMarks
from bot.domain.rating import Tally
from bot.domain.summarized_article import SummarizedArticle
from bot.domain.summary import LENGTHS, RankedSentence, Summary
from bot.domain.tag import Tag
from bot.i18n.html import visible_text
from bot.i18n.translator import LANGUAGES, get_translator
from bot.playground.api_server.formatting.entities import utf16_length
from bot.playground.api_server.formatting.html import parse_html
from bot.presentation import full_text
from bot.presentation.buttons import LengthButton, MoreButton
from bot.presentation.card import card_message
from bot.presentation.outgoing_message import OutgoingMessage
from tests.support.button_labels import labels_of
from tests.support.samples import NO_VOTES

NOW = datetime(2026, 6, 12, 9, tzinfo=UTC)
STARS = [f"{stars} ★" for stars in range(1, 6)]
LABEL_MAX = {3: 16, 4: 12, 5: 7}  # letters, by the number of buttons in the row
NARROW = set("fijlrtI 'ʻʼ")  # of half a letter's width
SENTENCES = [f"Sentence number {number} of the article stands here." for number in range(1, 11)]
READER = CardView(place="reader")
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
    it: SummarizedArticle,
    length: int = 3,
    followed: Tag | None = None,
    language: str = "en",
    view: CardView = READER,
    *,
    is_expanded: bool = False,
) -> OutgoingMessage:
    """Return the card of a story."""
    state = CardState(article_id=it.article.id, length=length, is_expanded=is_expanded)
    return card_message(it, state, view, "a_bot", get_translator(language), followed)


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


@pytest.mark.parametrize("place", ["group", "channel"])
def test_a_card_for_many_keeps_its_tag_and_names_it_to_nobody(place: CardPlace) -> None:
    card = shown(story(tags=(MIGRANT,)), followed=MIGRANT, view=CardView(place=place))

    assert "You follow" not in visible_text(card.html)
    assert card.card_state is not None
    assert card.card_state.tag_number == MIGRANT.number


def test_the_title_is_bold_and_links_to_the_article() -> None:
    assert shown(story()).html.startswith('<b><a href="https://news.example/a">A title</a></b>')


def test_a_title_without_an_address_links_to_the_card() -> None:
    assert 'href="https://t.me/a_bot?start=a_12"' in shown(story(url=None)).html


def test_a_card_has_a_row_of_stars_and_one_compact_row() -> None:
    assert labels_of(shown(story()).rows) == [STARS, ["Longer", "Save", "Share", "⋯"]]


def test_more_swaps_the_second_row_in_place() -> None:
    assert labels_of(shown(story(), is_expanded=True).rows) == [
        STARS,
        ["Shorter", "Full text", "Source", "Why", "‹"],
    ]


@pytest.mark.parametrize(("count", "length"), [(10, 8), (2, 3), (1, 3), (0, 3)])
def test_longer_is_not_shown_if_there_is_no_more_text(count: int, length: int) -> None:
    assert labels_of(shown(story(count), length).rows)[1] == ["Save", "Share", "⋯"]


@pytest.mark.parametrize(("count", "length"), [(10, 1), (1, 3), (0, 3)])
def test_shorter_is_not_shown_for_the_shortest_summary(count: int, length: int) -> None:
    row = labels_of(shown(story(count), length, is_expanded=True).rows)[1]

    assert row == ["Full text", "Source", "Why", "‹"]


def test_shorter_keeps_the_second_row_and_back_restores_the_first() -> None:
    row = shown(story(), 5, is_expanded=True).rows[1]

    assert MoreButton.decode(row[0].data or "").state == CardState(
        article_id=ArticleId(12), length=3, is_expanded=True
    )
    assert LengthButton.decode(row[-1].data or "").state == CardState(
        article_id=ArticleId(12), length=5
    )


def test_a_readers_card_marks_the_own_star_and_the_bookmark() -> None:
    view = CardView(place="reader", marks=ReaderMarks(stars=4, is_saved=True))

    assert labels_of(shown(story(), view=view).rows) == [
        ["1 ★", "2 ★", "3 ★", "4 ★ ✓", "5 ★"],
        ["Longer", "Saved ✓", "Share", "⋯"],
    ]


@pytest.mark.parametrize("place", ["channel", "elsewhere"])
def test_a_card_for_everybody_has_only_buttons_that_work_there(place: CardPlace) -> None:
    message = shown(story(), view=CardView(place=place))

    assert labels_of(message.rows) == [STARS, ["Save", "Share", "Source", "Open"]]
    assert message.rows[1][-1].url == "https://t.me/a_bot?start=a_12"


def test_a_private_copy_outside_the_bots_chats_opens_with_its_key() -> None:
    it = story()
    copy = replace(it.article, owner_id=UserId(7), share_key="0123456789")

    row = shown(replace(it, article=copy), view=CardView(place="elsewhere")).rows[1]

    assert row[-1].url == "https://t.me/a_bot?start=a_12_0123456789"


def test_a_card_without_votes_says_so() -> None:
    assert visible_text(shown(story()).html).endswith("\n\n☆ not rated yet")


def test_only_an_editors_card_has_the_number_of_the_article() -> None:
    editor = CardView(place="reader", is_editor=True)

    assert " · 1 min · no. 12\n" in visible_text(shown(story(), view=editor).html)
    assert "no. 12" not in visible_text(shown(story()).html)


@pytest.mark.parametrize(
    ("url", "image", "preview", "is_above"),
    [
        ("https://news.example/a", "https://cdn.example/a.jpg", "https://news.example/a", False),
        (None, "https://cdn.example/a.jpg", "https://cdn.example/a.jpg", True),
        (None, "http://inside/a.jpg", None, True),
        (None, None, None, True),
    ],
)
def test_a_card_previews_its_page_or_else_its_picture(
    url: str | None, image: str | None, preview: str | None, is_above: bool
) -> None:
    it = story(url=url)

    message = shown(replace(it, article=replace(it.article, image_url=image)))

    assert (message.preview_url, message.is_preview_above) == (preview, is_above)


def width(label: str) -> float:
    """Return the width of a label in letters."""
    return len(label) - sum(0.5 for letter in label if letter in NARROW)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", ["reader", "channel", "elsewhere"])
@pytest.mark.parametrize("is_expanded", [False, True])
def test_no_label_of_a_card_is_cut_off_at_360_pixels(
    language: str, place: CardPlace, is_expanded: bool
) -> None:
    view = CardView(place=place, marks=ReaderMarks(stars=5, is_saved=True))

    rows = labels_of(shown(story(), 5, None, language, view, is_expanded=is_expanded).rows)

    for row in rows:
        assert max(map(width, row)) <= LABEL_MAX[len(row)], row


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
