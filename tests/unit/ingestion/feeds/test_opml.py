"""OPML lists of feeds: files that feed readers export, and hostile files."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import Unreadable
from bot.domain.feed import Feed, FeedStatus
from bot.domain.ids import FeedId
from bot.ingestion.feeds.opml import FEEDS_MAX, FeedList, read_opml
from bot.ingestion.http.allowlist import Allowlist
from bot.ingestion.markup_limits import ELEMENTS_MAX
from bot.presentation.opml import write_opml

NOW = datetime(2026, 6, 8, 9, tzinfo=UTC)
OPML = '<?xml version="1.0"?><opml version="2.0"><body>{}</body></opml>'


def read(text: str | bytes) -> FeedList:
    return read_opml(text.encode() if isinstance(text, str) else text, Allowlist())


def refusal(text: str | bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        read(text)
    return caught.value.text_key


def outline(url: str, more: str = "") -> str:
    return f'<outline type="rss" xmlUrl="{url}" {more}/>'


def stored(number: int, title: str, *tags: str) -> Feed:
    status = FeedStatus(url=f"https://post.example/{number}", next_at=NOW)
    return Feed(id=FeedId(number), title=title, tags=tags, added_at=NOW, status=status)


def test_folders_and_categories_become_tags():
    text = OPML.format(
        '<outline text="News"><outline title="City &amp; river">'
        + outline("https://post.example/feed", 'text="The Post" category="/Boss/Bridges,local"')
        + "</outline></outline>"
    )

    (feed,) = read(text).feeds

    assert (feed.url, feed.title) == ("https://post.example/feed", "The Post")
    assert feed.tags == ("Bridges", "local", "City river", "News")


def test_repeated_feeds_count_once_and_refused_urls_are_counted():
    lines = [
        *("https://post.example/feed", "http://www.post.example/feed/"),
        *("http://127.0.0.1/feed", "file:///etc/passwd", "javascript:x"),
    ]

    found = read(OPML.format("".join(map(outline, lines))))

    assert len(found.feeds) == 1
    assert found.left_out == 3


def test_attributes_of_any_case_and_broken_files_are_read():
    assert len(read(OPML.format('<outline xmlurl="https://a.example/f"/>')).feeds) == 1
    assert len(read("<opml><body>" + outline("https://a.example/f?a=1&b")).feeds) == 1


def test_a_list_of_ten_thousand_feeds_is_cut():
    """[82-ten-thousand]"""
    lines = "".join(outline(f"https://{number}.example/feed") for number in range(10_000))

    found = read(OPML.format(lines))

    assert (len(found.feeds), found.left_out) == (FEEDS_MAX, 10_000 - FEEDS_MAX)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (b"<opml>" + b" " * 50_000_000, "opml.too_large"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><opml/>', "opml.broken"),
        ("<opml><body a='1' " + " ".join(f"b{n}=''" for n in range(1_000)) + "/>", "opml.broken"),
        ("name,url\nPost,https://post.example/feed", "opml.broken"),
        ("<html></html>", "opml.broken"),
        ("", "opml.broken"),
        (b"PK\x03\x04" + bytes(100), "opml.broken"),
        (OPML.format(""), "opml.nothing"),
        (OPML.format('<outline text="News"/>'), "opml.nothing"),
        (OPML.format(outline("http://10.0.0.1/")), "opml.nothing"),
        ("<opml>" + "<outline>" * 5_000, "opml.nothing"),
        ("<opml>" + "<a/>" * ELEMENTS_MAX + "</opml>", "file.too_heavy"),
        ("<opml>" + "<a b=''/>" * (ELEMENTS_MAX + 1) + "</opml>", "file.too_heavy"),
    ],
)
def test_a_text_that_is_not_a_list_of_feeds_is_refused(text, key):
    """[82-fifty-megabytes, 82-entities, 82-no-xml, 82-nested]"""
    assert refusal(text) == key


def test_feeds_above_a_bottomless_folder_are_read():
    """[82-nested]"""
    text = OPML.format(outline("https://a.example/f") + "<outline>" * 5_000)

    assert len(read(text).feeds) == 1


titles = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf"]), min_size=1, max_size=60)


@given(st.lists(titles, min_size=1, max_size=5), st.sampled_from([(), ("bridges", "City life")]))
def test_a_written_list_is_read_back(names, tags):
    feeds = [stored(number, name, *tags) for number, name in enumerate(names, start=1)]

    again = read(write_opml(feeds)).feeds

    assert [feed.url for feed in again] == [feed.status.url for feed in feeds]
    assert [feed.tags for feed in again] == [feed.tags for feed in feeds]
    assert [feed.title for feed in again] == [" ".join(feed.name.split()) for feed in feeds]


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data):
    for body in (data, b"<opml>" + data, OPML.encode().replace(b"{}", data)):
        try:
            read(body)
        except Unreadable:
            continue
