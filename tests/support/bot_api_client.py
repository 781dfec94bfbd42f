"""A plain client of a Bot API server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from bot.playground.api_server.server import BotApiServer

Json = dict[str, Any]


class Client:
    """Calls the Bot API server as a bot does; returns all of the answer: status, headers, body."""

    def __init__(self, bot_api: BotApiServer, session: aiohttp.ClientSession) -> None:
        self.bot_api = bot_api
        self.session = session

    @classmethod
    @asynccontextmanager
    async def of(cls, bot_api: BotApiServer) -> AsyncIterator["Client"]:
        """Open a client of a server."""
        async with aiohttp.ClientSession() as session:
            yield cls(bot_api, session)

    async def ask(self, method: str, **params: Any) -> Json:
        """Call a method with a JSON body; return the whole answer."""
        url = f"{self.bot_api.url}/bot{self.bot_api.token}/{method}"
        async with self.session.post(url, json=params) as response:
            answer: Json = await response.json()
            assert answer["ok"] == (response.status == 200)
            assert answer["ok"] or answer["error_code"] == response.status
            return answer

    async def get(self, method: str, **params: Any) -> Any:
        """Call a method that must succeed; return its result."""
        answer = await self.ask(method, **params)
        assert answer["ok"], answer
        return answer["result"]

    async def refusal(self, method: str, **params: Any) -> str:
        """Call a method that must fail; return the description of the error."""
        answer = await self.ask(method, **params)
        assert not answer["ok"], answer
        return str(answer["description"])
