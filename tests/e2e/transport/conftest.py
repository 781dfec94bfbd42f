"""A Bot API server that may send malformed updates."""

from collections.abc import AsyncIterator

import pytest

from bot.playground.api_server.server import BotApiServer
from tests.support.running_bot import TOKEN


@pytest.fixture
async def rough_wire() -> AsyncIterator[BotApiServer]:
    """A Bot API server that may send updates that break the rules of the Bot API."""
    async with BotApiServer(token=TOKEN, username="xulosa_test_bot") as server:
        yield server
