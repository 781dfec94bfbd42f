"""Measure how long the bot, its process pool and the playground take to stop, beside the aims."""

import asyncio
import os
import signal
import tempfile
import time
from collections.abc import Awaitable
from pathlib import Path

from bot.playground.api_server.server import BotApiServer
from bot.workers.process_pool import Pool
from tests.support.bot_process import at, started
from tests.support.running_bot import TOKEN

READERS = 30  # people ask for something at once when the bot is stopped
BUSY = 2  # processes of the pool that work without end when the pool closes


async def report() -> None:
    """Print how long each takes."""
    print(f"\n{'what is stopped':44} {'took':>8}")
    _line("a busy bot, SIGTERM", await _bot(signal.SIGTERM), 5.0)
    _line("a busy bot, Ctrl-C", await _bot(signal.SIGINT), 3.0)
    _line(f"a pool with {BUSY} busy processes", await _pool(), 2.0)
    _line("the playground's server with an open poll", await _playground(), 0.5)


def _line(name: str, seconds: float, aim: float) -> None:
    print(f"{name:44} {seconds:6.2f} s   aim {aim} s", flush=True)


async def _timed(stop: Awaitable[object]) -> float:
    began = time.monotonic()
    await stop
    return time.monotonic() - began


async def _bot(number: signal.Signals) -> float:
    """Stop a bot and its processes while it answers many people."""
    with tempfile.TemporaryDirectory() as folder:
        async with (
            BotApiServer(token=TOKEN, username="xulosa_test_bot") as bot_api,
            started(Path(folder), **at(bot_api)) as bot,
        ):
            await bot.says("ready")
            await bot.has_family()
            people = [bot_api.person(f"Reader {n}", is_started=True) for n in range(READERS)]
            for person in people:
                person.send("/latest")
                person.send("The tide\nIt came in at noon. It went out again at night.\n#sea")
            await bot_api.until(lambda: people[5].private.from_bot())
            return await _timed(bot.stop_all(number))


async def _pool() -> float:
    pool = Pool(BUSY)
    await pool.start()
    tasks = [asyncio.create_task(pool(_count_for_ever)) for _ in range(BUSY)]
    await asyncio.sleep(3.0)  # until all are at work
    took = await _timed(pool.close())
    await asyncio.gather(*tasks, return_exceptions=True)
    return took


def _count_for_ever() -> None:
    while os.getpid():
        pass


async def _playground() -> float:
    server = BotApiServer(token=TOKEN, username="xulosa_test_bot")
    await server.start()
    reader, writer = await asyncio.open_connection("127.0.0.1", int(server.url.rpartition(":")[2]))
    request = f"GET /bot{TOKEN}/getUpdates?timeout=50 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    writer.write(request.encode())
    await server.until(lambda: server.calls("getUpdates"))
    took = await _timed(server.stop())
    writer.close()
    await reader.read()
    return took
