"""Feeds of rare and old forms give the titles and links that their readers would see."""

import json
from datetime import UTC, datetime

import pytest

from bot.domain.errors import Unreadable
from bot.domain.feed import Item, ParsedFeed
from bot.ingestion.feeds.parser import read_feed
from bot.ingestion.http.allowlist import Allowlist

SITE = "https://post.example"
NAMESPACES = (
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
XHTML = 'xmlns="http://www.w3.org/1999/xhtml"'
NETSCAPE = (
    '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" '
    '"http://my.netscape.com/publish/formats/rss-0.91.dtd">'
)


def read(text: str) -> ParsedFeed:
    now = datetime(2026, 6, 8, 9, tzinfo=UTC)
    return read_feed(text.encode(), None, f"{SITE}/feed.xml", now, Allowlist())


def rss_item(fields: str) -> Item:
    (item,) = read(
        f'<rss version="2.0" {NAMESPACES}><channel><title>Post</title><item>{fields}'
        f"<link>{SITE}/1</link></item></channel></rss>"
    ).items
    return item


def atom_entry(title: str) -> Item:
    (item,) = read(
        f'<feed xmlns="http://www.w3.org/2005/Atom" {NAMESPACES}><title>Post</title><entry>{title}'
        f'<id>urn:1</id><link href="{SITE}/1"/></entry></feed>'
    ).items
    return item


@pytest.mark.parametrize(
    "fields",
    [
        "<media:title>A photo</media:title><title>Bridge opens</title>",
        '<media:title type="html"><![CDATA[A <b>c</b>]]></media:title><title>Bridge opens</title>',
        "<media:group><media:title>A cat</media:title></media:group><title>Bridge opens</title>",
        "<dc:title>A record</dc:title><title>Bridge opens</title>",
        "<dc:title>Bridge opens</dc:title><description>Cars cross it.</description>",
        "<media:title>Bridge opens</media:title>",
    ],
)
def test_the_title_of_the_item_wins(fields):
    assert rss_item(fields).title == "Bridge opens"


@pytest.mark.parametrize(
    "title",
    [
        f'<title type="xhtml"><div {XHTML}>Bridge <b>opens</b></div></title>',
        f'<title type="xhtml">Bridge <div {XHTML}><b>opens</b></div></title>',
        f"<title type='xhtml'>Bridge <b {XHTML}>opens</b></title>",
        '<title mode="base64">QnJpZGdlIG9wZW5z</title>',
        '<title type="text/html" mode="base64">QnJpZGdlIDxiPm9wZW5zPC9iPg==</title>',
        "<media:title>A photo</media:title><title>Bridge opens</title>",
    ],
)
def test_an_encoded_title_of_atom_is_read(title):
    assert atom_entry(title).title == "Bridge opens"


@pytest.mark.parametrize(
    ("addresses", "link"),
    [
        ({"external_url": "https://other.example/2"}, "https://other.example/2"),
        ({"url": f"{SITE}/1", "external_url": "https://other.example/2"}, f"{SITE}/1"),
        ({}, None),
    ],
)
def test_an_item_of_a_json_feed_leads_to_its_page(addresses, link):
    entry = {"id": "1", "title": "Bridge opens", "content_text": "Cars cross it.", **addresses}
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Post", "items": [entry]}

    (item,) = read(json.dumps(feed)).items

    assert item.url == link


def test_rss_090_is_read():
    feed = read(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel><title>Post</title>'
        f"<link>{SITE}/</link></channel><item><title>Bridge</title><link>{SITE}/1</link></item>"
        f"<item><title>Fair ends</title><link>{SITE}/2</link></item></rdf:RDF>"
    )

    assert feed.title == "Post"
    assert [item.title for item in feed.items] == ["Bridge", "Fair ends"]


def test_the_document_type_of_rss_091_is_read():
    feed = read(
        f'<?xml version="1.0"?>\n{NETSCAPE}\n<rss version="0.91"><channel><title>Post</title>'
        f"<item><title>L&eacute;man</title><link>{SITE}/1</link></item></channel></rss>"
    )

    assert [item.title for item in feed.items] == ["Léman"]


@pytest.mark.parametrize(
    "declaration",
    [
        NETSCAPE.replace(">", ' [<!ENTITY a "b">]>'),
        NETSCAPE + '<!DOCTYPE rss [<!ENTITY a "b">]>',
        NETSCAPE.replace("rss-0.91.dtd", "evil.dtd"),
    ],
)
def test_other_declarations_stay_refused(declaration):
    with pytest.raises(Unreadable, match=r"feed\.declarations"):
        read(f'{declaration}<rss version="0.91"><channel><title>Post</title></channel></rss>')
