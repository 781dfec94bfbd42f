"""The feed workers beside a site."""

from collections.abc import AsyncIterator

import pytest

from storage.store import Store
from tests.support.feed_site import (
    Newsstand,
    reading,
)
from tests.support.web_site import Site


@pytest.fixture
async def stand(store: Store, site: Site, names) -> AsyncIterator[Newsstand]:
    async with reading(store, site, names) as opened:
        yield opened
