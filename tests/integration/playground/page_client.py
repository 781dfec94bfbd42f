"""An open page without a browser: it follows the server's events and acts for a persona."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from bot.playground.api_server.state.changes import HANG_SECONDS
from bot.playground.page.playground import Playground

Json = dict[str, Any]


class Page:
    """An open page without a browser: it keeps a copy of the items and sends actions."""

    def __init__(self, url: str, session: aiohttp.ClientSession, persona: str) -> None:
        self._url = url
        self._session = session
        self.persona = persona
        self.copy: dict[str, Any] = {}
        self.rang = asyncio.Event()

    async def do(self, verb: str, status: int = 200, **body: object) -> Json:
        """Send an action, and expect a status."""
        url = f"{self._url}/page/do/{verb}?as={self.persona}"
        async with self._session.post(url, json=body) as response:
            answer: Json = await response.json()
            assert response.status == status, answer
            return answer

    async def follow(self) -> None:
        """Keep the copy up to date, as the page does."""
        url = f"{self._url}/page/events?as={self.persona}"
        async with self._session.get(url) as response:
            async for line in response.content:
                if line.startswith(b"data: "):
                    event = json.loads(line[6:])
                    for key in event["drop"]:
                        del self.copy[key]
                    self.copy.update(event["put"])
                    self.rang.set()

    async def until(self, *keys: str) -> None:
        """Wait until the copy has these items."""
        await self.until_true(lambda: self.copy.keys() >= set(keys))

    async def until_true(self, condition: Callable[[], object]) -> None:
        """Wait until the condition holds."""
        async with asyncio.timeout(HANG_SECONDS):
            while not condition():
                self.rang.clear()
                await self.rang.wait()


@asynccontextmanager
async def opened(
    served: Playground, session: aiohttp.ClientSession, persona: str
) -> AsyncIterator[Page]:
    """Open a page as a persona."""
    page = Page(served.url, session, persona)
    following = asyncio.create_task(page.follow())
    try:
        await page.until("me")
        yield page
    finally:
        following.cancel()
