"""Zero-width joiners: words and emoji stay as written, whether from a page, a feed or a file."""

import json
from datetime import UTC, datetime
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.article import Draft
from bot.domain.joiners import JOINERS
from bot.ingestion.clean import clean_line, clean_text, shorten
from bot.ingestion.feeds.parser import read_feed
from bot.ingestion.http.allowlist import Allowlist
from bot.ingestion.readers.files import read_file
from bot.ingestion.readers.html_page import read_page
from bot.ingestion.readers.plain_text import read_text
from tests.support.document_files import docx, epub, pdf

NOW = datetime(2026, 6, 8, 9, tzinfo=UTC)
FAMILY = "👨\u200d👩\u200d👧"
TITLE = f"کتاب\u200cها فروخته شده\u200cاند {FAMILY}"
BODY = (
    "کتاب\u200cهای این کتاب\u200cخانه در روز دوشنبه فروخته شده\u200cاند و مردم شهر خوشحال نیستند.\n"
    f"The rainbow flag 🏳️\u200d🌈 was raised by 👩🏽\u200d🚒 and her family {FAMILY} on Monday.\n"
    "शहर में राष्ट्रीय बैंक क\u094d\u200dष और क\u094d\u200cष लिखते हैं, ऐसा अधिकारी ने सोमवार को कहा।"
)
LINES = BODY.split("\n")
# Junk around and inside the words that stay: overrides, zero-width spaces, stray joiners.
JOINER_TITLE = "\u200d\u202e" + TITLE.replace(" ", " \u200c") + "\u200c\u200d\ufeff"
JOINER_LINES = ["\u200c" + line.replace(" ", " \u200d\u200b", 3) + "\u2060" for line in LINES]


def from_page(lines: list[str], title: str) -> Draft:
    text = "".join(f"<p>{line}</p>" for line in lines)
    return read_page(f"<html><title>{title}</title><article>{text}</article></html>", None, NOW)


def from_references(lines: list[str], title: str) -> Draft:
    named = str.maketrans({"\u200c": "&zwnj;", "\u200d": "&#8205;"})
    return from_page([line.translate(named) for line in lines], title.translate(named))


def from_txt(lines: list[str], title: str) -> Draft:
    return read_file("a.txt", "text/plain", "\n".join([title, *lines]).encode(), NOW)


def from_html_file(lines: list[str], title: str) -> Draft:
    text = "".join(f"<p>{line}</p>" for line in lines)
    page = f"<html><meta charset=utf-8><title>{title}</title><article>{text}</article></html>"
    return read_file("a.html", "text/html", page.encode(), NOW)


def from_docx(lines: list[str], title: str) -> Draft:
    return read_file("a.docx", None, docx(*lines, title=title), NOW)


def from_epub(lines: list[str], title: str) -> Draft:
    return read_file("a.epub", None, epub(lines, title=title), NOW)


def from_paste(lines: list[str], title: str) -> Draft:
    return read_text("\n".join([title, *lines]))


def from_rss(lines: list[str], title: str) -> Draft:
    text = escape("".join(f"<p>{line}</p>" for line in lines))
    item = f"<item><title>{title}</title><description>{text}</description></item>"
    return _of_feed(f"<rss version='2.0'><channel><title>a</title>{item}</channel></rss>")


def from_json_feed(lines: list[str], title: str) -> Draft:
    item = {"id": "1", "title": title, "content_text": "\n".join(lines)}
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": [item]}
    return _of_feed(json.dumps(feed))


def _of_feed(feed: str) -> Draft:
    read = read_feed(feed.encode(), None, "https://post.example/feed", NOW, Allowlist())
    return Draft(title=read.items[0].title, body=read.items[0].text)


SOURCES = [
    *(from_page, from_references, from_html_file, from_txt, from_docx, from_epub),
    *(from_paste, from_rss, from_json_feed),
]


@pytest.mark.parametrize("source", SOURCES)
def test_words_and_emoji_stay_as_they_are_written(source):
    draft = source(LINES, TITLE)

    assert draft.title == TITLE
    assert draft.body.split() == BODY.split()


@pytest.mark.parametrize("source", SOURCES)
def test_joiners_that_join_nothing_are_removed(source):
    draft = source(JOINER_LINES, JOINER_TITLE)

    assert draft.title == TITLE
    assert draft.body.split() == BODY.split()


@pytest.mark.parametrize(("lines", "title"), [(LINES, TITLE), (JOINER_LINES, JOINER_TITLE)])
def test_words_and_emoji_of_a_pdf_stay_as_written(lines, title):
    data = pdf(lines[1:], title=title)  # pypdf reverses right-to-left text

    draft = read_file("a.pdf", None, data, NOW)

    assert draft.title == TITLE
    assert draft.body.split() == " ".join(LINES[1:]).split()


@pytest.mark.parametrize(
    ("written", "cleaned"),
    [
        pytest.param("شده\u200cاند", "شده\u200cاند", id="67-word"),
        pytest.param(FAMILY, FAMILY, id="67-emoji"),
        pytest.param("🙂\u200d↔️", "🙂\u200d↔️", id="67-arrow"),
        pytest.param("\u09b0\u200d\u09cd\u09af", "\u09b0\u200d\u09cd\u09af", id="67-before-mark"),
        pytest.param("അവന\u0d4d\u200d വന്നു", "അവന\u0d4d\u200d വന്നു", id="67-after-virama"),
        pytest.param("\u200cab\u200d", "ab", id="67-ends"),
        pytest.param("a \u200c b\u200c \u200dc", "a b c", id="67-between-spaces"),
        pytest.param("a\u200c\u200c\u200db", "a\u200cb", id="67-run"),
        pytest.param("a\u200b\u200c\u202e\u2060b", "a\u200cb", id="67-among-junk"),
        pytest.param("a\u200c\x00\u200db", "a b", id="67-beside-control"),
        pytest.param("(\u200ca\u200c).\u200c", "(a).", id="67-punctuation"),
        pytest.param("\u200c\u200d \u200d", "", id="67-nothing-else"),
    ],
)
def test_a_joiner_stays_where_it_joins(written, cleaned):
    assert clean_line(written, 50) == cleaned


LETTERS = st.characters(categories=["L", "So"])


@given(st.lists(LETTERS, min_size=2, max_size=8), st.sampled_from(JOINERS))
def test_a_joiner_between_letters_or_emoji_stays(letters, joiner):
    assert clean_line(joiner.join(letters), 50) == joiner.join(letters)


@given(st.text(st.sampled_from(f"ab 🙂👩.\u094d\u200b\u202e\ufeff\n{JOINERS}")), st.integers(2, 20))
def test_cleaning_text_with_joiners_twice_is_cleaning_once(text, maximum):
    for clean in (clean_line, clean_text):
        cleaned = clean(text, maximum)

        assert clean(cleaned, maximum) == cleaned
        assert len(cleaned) <= maximum


@pytest.mark.parametrize("maximum", range(4, 12))
def test_text_is_not_shortened_inside_an_emoji(maximum):
    assert shorten(f"ab{FAMILY}{FAMILY}", maximum) in ("ab…", f"ab{FAMILY}…")
