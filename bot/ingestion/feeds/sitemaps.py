"""News sitemap parser, for sites without a feed; pure."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from lxml import etree

from bot.domain.article import TITLE_MAX
from bot.domain.errors import Unreadable
from bot.domain.feed import ITEMS_MAX, Item, ParsedFeed
from bot.domain.tag import tags_of_a_page
from bot.ingestion.duplicates.canonical_url import dedupe_key
from bot.ingestion.feeds.items import deduplicate, resolve_link
from bot.ingestion.html_to_text import plain_line
from bot.ingestion.http.allowlist import Allowlist
from bot.ingestion.metadata.dates import first_date

SITEMAPS = ("urlset", "sitemapindex")
CHILDREN_MAX = 50  # sitemaps of an index
URLS_MAX = 50_000  # the limit of sitemaps.org for one file
FRESH = timedelta(hours=48)  # the maximum age of an article in a news sitemap


def read_sitemap(text: str, url: str, now: datetime, allow: Allowlist) -> ParsedFeed:
    """Return the fresh articles of a news sitemap, or the fresh sitemaps of an index.

    An article is fresh if its `news:publication_date` is younger than `FRESH`. Many sitemaps also
    list pages that are ten years old.

    Raises:
        Unreadable: the XML is not readable.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, remove_comments=True
    )
    try:
        root = etree.fromstring(_without_declaration(text).encode(), parser)
    except (etree.LxmlError, ValueError) as error:
        raise Unreadable("page.broken") from error
    if root is None:
        raise Unreadable("page.broken")
    if etree.QName(root).localname == "sitemapindex":
        return ParsedFeed(title="", items=(), children=tuple(_children(root, url, now, allow)))
    items = [item for node in _nodes(root, "url") if (item := _item(node, url, now, allow))]
    items.sort(key=lambda item: item.published_at or now, reverse=True)
    return ParsedFeed(title="", items=tuple(deduplicate(items[:ITEMS_MAX])))


def _without_declaration(text: str) -> str:
    head, mark, rest = text.partition("?>") if text.lstrip().startswith("<?xml") else ("", "", "")
    return rest if mark and head else text


def _children(root: etree._Element, url: str, now: datetime, allow: Allowlist) -> Iterator[str]:
    """Yield the distinct sitemaps of an index that changed recently or have no date."""
    seen: set[str] = {dedupe_key(url)}
    for node in _nodes(root, "sitemap"):
        changed = first_date([_value(node, "lastmod")], now)
        address = resolve_link(_value(node, "loc"), url, allow)
        if address is None or (changed and now - changed > FRESH) or dedupe_key(address) in seen:
            continue
        seen.add(dedupe_key(address))
        yield address
        if len(seen) > CHILDREN_MAX:
            return


def _item(node: etree._Element, url: str, now: datetime, allow: Allowlist) -> Item | None:
    published_at = first_date([_value(node, "publication_date")], now)
    address = resolve_link(_value(node, "loc"), url, allow)
    title = plain_line(_value(node, "title"), TITLE_MAX)
    if not (published_at and now - published_at <= FRESH and address and title):
        return None
    return Item(
        key=dedupe_key(address),
        link_key=dedupe_key(address),
        url=address,
        title=title,
        text="",
        is_whole=False,
        tags=tags_of_a_page(_value(node, "keywords").split(",")),
        published_at=published_at,
    )


def _nodes(root: etree._Element, name: str) -> Iterator[etree._Element]:
    found = (node for node in root if _local(node) == name)
    yield from (node for _, node in zip(range(URLS_MAX), found, strict=False))


def _value(node: etree._Element, name: str) -> str:
    """Return the text of the first descendant with that name in any namespace."""
    for child in node.iter():
        if _local(child) == name:
            return (child.text or "").strip()
    return ""


def _local(node: etree._Element) -> str:
    return etree.QName(node).localname if isinstance(node.tag, str) else ""
