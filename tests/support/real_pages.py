"""Pages of real sites and the known facts of each, if they lie beside this checkout."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from statistics import mean
from typing import Any

from bot.domain.article import Draft
from bot.domain.errors import NotUnderstood, Unreadable
from bot.domain.tag import tag_key
from bot.ingestion.decode import decode
from bot.ingestion.readers.html_page import read_page
from tests.support.paths import SHARED

FOLDER = SHARED / "pages"
LATER = datetime(2027, 1, 1, tzinfo=UTC)
# The page says 05.04.2025, its pictures are under 2025/04/05: the manifest swaps day and month.
MISLABELLED = {"tr_025_aa.com.tr-tr-ekonomi-turkiyede-elektrikl.html": {"date": "2025-04-05"}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Facts of a page that a reader found; None where nobody looked."""

    file: str
    url: str
    title: str
    date: str | None
    tags: list[str] | None
    text: str | None

    @property
    def html(self) -> bytes:
        return (FOLDER / self.file).read_bytes()


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Accuracy of the reader, each value from 0 to 1."""

    body: float  # F1 of the runs of four words
    title: float  # of pages whose title is part of the found title
    date: float
    tags: float  # the mean share of the tags that was found


@cache
def known_pages() -> list[Known]:
    lines = (FOLDER / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    return [_known(json.loads(line)) for line in lines]


def _known(given: dict[str, Any]) -> Known:
    given = {**given, **MISLABELLED.get(given["file"], {})}
    return Known(**{name: given[name] for name in Known.__dataclass_fields__})


@cache
def our_reading() -> list[Draft | None]:
    return [read(page) for page in known_pages()]


def read(page: Known) -> Draft | None:
    """Return our draft of a page, or None if we find no text."""
    try:
        return read_page(decode(page.html), page.url, LATER)
    except Unreadable:
        return None


def score(titles: list[str], bodies: list[str], dates: list[str], tags: list[list[str]]) -> Score:
    """Compare the values found with the known facts, page by page."""
    pages = known_pages()
    return Score(
        body=_mean(
            shingle_f1(page.text, body)
            for page, body in zip(pages, bodies, strict=True)
            if page.text is not None
        ),
        title=_mean(
            _words(page.title) in _words(title) for page, title in zip(pages, titles, strict=True)
        ),
        date=_mean(page.date == date for page, date in zip(pages, dates, strict=True) if page.date),
        tags=_mean(
            recall(page.tags, found) for page, found in zip(pages, tags, strict=True) if page.tags
        ),
    )


def our_score() -> Score:
    drafts = our_reading()
    return score(
        [draft.title if draft else "" for draft in drafts],
        [draft.body if draft else "" for draft in drafts],
        [str(draft.published_at)[:10] if draft else "" for draft in drafts],
        [list(draft.tags) if draft else [] for draft in drafts],
    )


def recall(known: list[str], found: list[str]) -> float:
    keys = set(map(_key, found))
    return _mean(_key(name) in keys for name in known)


def shingle_f1(known: str, found: str) -> float:
    first, second = _shingles(known), _shingles(found)
    return 2 * (first & second).total() / (first.total() + second.total())


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _words(text).split()
    return Counter(tuple(words[start : start + 4]) for start in range(max(1, len(words) - 3)))


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _key(name: str) -> str:
    try:
        return tag_key(name)
    except NotUnderstood:
        return name


def _mean(values: Iterable[float]) -> float:
    return mean(map(float, values))
