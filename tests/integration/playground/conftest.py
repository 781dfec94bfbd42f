"""A Bot API server, a playground, and plain HTTP clients for them."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.playground.api_server.server import BotApiServer
from bot.playground.page.playground import Playground
from tests.support.bot_api_client import Client


@pytest.fixture
async def bot_api() -> AsyncIterator[BotApiServer]:
    async with BotApiServer() as server:
        yield server


@pytest.fixture
async def bot(bot_api: BotApiServer) -> AsyncIterator[Client]:
    async with Client.of(bot_api) as client:
        yield client


@pytest.fixture
async def served() -> AsyncIterator[Playground]:
    async with Playground() as server:
        yield server


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(read_bufsize=2**22) as client:
        yield client
