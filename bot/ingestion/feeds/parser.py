"""Feed parser for RSS, Atom, RDF, JSON Feed and news sitemaps; returns the newest items.

Pure, and slow in the worst case, so it runs in the process pool with a time limit. A feed takes
fastfeedparser 0.9 ms and feedparser 35 ms; 200,000 nested elements take feedparser 27 s. Pass
bytes to these parsers, not a URL, which they would fetch themselves.
Errors, beside `page.too_large`, `page.too_heavy` and `page.broken`:

    feed.not_a_feed     "That is no feed, and I find none on the site. …"
    feed.declarations   "That feed declares a document type, which I do not read for safety. …"
"""

import io
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urljoin

import fastfeedparser
import feedparser
from lxml import etree

from bot.domain.errors import Unreadable
from bot.domain.feed import ITEMS_MAX, Hints, Item, ParsedFeed
from bot.ingestion.decode import decode
from bot.ingestion.feeds.items import Entry, deduplicate, read_entry, text_of
from bot.ingestion.feeds.sitemaps import SITEMAPS, read_sitemap
from bot.ingestion.html_to_text import plain_line
from bot.ingestion.http.allowlist import Allowlist
from bot.ingestion.http.decompress import gunzip
from bot.ingestion.markup_limits import (
    ELEMENTS_MAX,
    has_huge_tag,
    has_too_many_elements,
    root_name,
)
from bot.ingestion.parsable import parsable_xml, without_declaration

FEED_MAX = 5_000_000  # bytes after decompression
# Tags, or attributes, of an XML feed. feedparser takes up to 80 microseconds for a tag, so it ends
# within the CPU limit of a task. 2,000 items of 30 elements have 120,000 tags. Five megabytes of
# pages have at most 93,000: the densest of 23 real ones has a tag in 54 characters.
TAGS_MAX = 150_000
TITLE_MAX = 120  # characters of a feed's title

_DECLARED = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
# The document type of RSS 0.91, which declares the letters of HTML and nothing harmful.
_NETSCAPE_TYPE = re.compile(
    r'<!DOCTYPE\s+rss\s+PUBLIC\s+"-//Netscape Communications//DTD RSS 0\.91//EN"'
    r'\s+"https?://[\w./-]{1,100}/rss-0\.91\.dtd"\s*>',
    re.IGNORECASE,
)
# Feeds that only feedparser reads: RSS 0.90, the letters of RSS 0.91, and encoded titles of Atom.
_FEEDPARSER_ONLY = re.compile(
    rb'="http://(?:my|channel)\.netscape\.com/rdf/simple/0\.9/"|<rss\s+version="0\.91"'
    rb"|<(?:\w{1,20}:)?title\s[^<>]{0,200}[\"'](?:xhtml|base64)[\"']"
)
# The title of a picture or a record: fastfeedparser prefers it if it comes first.
_OTHER_TITLE = re.compile(rb"(</?(?:media|dc)):title(?=[\s/>])")
_HEAD = 4_096  # the first characters, which are searched for declarations
_ITEM = re.compile(r"<(?:item|entry)[\s>]")
_END_ITEMS = ITEMS_MAX * 5  # items that are parsed at each end of a feed
_TTL = re.compile(r"<ttl>\s*(\d{1,6})\s*</ttl>")
_PERIOD = re.compile(r"<\w+:updatePeriod>\s*(hourly|daily|weekly|monthly|yearly)\s*<")
_FREQUENCY = re.compile(r"<\w+:updateFrequency>\s*(\d{1,4})\s*<")
_SKIP = re.compile(r"<skip(?:Hours|Days)>((?:[^<]|<(?!/?skip)){0,2000}+)</skip")
_HOUR = re.compile(r"<hour>\s*(\d{1,2})\s*<")
_DAY = re.compile(r"<day>\s*(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\s*<")
_DAYS = ("Mon", "Tues", "Wednes", "Thurs", "Fri", "Satur", "Sun")
_PERIODS = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 720, "yearly": 8760}  # hours
# The exceptions of the two parsers on malformed input.
_PARSER_ERRORS = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    RecursionError,
    etree.LxmlError,
)


def read_feed(
    body: bytes, charset: str | None, url: str, now: datetime, allow: Allowlist
) -> ParsedFeed:
    """Parse a feed and return its newest items.

    Args:
        body: the raw body; may be a gzip file, as many sitemaps are.
        charset: from the Content-Type header.
        url: the URL of the feed, the base of relative links.
        now: aware; dates after it are ignored.
        allow: private hosts that the operator permits.

    Raises:
        Unreadable: the body is not a feed, or exceeds a limit.
    """
    text = parsable_xml(decode(gunzip(body, FEED_MAX), charset))
    text = _NETSCAPE_TYPE.sub("", text[:_HEAD], count=1) + text[_HEAD:]
    root = None if text.lstrip().startswith("{") else _trusted_root(text)
    if root == "html":
        raise Unreadable("feed.not_a_feed")
    is_xml_feed = root is not None and root not in SITEMAPS
    shortened = _without_middle(text) if is_xml_feed else text
    if has_too_many_elements(shortened, TAGS_MAX if is_xml_feed else ELEMENTS_MAX):
        raise Unreadable("page.too_heavy")
    if root in SITEMAPS:
        return read_sitemap(text, url, now, allow)
    data = without_declaration(shortened).encode()
    title, link, entries = _parse(data)
    base = urljoin(url, link) if link.startswith(("http://", "https://", "/")) else url
    items = [read_entry(entry, base, now, allow) for entry in _ends(entries)]
    return ParsedFeed(
        title=plain_line(title, TITLE_MAX),
        items=tuple(deduplicate(_newest([item for item in items if item]))),
        hints=_hints(text) if root else Hints(),
    )


def _trusted_root(text: str) -> str:
    """Return the name of the root element of a document that is not JSON.

    Raises:
        Unreadable: there is no root element, or the document has declarations or huge tags.
    """
    root = root_name(text)
    if root and root.lower() == "html":
        return "html"
    if root is None and _DECLARED.search(text[:_HEAD]):
        is_page = re.match(r"\s*<!doctype\s+html", text, re.IGNORECASE)
        raise Unreadable("feed.not_a_feed" if is_page else "feed.declarations")
    if root is None:
        raise Unreadable("feed.not_a_feed")
    if has_huge_tag(text):
        raise Unreadable("page.broken")
    return root


def _parse(data: bytes) -> tuple[str, str, Sequence[Entry]]:
    """Return the title, link and entries of a feed; try fastfeedparser first."""
    if data.lstrip().startswith(b"{"):
        return _parse_json(data)
    if _FEEDPARSER_ONLY.search(data):
        return _parse_leniently(data)
    try:
        found = fastfeedparser.parse(_OTHER_TITLE.sub(rb"\1:caption", data))
        if all(text_of(entry, "title") for entry in found.entries):
            return _parts(found.feed, found.entries)
    except _PARSER_ERRORS:
        pass  # feedparser accepts more
    return _parse_leniently(data)


def _parse_json(data: bytes) -> tuple[str, str, Sequence[Entry]]:
    """Parse a JSON Feed; an item without a page of its own gets the page that it is about."""
    try:
        found = fastfeedparser.parse(data)
    except _PARSER_ERRORS as error:
        raise Unreadable("feed.not_a_feed") from error
    for entry in found.entries:
        related = [link for link in entry.get("links", ()) if link.get("rel") == "related"]
        if related and not text_of(entry, "link"):
            entry["link"] = related[0]["href"]
    return _parts(found.feed, found.entries)


def _parse_leniently(data: bytes) -> tuple[str, str, Sequence[Entry]]:
    """Parse with feedparser, which accepts malformed feeds and finds more titles."""
    try:
        found = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    except _PARSER_ERRORS as error:
        raise Unreadable("feed.not_a_feed") from error
    if not found.entries and not found.get("version"):
        raise Unreadable("feed.not_a_feed")
    return _parts(found.feed, found.entries)


def _parts(feed: Entry, entries: Sequence[Entry]) -> tuple[str, str, Sequence[Entry]]:
    return text_of(feed, "title"), text_of(feed, "link"), entries


def _without_middle(text: str) -> str:
    """Remove the items that `_ends` would drop: parsing 100,000 items takes a minute."""
    starts = [found.start() for found in _ITEM.finditer(text)]
    if len(starts) <= 2 * _END_ITEMS:
        return text
    return text[: starts[_END_ITEMS]] + text[starts[-_END_ITEMS] :]


def _ends(entries: Sequence[Entry]) -> Sequence[Entry]:
    """Return the first and the last entries: the newest ones are at one end of a feed."""
    if len(entries) <= 2 * _END_ITEMS:
        return entries
    return [*entries[:_END_ITEMS], *entries[-_END_ITEMS:]]


def _newest(items: list[Item]) -> list[Item]:
    """Return the newest `ITEMS_MAX` items; in the order of the feed if an item has no date."""
    dated = [(item.published_at, item) for item in items if item.published_at]
    if len(dated) == len(items):
        items = [item for _, item in sorted(dated, key=lambda pair: pair[0], reverse=True)]
    return items[:ITEMS_MAX]


def _hints(text: str) -> Hints:
    """Return the polling hints of the channel, which stand before the first item."""
    first = _ITEM.search(text)
    head = text[: first.start() if first else 20_000][:20_000]
    skipped = " ".join(_SKIP.findall(head))
    return Hints(
        interval=_interval(head),
        skip_hours=frozenset(int(hour) % 24 for hour in _HOUR.findall(skipped)),
        skip_days=frozenset(_DAYS.index(day) for day in _DAY.findall(skipped)),
    )


def _interval(head: str) -> timedelta | None:
    ttl, period, frequency = _TTL.search(head), _PERIOD.search(head), _FREQUENCY.search(head)
    found = [timedelta(minutes=int(ttl.group(1)))] if ttl else []
    if period:
        times = int(frequency.group(1)) if frequency else 1
        found.append(timedelta(hours=_PERIODS[period.group(1)]) / max(1, times))
    return max(found, default=None)
