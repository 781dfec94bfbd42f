"""OPML import: read a list of feeds; pure, runs in the process pool.

Errors:

    opml.too_large (megabytes)  "That list is larger than {megabytes} MB; that is too much for me."
    opml.broken                 "I cannot read that list of feeds. It is to be an OPML file."
    opml.nothing                "There is no feed in that list."
    file.too_heavy              "That file is too much for me."
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from bot.domain.errors import Unreadable
from bot.domain.feed import NewFeed
from bot.domain.tag import tags_of_a_page
from bot.ingestion.clean import clean_line
from bot.ingestion.decode import decode
from bot.ingestion.duplicates.canonical_url import dedupe_key
from bot.ingestion.feeds.items import resolve_link
from bot.ingestion.feeds.parser import TITLE_MAX
from bot.ingestion.http.allowlist import Allowlist
from bot.ingestion.markup_limits import has_huge_tag, has_too_many_elements, root_name
from bot.ingestion.parsable import parsable_xml, without_declaration

OPML_MAX = 5_000_000  # bytes; some 20,000 feeds
FEEDS_MAX = 1_000  # of one list
_OUTLINES_MAX = 100_000  # outlines of one list that are checked
_HEAD = 10_000  # the first bytes of a file, in which the root element must appear
_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedList:
    """The feeds of an OPML file."""

    feeds: tuple[NewFeed, ...]
    left_out: int  # feeds beyond `FEEDS_MAX`, or with an address that the policy blocks


def read_opml(data: bytes, allow: Allowlist) -> FeedList:
    """Return the distinct feeds of a list; folders and categories become tags.

    Args:
        data: the file.
        allow: private hosts that the operator permits.

    Raises:
        Unreadable: the file is not a list of feeds, or exceeds a limit.
    """
    if len(data) > OPML_MAX:
        raise Unreadable("opml.too_large", megabytes=OPML_MAX // _MEGABYTE)
    text = parsable_xml(without_declaration(decode(data)))
    if (root_name(text) or "").lower() != "opml" or has_huge_tag(text):
        raise Unreadable("opml.broken")
    if has_too_many_elements(text):
        raise Unreadable("file.too_heavy")
    outlines = list(islice(_outlines(text), _OUTLINES_MAX))
    if not outlines:
        raise Unreadable("opml.nothing")
    found: dict[str, NewFeed] = {}
    refused = 0
    for outline in outlines:
        url = resolve_link(_attribute(outline, "xmlurl"), "", allow)
        if url is None:
            refused += 1
        elif len(found) < FEEDS_MAX or dedupe_key(url) in found:
            found.setdefault(dedupe_key(url), _feed(outline, url))
        else:
            refused += 1
    if not found:
        raise Unreadable("opml.nothing")
    return FeedList(feeds=tuple(found.values()), left_out=refused)


def is_feed_list(name: str, data: bytes) -> bool:
    """Return whether a file is a list of feeds, by its name or its root element."""
    return name.lower().endswith(".opml") or root_name(decode(data[:_HEAD])) == "opml"


def _outlines(text: str) -> Iterator[etree._Element]:
    """Yield the outlines with a feed URL; libxml2 itself limits the depth to 256 elements."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, remove_comments=True
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except (etree.LxmlError, ValueError) as error:
        raise Unreadable("opml.broken") from error
    if root is not None:
        yield from (node for node in root.iter("outline") if _attribute(node, "xmlurl"))


def _feed(outline: etree._Element, url: str) -> NewFeed:
    title = _attribute(outline, "title") or _attribute(outline, "text")
    folders = [
        _attribute(parent, "title") or _attribute(parent, "text")
        for parent in outline.iterancestors("outline")
    ]
    categories = [
        category.strip().strip("/").rpartition("/")[2]
        for category in _attribute(outline, "category").split(",")
    ]
    return NewFeed(
        url=url,
        title=clean_line(title, TITLE_MAX),
        tags=tags_of_a_page([*categories, *folders]),
    )


def _attribute(node: etree._Element, name: str) -> str:
    """Return an attribute and ignore the case of its name: programs spell xmlUrl differently."""
    return next((str(value) for key, value in node.attrib.items() if key.lower() == name), "")
