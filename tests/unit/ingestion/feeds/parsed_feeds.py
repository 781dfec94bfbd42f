"""Feeds of one site, parsed, and the refusals of the parser."""

from datetime import UTC, datetime

import pytest

from bot.domain.errors import Unreadable
from bot.domain.feed import ParsedFeed
from bot.ingestion.feeds.parser import read_feed
from bot.ingestion.http.allowlist import Allowlist

NOW = datetime(2026, 6, 8, 9, tzinfo=UTC)
LONG = "A whole sentence of an article, long enough. " * 40
CHANNEL = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:media="http://search.yahoo.com/mrss/">
<channel><title>Harrowmere &amp;amp; Post</title><link>https://post.example/</link>{}</channel></rss>"""


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Atom of Harrowmere</title>
<link href="https://post.example/"/>{}</feed>"""


def read(text: str | bytes, charset: str | None = None) -> ParsedFeed:
    body = text.encode() if isinstance(text, str) else text
    return read_feed(body, charset, "https://post.example/rss/feed.xml", NOW, Allowlist())


def rss(*items: str, channel: str = "") -> ParsedFeed:
    return read(CHANNEL.format(channel + "".join(f"<item>{item}</item>" for item in items)))


def refusal(text: str | bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        read(text)
    return caught.value.text_key
