"""Feed discovery: candidate feed URLs from a page, well-known paths and robots.txt; pure.

The order of the candidates: declared links of the page, other links that look like feeds,
well-known paths, and the sitemaps in robots.txt.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from bot.ingestion.decode import decode
from bot.ingestion.duplicates.canonical_url import dedupe_key
from bot.ingestion.feeds.items import resolve_link
from bot.ingestion.http.allowlist import Allowlist
from bot.ingestion.http.robots import SITEMAP_LINE
from bot.ingestion.markup_limits import has_huge_html_tag
from bot.ingestion.parsable import parsable_html

CANDIDATES_MAX = 5  # feeds per page; a site has one feed for everything and many for sections
SITEMAPS_MAX = 3
_PAGE_MAX = 3_000_000  # characters; the same limit as for articles
_LINKS_MAX = 2_000  # links of a page that are checked
_TYPE = re.compile(r"(?:application|text)/(?:(?:rss|atom|rdf)\+xml|feed\+json|xml|json)", re.I)
_ENDING = re.compile(r"(?:^|[/.\-_?=])(?:rss|atom|feed|xml)/?$", re.IGNORECASE)
_COMMENTS = re.compile(r"comment|kommentar|wp-json", re.IGNORECASE)
_WELL_KNOWN = ("/feed", "/rss", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml")


def feeds_of_page(body: bytes, charset: str | None, url: str, allow: Allowlist) -> list[str]:
    """Return the feed URLs in a page: declared feeds first, feeds of comments last.

    Args:
        body: the raw page.
        charset: from the Content-Type header.
        url: the URL of the page.
        allow: private hosts that the operator permits.
    """
    text = parsable_html(decode(body, charset))
    if len(text) > _PAGE_MAX or has_huge_html_tag(text):
        return []
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = document_fromstring(text.encode(), parser=parser)
    except (etree.LxmlError, ValueError, RecursionError):
        return []
    links = islice([*_declared_links(tree), *_feed_like_links(tree)], _LINKS_MAX)
    base = urljoin(url, next((node.get("href", "") for node in tree.iter("base")), ""))
    found = list(_distinct(resolve_link(link, base, allow) for link in links))
    found.sort(key=lambda address: _COMMENTS.search(address) is not None)
    return found[:CANDIDATES_MAX]


def well_known(url: str) -> list[str]:
    """Return the well-known feed URLs: below the path of the page, then below the site root."""
    parts = urlsplit(url)
    site = f"{parts.scheme}://{parts.netloc}"
    own = [] if parts.path in ("", "/") else [f"{site}{parts.path.rstrip('/')}/feed"]
    return [*own, *(f"{site}{path}" for path in _WELL_KNOWN)]


def sitemaps_of_robots(text: str, url: str, allow: Allowlist) -> list[str]:
    """Return the sitemap URLs in a robots.txt, news sitemaps first."""
    links = islice(SITEMAP_LINE.findall(text[:_PAGE_MAX]), _LINKS_MAX)
    found = list(_distinct(resolve_link(link, url, allow) for link in links))
    found.sort(key=lambda address: "news" not in address.lower())
    return found[:SITEMAPS_MAX]


def _declared_links(tree: HtmlElement) -> Iterator[str]:
    for node in tree.iter("link"):
        relations = node.get("rel", "").lower().split()
        if "alternate" in relations and _TYPE.fullmatch(node.get("type", "").strip()):
            yield node.get("href", "")


def _feed_like_links(tree: HtmlElement) -> Iterator[str]:
    for node in tree.iter("a"):
        address = node.get("href", "").strip()
        if _ENDING.search(address.partition("#")[0]):
            yield address


def _distinct(addresses: Iterable[str | None]) -> Iterator[str]:
    seen: set[str] = set()
    for address in addresses:
        if address is not None and dedupe_key(address) not in seen:
            seen.add(dedupe_key(address))
            yield address
