"""Tags that a page shows to readers but does not declare in its metadata."""

from datetime import UTC, datetime

import pytest

from bot.domain.errors import Unreadable
from bot.ingestion.readers.html_page import read_page

NOW = datetime(2025, 6, 20, 12, 0, tzinfo=UTC)
URL = "https://news.example.com/bridge"
TEXT = (
    "The iron bridge over the river opened again on Saturday, two years after it was closed. " * 3
)


def test_a_page_that_is_only_menus_has_no_text():
    towns = "".join(f"<li>Town {number}</li>" for number in range(60))

    with pytest.raises(Unreadable) as refused:
        read_page(
            f"<html><body><h1>News</h1><article><ul>{towns}</ul></article></body></html>", URL, NOW
        )

    assert refused.value.text_key == "page.no_text"


@pytest.mark.parametrize(
    "links",
    [
        '<div class="article-tags"><a href="/t/1">Bridges</a> <a href="/t/2">#Harrowmere</a></div>',
        '<p><a rel="tag" href="/t/1">Bridges</a>, <a rel="tag" href="/t/2">Harrowmere</a></p>',
        '<ul id="tags"><li><b><a href="/1">Bridges</a></b><li><a href="/2">Harrowmere</a></ul>',
    ],
)
def test_tags_that_a_page_only_shows_are_read(links):
    draft = read_page(
        f"<html><body><article><p>{TEXT}</p>{links}</article></body></html>", URL, NOW
    )

    assert draft.tags == ("Bridges", "Harrowmere")


@pytest.mark.parametrize(
    "links",
    [
        '<nav class="tags"><a href="/t/1">Politics</a></nav>',
        '<aside class="topics"><a href="/t/1">Politics</a></aside>',
        '<div class="stage vintage"><a href="/t/1">Politics</a></div>',
        '<div class="tags">'
        + "".join(f'<a href="/t/{each}">Topic {each}</a>' for each in range(40))
        + "</div>",
        '<div class="tags"><a href="/t/1">This is the headline of some other article</a></div>',
    ],
)
def test_links_that_are_not_the_articles_tags_are_left(links):
    draft = read_page(
        f"<html><body><article><p>{TEXT}</p></article>{links}</body></html>", URL, NOW
    )

    assert draft.tags == ()


def test_a_date_that_a_page_shows_only_is_read_day_first():
    shown = '<span class="date">05.04.2025</span>'

    page = f"<html><body><article>{shown}<p>{TEXT}</p></article></body></html>"
    draft = read_page(page, "https://news.example.com/bridge", NOW)

    assert str(draft.published_at)[:10] == "2025-04-05"
