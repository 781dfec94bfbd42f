"""A site that misbehaves, and a fetcher with small limits that may reach it by two names."""

from collections.abc import AsyncIterator

import pytest

from bot.ingestion.http.allowlist import Allowlist
from bot.ingestion.http.fetcher import Fetcher
from tests.support.fetcher_limits import HOME, small_limits
from tests.support.web_site import Names, Site, opened


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
    async with Fetcher(allow, limits=small_limits(), resolver=names) as running:
        yield running
