"""Requests a second to a Bot API server: our request class beside python-telegram-bot's own."""

import asyncio
import subprocess
import sys
import time

from telegram import Bot
from telegram.request import BaseRequest, HTTPXRequest

from bot.transport.request import AiohttpRequest

TOKEN = "123456:BENCH"
REQUESTS, IN_PARALLEL = 2_000, 32


async def report() -> None:
    """Print each class's requests a second; the server has a core of its own."""
    command = [sys.executable, "-m", "bot.playground.api_server.server", "--listen", "127.0.0.1:0"]
    server = await asyncio.create_subprocess_exec(
        *command, "--token", TOKEN, stdout=subprocess.PIPE
    )
    try:
        assert server.stdout is not None
        url = (await server.stdout.readline()).decode().split()[-1]
        print(f"\n{REQUESTS} getMe requests, {IN_PARALLEL} at once, to a server of our own")
        print(f"{'request class':16} {'requests a second':>18}")
        stock = await _measure(url, HTTPXRequest(connection_pool_size=IN_PARALLEL))
        print(f"{'HTTPXRequest':16} {stock:18.0f}")
        ours = await _measure(url, AiohttpRequest(url, connections=IN_PARALLEL))
        print(f"{'AiohttpRequest':16} {ours:18.0f}   {ours / stock:.1f} times")
    finally:
        server.terminate()
        await server.wait()


async def _measure(url: str, request: BaseRequest) -> float:
    async with Bot(TOKEN, base_url=f"{url}/bot", request=request) as bot:
        start = time.perf_counter()
        room = asyncio.Semaphore(IN_PARALLEL)

        async def one() -> None:
            async with room:
                await bot.get_me()

        await asyncio.gather(*(one() for _ in range(REQUESTS)))
        return REQUESTS / (time.perf_counter() - start)
