"""A Bot API server that may send malformed updates, and a bot that it posts to."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.config import Settings
from bot.playground.api_server.server import BotApiServer
from tests.e2e.transport.webhook_bot import HEADER, SECRET
from tests.support.running_bot import TOKEN, settings_for


@pytest.fixture
async def unchecked_bot_api() -> AsyncIterator[BotApiServer]:
    """A Bot API server that may send updates that break the rules of the Bot API."""
    async with BotApiServer(token=TOKEN, username="xulosa_test_bot") as server:
        yield server


@pytest.fixture
def webhook_settings(bot_api: BotApiServer, tmp_path: Path, port: int) -> Settings:
    """Settings of a bot that Telegram posts to."""
    return settings_for(
        bot_api,
        tmp_path,
        bot_listen=f"127.0.0.1:{port}",
        bot_webhook_url=f"http://127.0.0.1:{port}",
        bot_webhook_secret=SECRET,
    )


@pytest.fixture
async def post(port: int) -> AsyncIterator[Any]:
    """Post a body to the bot as Telegram does; the default secret is the right one."""
    async with aiohttp.ClientSession() as session:

        async def posted(body: Any, secret: str | None = SECRET) -> int:
            headers = {} if secret is None else {HEADER: secret}
            url = f"http://127.0.0.1:{port}/telegram"
            given: Any = {"data": body} if isinstance(body, bytes) else {"json": body}
            if hasattr(body, "__aiter__"):
                given = {"data": body}
            async with session.post(url, headers=headers, **given) as answer:
                return answer.status

        yield posted
