"""Measure the whole bot: the Bot API server and the bot each run in their own process."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import psutil  # type: ignore[import-untyped]  # it has no types

from tests.support.bot_process import Running, environment

TOKEN = "123456:BENCH"
IN_PARALLEL = 16  # requests of ours


class BotApiProcess:
    """A Bot API server in a process of its own, and the people on it."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self.url = url
        self.delay = 0.0  # seconds until answers are to come
        self._session = session

    async def ask(self, what: str, **body: Any) -> Any:
        """Send a command to the server."""
        async with self._session.post(f"{self.url}/control/{what}", json=body) as answer:
            return await answer.json()

    async def call(self, method: str, **parameters: Any) -> Any:
        """Call a method with the bot's token, in place of the bot."""
        url = f"{self.url}/bot{TOKEN}/{method}"
        async with self._session.post(url, json=parameters) as answer:
            return (await answer.json())["result"]

    async def each(
        self, people: list[int], do: Callable[["BotApiProcess", int], Awaitable[None]]
    ) -> None:
        """Run `do` for each of many people, several at once."""
        rest = iter(people)

        async def some() -> None:
            for person in rest:
                await do(self, person)

        await asyncio.gather(*(some() for _ in range(IN_PARALLEL)))

    async def people(self, count: int) -> list[int]:
        """Create people who have started the bot."""
        ids: list[int] = (await self.ask("person", count=count, is_started=True))["ids"]
        return ids

    async def group(self, owner: int) -> int:
        """Create a group with the bot as a member."""
        found = await self.ask("chat", type="supergroup", title="Friends", owner=owner)
        return int(found["id"])

    async def times(self, method: str, after: float = 0.0) -> list[float]:
        """Return the arrival times of a method's answered requests; seconds, oldest first."""
        calls = await self.ask("calls", method=method, after=after)
        return [call["time"] for call in calls if call["status"]]

    async def sent(self) -> int:
        """Return the number of the bot's messages in chats."""
        return sum((await self.ask("state"))["sent"].values())

    async def until_sent(self, count: int) -> None:
        """Wait until chats have so many messages of the bot."""
        while True:
            if await self.sent() >= count:
                return
            await asyncio.sleep(0.02)

    async def until(self, method: str, count: int) -> list[float]:
        """Wait until so many requests of a method were answered; return their arrival times."""
        while True:
            if (await self.ask("state"))["calls"] >= count:  # cheaper than to ask for the times
                times = await self.times(method)
                if len(times) >= count:
                    return times
            await asyncio.sleep(0.5)


@asynccontextmanager
async def bot_api_process(*arguments: str) -> AsyncIterator[BotApiProcess]:
    """Run a Bot API server until the block ends."""
    command = [sys.executable, "-m", "bot.playground.api_server.server", "--listen", "127.0.0.1:0"]
    process = await asyncio.create_subprocess_exec(
        *command, "--token", TOKEN, *arguments, stdout=subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        url = (await process.stdout.readline()).decode().split()[-1]
        timeout = aiohttp.ClientTimeout(total=None)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            yield BotApiProcess(url, session)
    finally:
        process.terminate()
        await process.wait()


@asynccontextmanager
async def program(folder: Path, *arguments: str, **settings: str) -> AsyncIterator[Running]:
    """Run a Python program in `folder` until the block ends; the bot unless another is named."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, *(arguments or ("-m", "bot", "run"))),
        cwd=folder,
        env=environment(settings),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    running = Running(process)
    listening = asyncio.create_task(running.listen())
    try:
        yield running
    finally:
        if process.returncode is None:
            process.terminate()
            try:
                async with asyncio.timeout(10):
                    await process.wait()
            except TimeoutError:
                process.kill()
        await process.wait()
        await listening


def cpu_seconds(running: Running) -> float:
    """Return the CPU time that a program has taken itself."""
    times = psutil.Process(running.process.pid).cpu_times()
    return float(times.user + times.system)
