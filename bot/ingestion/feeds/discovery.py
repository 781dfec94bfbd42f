"""Where a site's feed may be: what its page, its robots.txt and custom say; pure.

In the order in which they are tried: links that the page declares, links that look like feeds,
well-known paths, the sitemaps that robots.txt names.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from bot.ingestion.decode import decode
from bot.ingestion.duplicates.canonical_url import dedupe_key
from bot.ingestion.feeds.items import openable
from bot.ingestion.http.allowlist import Allowlist
from bot.ingestion.http.robots import NAMED_SITEMAP
from bot.ingestion.markup_limits import has_endless_tag

DECLARED_MAX = 5  # feeds of a page that are tried; a site has one for all, and many for parts
SITEMAPS_MAX = 3
_PAGE_MAX = 3_000_000  # characters; as of a page that is read for its article
_LINKS_MAX = 2_000  # that are looked at
_TYPE = re.compile(r"(?:application|text)/(?:(?:rss|atom|rdf)\+xml|feed\+json|xml|json)", re.I)
_ENDING = re.compile(r"(?:^|[/.\-_?=])(?:rss|atom|feed|xml)/?$", re.IGNORECASE)
_COMMENTS = re.compile(r"comment|kommentar|wp-json", re.IGNORECASE)
_WELL_KNOWN = ("/feed", "/rss", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml")
_UNPARSABLE = re.compile("[\x00\ud800-\udfff]")


def feeds_of_page(body: bytes, charset: str | None, url: str, allow: Allowlist) -> list[str]:
    """Return the feeds that a page names, declared ones first, feeds of comments last.

    Args:
        body: the page, as it came.
        charset: as the HTTP header declares it.
        url: where it was found.
        allow: hosts inside the network that links may lead to after all.
    """
    text = decode(body, charset)
    if len(text) > _PAGE_MAX or has_endless_tag(text):
        return []
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = document_fromstring(_UNPARSABLE.sub("", text).encode(), parser=parser)
    except (etree.LxmlError, ValueError, RecursionError):
        return []
    written = islice([*_declared(tree), *_linked(tree)], _LINKS_MAX)
    base = urljoin(url, next((node.get("href", "") for node in tree.iter("base")), ""))
    found = list(_distinct(openable(each, base, allow) for each in written))
    found.sort(key=lambda address: _COMMENTS.search(address) is not None)
    return found[:DECLARED_MAX]


def well_known(url: str) -> list[str]:
    """Return where a feed stands by custom: on the page's own path, then on the site's."""
    parts = urlsplit(url)
    site = f"{parts.scheme}://{parts.netloc}"
    own = [] if parts.path in ("", "/") else [f"{site}{parts.path.rstrip('/')}/feed"]
    return [*own, *(f"{site}{path}" for path in _WELL_KNOWN)]


def sitemaps_of_robots(text: str, url: str, allow: Allowlist) -> list[str]:
    """Return the sitemaps that a robots.txt names, those for news first."""
    written = islice(NAMED_SITEMAP.findall(text[:_PAGE_MAX]), _LINKS_MAX)
    found = list(_distinct(openable(each, url, allow) for each in written))
    found.sort(key=lambda address: "news" not in address.lower())
    return found[:SITEMAPS_MAX]


def _declared(tree: HtmlElement) -> Iterator[str]:
    for node in tree.iter("link"):
        relations = node.get("rel", "").lower().split()
        if "alternate" in relations and _TYPE.fullmatch(node.get("type", "").strip()):
            yield node.get("href", "")


def _linked(tree: HtmlElement) -> Iterator[str]:
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
