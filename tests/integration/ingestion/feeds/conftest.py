"""The feed workers beside a site."""

from collections.abc import AsyncIterator

import pytest

from storage.store import Store
from tests.support.feed_site import (
    FeedHarness,
    reading,
)
from tests.support.web_site import Site


@pytest.fixture
async def harness(store: Store, site: Site, names) -> AsyncIterator[FeedHarness]:
    async with reading(store, site, names) as opened:
        yield opened
