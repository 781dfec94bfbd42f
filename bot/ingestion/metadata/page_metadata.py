"""Extract the metadata of a page: headline, date, section, image, site, language and tags."""

import re
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from bot.domain.article import TITLE_MAX
from bot.domain.tag import tags_of_a_page
from bot.ingestion.clean import clean_line
from bot.ingestion.duplicates.canonical_url import canonical_url
from bot.ingestion.http.address_policy import is_openable, literal
from bot.ingestion.metadata.dates import dates_in_path, first_date
from bot.ingestion.metadata.headline import pick_headline
from bot.ingestion.metadata.json_ld import Node, find_article, first_string, strings
from bot.ingestion.metadata.visible_tags import visible_tags

LABEL_MAX = 80  # characters of a section or of the name of a site
_FIELD_MAX = 2_000  # characters of a field that are read
_METAS_MAX = 1_000  # meta elements per page
_KEYWORDS_MAX = 60  # keywords that are read

_TITLES = ("og:title", "twitter:title", "dc.title")
_DATES = (
    *("article:published_time", "og:article:published_time", "og:published_time", "datepublished"),
    *("parsely-pub-date", "sailthru.date", "publication_date", "publishdate", "publish-date"),
    *("pubdate", "date.available", "date.created", "dc.date.issued", "dcterms.created", "dc.date"),
    *("prism.publicationdate", "citation_publication_date", "date"),
)
_SECTIONS = ("article:section", "og:article:section", "parsely-section", "section")
_IMAGES = ("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src")
_SITES = ("og:site_name", "application-name")
_LANGUAGES = ("og:locale", "content-language", "dc.language", "language")
_TAGS = ("article:tag", "og:article:tag", "parsely-tags", "news_keywords", "keywords")
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_][a-z0-9]+)*", re.IGNORECASE)
_CATEGORY_PREFIX = re.compile(r"[^:]{0,20}categor\w{0,9}:\s*", re.IGNORECASE)
_MACHINE_TAG = re.compile(  # a hexadecimal id, or a host
    r"(?=.{16})[0-9a-f]{8,}(?:-[0-9a-f]{4,})*|[\w\-]+(?:\.[\w\-]+)*\.[a-z]{2,}"
)
_COMMAS = re.compile(r"[,;\n]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """The metadata fields of a `Draft`; the title may be empty."""

    title: str
    published_at: datetime | None
    section: str | None
    image_url: str | None
    source: str | None
    language: str | None
    tags: tuple[str, ...]
    canonical_url: str | None


def read_metadata(tree: HtmlElement, url: str | None, now: datetime) -> Metadata:
    """Return the metadata of a page; ignore a canonical URL on another site, and fetch nothing."""
    page = _Page(tree, url)
    host = (urlsplit(url).hostname or "").removeprefix("www.") if url else ""
    site = _label([*strings(page.article.get("publisher")), *page.meta(_SITES)])
    return Metadata(
        title=page.headline(site or "", host),
        published_at=first_date(page.dates(), now) or first_date(page.visible_date(now), now),
        section=_label([*page.meta(_SECTIONS), *strings(page.article.get("articleSection"))]),
        image_url=page.image(),
        source=site or host or None,
        language=page.language(),
        tags=page.tags(),
        canonical_url=page.canonical(),
    )


class _Page:
    """A parsed page; each method collects one field, the most credible values first."""

    def __init__(self, tree: HtmlElement, url: str | None) -> None:
        self.tree = tree
        self.url = url
        self.article: Node = find_article(
            script.text or ""
            for script in tree.iter("script")
            if "ld+json" in (script.get("type") or "").lower()
        )
        self._metas: dict[str, list[str]] = {}
        for _, element in zip(range(_METAS_MAX), tree.iter("meta"), strict=False):
            names = (element.get(key) for key in ("property", "name", "itemprop", "http-equiv"))
            name = next(filter(None, names), "").strip().lower()
            content = (element.get("content") or "")[:_FIELD_MAX].strip()
            if name and content:
                self._metas.setdefault(name, []).append(content)

    def meta(self, names: Iterable[str]) -> list[str]:
        return [content for name in names for content in self._metas.get(name, ())]

    def headline(self, site: str, host: str) -> str:
        domain = host.rpartition(".")[0]
        title = pick_headline(
            social=clean_line(next(iter(self.meta(_TITLES)), ""), _FIELD_MAX),
            json_ld=clean_line(first_string(self.article.get("headline")), _FIELD_MAX),
            headings=self._texts("h1"),
            page_title=next(iter(self._texts("title")), ""),
            site_names=[site, *self.meta(_SITES), host, domain, domain.rpartition(".")[2]],
        )
        return clean_line(title, TITLE_MAX)

    def _texts(self, name: str) -> list[str]:
        elements = zip(range(3), self.tree.iter(name), strict=False)
        return [clean_line("".join(e.itertext())[:_FIELD_MAX], _FIELD_MAX) for _, e in elements]

    def dates(self) -> list[str]:
        times = zip(range(1), self.tree.iter("time"), strict=False)
        return [
            *strings(self.article.get("datePublished")),
            *self.meta(_DATES),
            *strings(self.article.get("dateCreated")),
            *dates_in_path(urlsplit(self.url).path if self.url else ""),
            *(element.get("datetime") or "" for _, element in times),
        ]

    def visible_date(self, now: datetime) -> list[str]:
        """Search the visible text for a date; return it as YYYY-MM-DD in a list of at most one."""
        from htmldate import find_date  # the import takes 0.1 s

        latest = f"{now + timedelta(days=1):%Y-%m-%d}"
        found = find_date(deepcopy(self.tree), False, True, max_date=latest, url=self.url)
        return [found] if found else []

    def image(self) -> str | None:
        """Return the first image URL that the address policy permits."""
        image = self.article.get("image")
        if isinstance(image, dict):
            image = image.get("url")
        candidates = [*self.meta(_IMAGES), *strings(image)]
        return next((text for text in candidates if is_openable(text)), None)

    def language(self) -> str | None:
        stated = [self.tree.get("lang") or "", first_string(self.article.get("inLanguage"))]
        for value in [*stated, *self.meta(_LANGUAGES)]:
            found = _LANGUAGE.fullmatch(value.strip())
            if found:
                language, script = found.groups()
                return language.lower() + (f"-{script.title()}" if script else "")
        return None

    def tags(self) -> tuple[str, ...]:
        lists = [*strings(self.article.get("keywords")), *self.meta(_TAGS)]
        names = [name for value in lists for name in _COMMAS.split(value[:_FIELD_MAX])]
        bare = (_CATEGORY_PREFIX.sub("", name.strip()) for name in names[:_KEYWORDS_MAX])
        stated = tags_of_a_page(name for name in bare if not _MACHINE_TAG.fullmatch(name))
        return stated or tags_of_a_page(visible_tags(self.tree))

    def canonical(self) -> str | None:
        """Return the canonical URL that the page declares, if it is on the same registrable domain.

        Ignore the home page, which broken templates declare for every article.
        """
        if not self.url:
            return None
        links = [
            link.get("href") or ""
            for link in self.tree.iter("link")
            if "canonical" in (link.get("rel") or "").lower().split()
        ]
        for link in [*links[:1], *self.meta(("og:url",))[:1]]:
            stated = _absolute_url(self.url, link)
            if stated and _is_same_site(stated, self.url):
                return canonical_url(stated)
        return None


def _absolute_url(base: str, link: str) -> str | None:
    try:
        joined = urljoin(base, link.strip())
    except ValueError:
        return None
    return joined if link.strip() and is_openable(joined) else None


def _is_same_site(stated: str, url: str) -> bool:
    """Return whether both URLs are on one site, and `stated` is not just the home page."""
    here, there = urlsplit(url), urlsplit(stated)
    is_home_page = there.path in ("", "/") and not there.query
    if is_home_page and here.path not in ("", "/"):
        return False
    return site_of(there.hostname or "") == site_of(here.hostname or "")


def site_of(host: str) -> str:
    """Return the registrable domain of `host`, such as `bbc.co.uk` for `news.bbc.co.uk`.

    The Public Suffix List decides, with its private suffixes: two users of one hosting service
    are two sites. Return an IP address, and a name that the list does not cover, as it is.
    """
    from tld import get_fld  # the import reads the list from disk

    if literal(host):
        return host
    return get_fld(host, fix_protocol=True, fail_silently=True, search_private=True) or host


def _label(candidates: Iterable[str]) -> str | None:
    """Return the first candidate that is a name, not a URL or a sentence."""
    for candidate in candidates:
        name = clean_line(candidate, _FIELD_MAX)
        if name and len(name) <= LABEL_MAX and "://" not in name:
            return name
    return None
