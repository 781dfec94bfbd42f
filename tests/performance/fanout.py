"""An article with a million followers: time of its fan-out, and waits of other work meanwhile."""

import asyncio
import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # it has no types

from bot.app.builders import build_fanout_worker
from storage.engine.database import Database
from storage.store import Store
from tests.performance.followers import TAG, prepare, put_followers
from tests.performance.processes import TOKEN, BotApiProcess, bot_api_process, program
from tests.support.stored_samples import NOW, put_summarized

FOLLOWERS = 1_000_000
_FIRST = 6_000_000_000  # an id that no person of the Bot API server has
_LOOK = 0.05  # seconds between two measurements


async def report() -> None:
    """Print how long the rows take, the memory, and how long a reader and a writer wait."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data" / "xulosa.db"
        await prepare(path, articles=1)
        put_followers(path, range(_FIRST, _FIRST + FOLLOWERS))
        async with bot_api_process() as bot_api:
            (zoe,) = await bot_api.people(1)
            settings = {"BOT_TOKEN": TOKEN, "BOT_API_URL": bot_api.url, "BOT_LISTEN": "off"}
            async with program(Path(folder), **settings) as bot:
                helping = asyncio.create_task(_ask_for_help(bot_api, zoe))
                took = await asyncio.to_thread(_watch, path)
                memory = psutil.Process(bot.process.pid).memory_info().rss / 2**20
                waits = await _answers(bot_api, zoe, helping)
        writes = await _writes_meanwhile(path)
    print(f"\n{FOLLOWERS:,} followers of one tag, the bot just started")
    print(f"rows made in {took:.1f} s, {memory:.0f} MB in memory at the end")
    print(f"somebody's /help: {len(waits)} times, at most {max(waits):.2f} s")
    print(f"{len(writes)} other writes meanwhile, the slowest {max(writes) * 1000:.0f} ms")


def _watch(path: Path) -> float:
    """Return the seconds from the first chunk to the end of the fan-out."""
    began = 0.0
    with closing(sqlite3.connect(path, timeout=30)) as database:
        while True:
            time.sleep(_LOOK)
            query = "SELECT state, fanout_cursor FROM articles"
            state, cursor = database.execute(query).fetchone()
            if cursor is not None and not began:
                began = time.monotonic() - _LOOK
            if state == "fanned_out":
                return time.monotonic() - began


async def _writes_meanwhile(path: Path) -> list[float]:
    """Fan out another article; return how long each of the other writes took meanwhile."""
    database = Database(f"sqlite+aiosqlite:///{path}")
    store = Store(database)
    took: list[float] = []
    try:
        await put_summarized(store, "another", tags=(TAG,))
        offering = asyncio.create_task(build_fanout_worker(store, lambda: NOW).run_once())
        while not offering.done():
            began = time.monotonic()
            await store.processed_updates.add([len(took)], NOW)
            took.append(time.monotonic() - began)
            await asyncio.sleep(0.01)
        await offering
    finally:
        await database.close()
    return took


async def _ask_for_help(bot_api: BotApiProcess, zoe: int) -> list[float]:
    """Ask every second and a half until canceled."""
    asked: list[float] = []
    try:
        while True:
            asked.append(time.monotonic())
            await bot_api.ask("send", person=zoe, text="/help")
            await asyncio.sleep(1.5)
    except asyncio.CancelledError:
        return asked


async def _answers(
    bot_api: BotApiProcess, zoe: int, helping: "asyncio.Task[list[float]]"
) -> list[float]:
    """Return how long each answer took; the first waited for the bot's start."""
    await asyncio.sleep(2.0)
    helping.cancel()
    asked = await helping
    calls = await bot_api.ask("calls", method="sendMessage")
    answers = [call["time"] for call in calls if call["params"]["chat_id"] == zoe]
    return [answer - ask for ask, answer in zip(asked, answers, strict=False)][1:]
