"""A browser, if one is installed, and a playground for it."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from bot.playground.page.playground import Playground
from tests.browser.browser import CHROMIUM, chromium, playground


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip the browser tests where no browser is installed, and say how to get one."""
    if CHROMIUM is not None:
        return
    skip = pytest.mark.skip(reason="no Chromium here; `make chromium` installs it")
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(skip)


@pytest_asyncio.fixture(loop_scope="module")
async def served() -> AsyncIterator[Playground]:
    async with playground() as server:
        yield server


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as started:
        yield started
