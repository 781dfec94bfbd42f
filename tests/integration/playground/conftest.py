"""A Bot API server and a plain HTTP client for it."""

from collections.abc import AsyncIterator

import pytest

from bot.playground.api_server.server import BotApiServer
from tests.support.bot_api_client import Client


@pytest.fixture
async def wire() -> AsyncIterator[BotApiServer]:
    async with BotApiServer() as server:
        yield server


@pytest.fixture
async def bot(wire: BotApiServer) -> AsyncIterator[Client]:
    async with Client.of(wire) as client:
        yield client
