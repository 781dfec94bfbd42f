"""What a page says about its article: headline, date, section, picture, site, language, tags."""

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
from bot.ingestion.metadata.visible_tags import shown_tags

LABEL_MAX = 80  # characters of a section or a site's name
_WRITTEN_MAX = 2_000  # characters of a field that are looked at
_METAS_MAX = 1_000  # of one page
_KEYWORDS_MAX = 60  # names that are looked at

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
_FILED_UNDER = re.compile(r"[^:]{0,20}categor\w{0,9}:\s*", re.IGNORECASE)
_FOR_MACHINES = re.compile(  # a key, with hyphens or without, and a host
    r"(?=.{16})[0-9a-f]{8,}(?:-[0-9a-f]{4,})*|[\w\-]+(?:\.[\w\-]+)*\.[a-z]{2,}"
)
_COMMAS = re.compile(r"[,;\n]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """As in `Draft`; the title may be empty."""

    title: str
    published_at: datetime | None
    section: str | None
    image_url: str | None
    source: str | None
    language: str | None
    tags: tuple[str, ...]
    canonical_url: str | None


def read_metadata(tree: HtmlElement, url: str | None, now: datetime) -> Metadata:
    """Read what the page says of itself; nothing of it is fetched or believed across sites."""
    page = _Page(tree, url)
    host = (urlsplit(url).hostname or "").removeprefix("www.") if url else ""
    site = _label([*strings(page.article.get("publisher")), *page.meta(_SITES)])
    return Metadata(
        title=page.headline(site or "", host),
        published_at=first_date(page.dates(), now) or first_date(page.shown_date(now), now),
        section=_label([*page.meta(_SECTIONS), *strings(page.article.get("articleSection"))]),
        image_url=page.image(),
        source=site or host or None,
        language=page.language(),
        tags=page.tags(),
        canonical_url=page.canonical(),
    )


class _Page:
    """A parsed page, and the lists of what it says about one thing, the more credible first."""

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
            content = (element.get("content") or "")[:_WRITTEN_MAX].strip()
            if name and content:
                self._metas.setdefault(name, []).append(content)

    def meta(self, names: Iterable[str]) -> list[str]:
        return [content for name in names for content in self._metas.get(name, ())]

    def headline(self, site: str, host: str) -> str:
        domain = host.rpartition(".")[0]
        title = pick_headline(
            shared=clean_line(next(iter(self.meta(_TITLES)), ""), _WRITTEN_MAX),
            described=clean_line(first_string(self.article.get("headline")), _WRITTEN_MAX),
            spoken=self._texts("h1"),
            window=next(iter(self._texts("title")), ""),
            site_names=[site, *self.meta(_SITES), host, domain, domain.rpartition(".")[2]],
        )
        return clean_line(title, TITLE_MAX)

    def _texts(self, name: str) -> list[str]:
        elements = zip(range(3), self.tree.iter(name), strict=False)
        return [clean_line("".join(e.itertext())[:_WRITTEN_MAX], _WRITTEN_MAX) for _, e in elements]

    def dates(self) -> list[str]:
        times = zip(range(1), self.tree.iter("time"), strict=False)
        return [
            *strings(self.article.get("datePublished")),
            *self.meta(_DATES),
            *strings(self.article.get("dateCreated")),
            *dates_in_path(urlsplit(self.url).path if self.url else ""),
            *(element.get("datetime") or "" for _, element in times),
        ]

    def shown_date(self, now: datetime) -> list[str]:
        """Return the date that the page shows its readers only, as YYYY-MM-DD, if there is one."""
        from htmldate import find_date  # 0.1 s on import, with trafilatura

        latest = f"{now + timedelta(days=1):%Y-%m-%d}"
        found = find_date(deepcopy(self.tree), False, True, max_date=latest, url=self.url)
        return [found] if found else []

    def image(self) -> str | None:
        """The picture's address, which nobody here opens; absolute, and not inside a network."""
        image = self.article.get("image")
        if isinstance(image, dict):
            image = image.get("url")
        candidates = [*self.meta(_IMAGES), *strings(image)]
        return next((text for text in candidates if is_openable(text)), None)

    def language(self) -> str | None:
        stated = [self.tree.get("lang") or "", first_string(self.article.get("inLanguage"))]
        for written in [*stated, *self.meta(_LANGUAGES)]:
            found = _LANGUAGE.fullmatch(written.strip())
            if found:
                language, script = found.groups()
                return language.lower() + (f"-{script.title()}" if script else "")
        return None

    def tags(self) -> tuple[str, ...]:
        lists = [*strings(self.article.get("keywords")), *self.meta(_TAGS)]
        names = [name for written in lists for name in _COMMAS.split(written[:_WRITTEN_MAX])]
        words = (_FILED_UNDER.sub("", name.strip()) for name in names[:_KEYWORDS_MAX])
        stated = tags_of_a_page(name for name in words if not _FOR_MACHINES.fullmatch(name))
        return stated or tags_of_a_page(shown_tags(self.tree))

    def canonical(self) -> str | None:
        """What the page calls its own address, believed within the same registrable domain only.

        The site's front page is not: broken templates name it for every article.
        """
        if not self.url:
            return None
        links = [
            link.get("href") or ""
            for link in self.tree.iter("link")
            if "canonical" in (link.get("rel") or "").lower().split()
        ]
        for written in [*links[:1], *self.meta(("og:url",))[:1]]:
            stated = _joined(self.url, written)
            if stated and _is_own(stated, self.url):
                return canonical_url(stated)
        return None


def _joined(url: str, written: str) -> str | None:
    try:
        joined = urljoin(url, written.strip())
    except ValueError:
        return None
    return joined if written.strip() and is_openable(joined) else None


def _is_own(stated: str, url: str) -> bool:
    here, there = urlsplit(url), urlsplit(stated)
    is_front = there.path in ("", "/") and not there.query
    if is_front and here.path not in ("", "/"):
        return False
    return site_of(there.hostname or "") == site_of(here.hostname or "")


def site_of(host: str) -> str:
    """Return the registrable domain of `host` (`bbc.co.uk` of `news.bbc.co.uk`), by the Public
    Suffix List, private suffixes too: two people's pages on one hoster are two sites.

    An IP address, or a name that the list does not cover, is a site of its own.
    """
    from tld import get_fld  # reads its list from disk on import

    if literal(host):
        return host
    return get_fld(host, fix_protocol=True, fail_silently=True, search_private=True) or host


def _label(candidates: Iterable[str]) -> str | None:
    """Return the first candidate that is a name, not an address or a sentence."""
    for written in candidates:
        name = clean_line(written, _WRITTEN_MAX)
        if name and len(name) <= LABEL_MAX and "://" not in name:
            return name
    return None
