"""A fresh database, and a gateway to a real Bot API server, for each test."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.delivery.gateway import Gateway
from bot.delivery.rate_limiter import RateLimiter
from bot.playground.api_server.server import BotApiServer
from bot.transport.bot import AiohttpBot
from tests.support.gateways import MakeGateway
from tests.support.running_bot import TOKEN


def seconds() -> float:
    """Return the seconds of the event loop, which a test can let pass."""
    return asyncio.get_running_loop().time()


@pytest.fixture
async def aiohttp_bot(bot_api: BotApiServer) -> AsyncIterator[AiohttpBot]:
    """The bot as python-telegram-bot knows it, without the application."""
    async with AiohttpBot(TOKEN, bot_api.url) as bot:
        yield bot


@pytest.fixture
def make_gateway(aiohttp_bot: AiohttpBot) -> MakeGateway:
    """Make a gateway that has sent nothing yet, as after a start."""
    return lambda: Gateway(aiohttp_bot, RateLimiter(30, seconds))


@pytest.fixture
def gateway(make_gateway: MakeGateway) -> Gateway:
    return make_gateway()
