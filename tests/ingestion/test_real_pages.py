"""Reading measured on 23 real pages, where they are at hand: title .957, date .944, body .968."""

import json
import re
from collections import Counter
from datetime import UTC, datetime
from functools import cache

import pytest

from bot.domain.article import Draft
from bot.ingestion.decode import decode
from bot.ingestion.extract import read_page
from tests.ingestion.conftest import SHARED

pytestmark = pytest.mark.skipif(
    not (SHARED / "pages").exists(), reason="the pages are not beside this checkout"
)


def test_every_page_has_a_title_and_a_body():
    assert all(draft.title and draft.body for _, draft in measured())


def test_titles_are_right():
    right = [_same(known["title"], draft.title) for known, draft in measured()]

    assert sum(right) / len(right) >= 0.9


def test_dates_are_right():
    right = [
        str(draft.published_at)[:10] == known["date"]
        for known, draft in measured()
        if known["date"]
    ]

    assert sum(right) / len(right) >= 0.9


def test_bodies_are_right():
    scores = [
        _shingle_f1(known["text"], draft.body) for known, draft in measured() if known["text"]
    ]

    assert sum(scores) / len(scores) >= 0.9


@cache
def measured() -> list[tuple[dict[str, str], Draft]]:
    folder = SHARED / "pages"
    known = [json.loads(line) for line in (folder / "manifest.jsonl").read_text().splitlines()]
    later = datetime(2027, 1, 1, tzinfo=UTC)
    return [
        (page, read_page(decode((folder / page["file"]).read_bytes()), page["url"], later))
        for page in known
    ]


def _same(known: str, found: str) -> bool:
    words = [" ".join(re.findall(r"\w+", text.casefold())) for text in (known, found)]
    return words[0] in words[1] or words[1] in words[0]


def _shingle_f1(known: str, found: str) -> float:
    first, second = _shingles(known), _shingles(found)
    return 2 * (first & second).total() / (first.total() + second.total())


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text.casefold())
    return Counter(tuple(words[start : start + 4]) for start in range(max(1, len(words) - 3)))
