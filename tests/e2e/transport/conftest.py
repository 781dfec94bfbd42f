"""A Bot API server whose updates may be odd."""

from collections.abc import AsyncIterator

import pytest

from bot.playground.api_server.server import BotApiServer
from tests.support.running_bot import TOKEN


@pytest.fixture
async def rough_wire() -> AsyncIterator[BotApiServer]:
    """A Bot API server that may be made to send what breaks the Bot API's rules."""
    async with BotApiServer(token=TOKEN, username="xulosa_test_bot") as server:
        yield server
