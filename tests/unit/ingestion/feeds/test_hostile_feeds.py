"""Feeds made to harm the reader are refused or cut."""

import contextlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import Unreadable
from bot.domain.feed import ITEMS_MAX
from bot.ingestion.feeds.parser import TAGS_MAX, _without_middle
from bot.ingestion.markup_limits import ELEMENTS_MAX, has_huge_tag, root_name
from tests.unit.ingestion.feeds.parsed_feeds import CHANNEL, read, refusal, rss


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd">',
        '<!doctype x [<!ENTITY f SYSTEM "file:///etc/passwd">]>',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_declarations_are_refused(declared, encoding):
    """[71-entities, 72-external]"""
    text = f"<?xml version='1.0'?>{declared}<rss><channel><title>&b;</title></channel></rss>"

    assert refusal(text.encode(encoding)) == "feed.declarations"


def test_declarations_cannot_hide_behind_comments():
    """[71-behind-a-comment]"""
    hidden = f"<!-- {'<a>' * 5_000} --><?x?>\n<!DOCTYPE rss [<!ENTITY a 'b'>]><rss></rss>"

    assert root_name(hidden) is None
    assert refusal(hidden) == "feed.not_a_feed"


def test_an_article_may_speak_of_declarations():
    """[71-words]"""
    (item,) = rss("<title>x</title><description><![CDATA[<!DOCTYPE html> is]]></description>").items

    assert item.title == "x"


@pytest.mark.parametrize("space", [" ", "", "\n"])
def test_a_tag_with_endless_attributes_is_refused(space):
    """[73-attributes]"""
    attributes = space.join(f'a{n}="1"' for n in range(200_000))

    assert refusal(CHANNEL.format(f"<item {attributes}></item>")) == "page.broken"


@pytest.mark.parametrize(
    "body",
    [
        "<a>" * 60_000,
        "<![CDATA[" + "<!--" * 50_000 + "]]>",
        "<" * 200_000,
        "<a '" * 50_000,
        "&" * 200_000,
        "<title>" + "&lt;" * 100_000,
    ],
    ids=["elements", "comments", "brackets", "quotes", "references", "escapes"],
)
def test_parsing_a_hostile_item_ends(body):
    """[73-nested, 73-comments]"""
    with contextlib.suppress(Unreadable):
        read(CHANNEL.format(f"<item>{body}</item>"))


def test_the_newest_200_items_are_kept_in_either_order():
    """[74-newest]"""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    many = [
        f"<title>{n}</title><link>/{n}</link>"
        f"<pubDate>{(start + timedelta(minutes=n)).isoformat()}</pubDate>"
        for n in range(20_000)
    ]

    feed = rss(*many)

    assert len(feed.items) == ITEMS_MAX
    assert feed.items[0].title == "19999"


def test_a_hundred_thousand_items_cost_what_those_at_the_ends_do():
    """[74-hundred-thousand]"""
    items = (f"<item><title>{n}</title><guid>{n}</guid></item>" for n in range(100_000))
    text = CHANNEL.format("".join(items))

    feed = read(text)

    assert [item.title for item in feed.items[::199]] == ["0", "199"]
    assert _without_middle(text).count("<item>") == ITEMS_MAX * 10


@pytest.mark.parametrize(
    ("before", "piece", "after"),
    [
        ("<urlset>", "<url/>", "</urlset>"),
        ("<sitemapindex>", "<a/>", "</sitemapindex>"),
        ('{"version": "https://jsonfeed.org/version/1", "items": [', "{},", "{}]}"),
        ('{"version": "https://jsonfeed.org/version/1", "items": [{"a": [', "[],", "[]]}]}"),
    ],
)
def test_a_feed_of_millions_of_tiny_elements_is_refused(before, piece, after):
    assert refusal(before + piece * (ELEMENTS_MAX + 1) + after) == "page.too_heavy"


def test_an_item_of_more_tags_than_a_feed_needs_is_refused():
    assert refusal(CHANNEL.format(f"<item>{'<a/>' * TAGS_MAX}</item>")) == "page.too_heavy"


def test_two_thousand_items_of_thirty_elements_are_read():
    elements = "".join(f"<e{n}>x</e{n}>" for n in range(28))
    items = "".join(f"<item><title>{n}</title>{elements}</item>" for n in range(2_000))

    assert len(read(CHANNEL.format(items)).items) == ITEMS_MAX


@pytest.mark.parametrize(
    "body",
    [
        *("", " ", "garbage", "<!DOCTYPE html><html><body>x</body></html>", "<html></html>"),
        *("[1, 2]", '{"a": 1}', '{"a":' * 100_000, '{"version": 1, "items": 7}', "{"),
        *("<opml></opml>", "<x/>", "<?xml", "<!--"),
    ],
)
def test_a_body_that_is_not_a_feed_is_refused(body):
    """[78-a-page]"""
    assert refusal(body) == "feed.not_a_feed"


def test_words_of_a_feed_are_cleaned():
    """[66-in-a-feed, 67-in-a-feed]"""
    (item,) = rss(f"<title>a\x00\u202eb {'x' * 10_000}</title>").items

    assert item.title.startswith("a b x") or item.title.startswith("ab x")
    assert len(item.title) == 300


@given(st.text(max_size=300), st.sampled_from(["title", "link", "guid", "description"]))
def test_nothing_in_a_field_breaks_the_reader(text, field):
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")

    rss(f"<title>t</title><{field}>{escaped}</{field}>")


@given(st.binary(max_size=400))
def test_bytes_are_a_feed_or_are_refused(data):
    for body in (data, b"<rss><channel><item>" + data, b'{"items": [' + data):
        try:
            read(body)
        except Unreadable:
            continue


@given(st.text("<>a='\" /!-?", max_size=200))
def test_the_scans_take_every_text(text):
    root_name(text)
    has_huge_tag(text)
