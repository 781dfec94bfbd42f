"""A site that misbehaves, and a fetcher with short limits that may reach it by two names."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.ingestion.http.allowlist import Allowlist
from bot.ingestion.http.fetcher import Fetcher, Limits
from tests.ingestion.site import Names, Site, opened

SHARED = Path(__file__).resolve().parents[3] / "shared"
HOME = [["127.0.0.1"]]


def short_limits(**changes: float) -> Limits:
    values: dict[str, float] = {
        "total": 2.0,
        "lookup": 0.2,
        "silence": 0.4,
        "raw": 1_000_000,
        "decoded": 1_000_000,
    }
    return Limits(**{**values, **changes})  # type: ignore[arg-type]  # by name


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with opened() as running:
        yield running


@pytest.fixture
def names() -> Names:
    return Names(news_test=HOME, other_test=HOME, inside_test=HOME)


@pytest.fixture
async def fetcher(site: Site, names: Names) -> AsyncIterator[Fetcher]:
    allow = Allowlist.parse(f"news.test:{site.port},other.test:{site.port}")
    async with Fetcher(allow, limits=short_limits(), resolver=names) as running:
        yield running
