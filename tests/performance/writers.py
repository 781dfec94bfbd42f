"""Many tasks each read a number and write it back plus one; the sum shows lost updates."""

import asyncio
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from storage.engine.database import Database

TASKS, ROUNDS = 16, 100
Begin = Callable[[], AbstractAsyncContextManager[AsyncConnection]]


async def report() -> None:
    """Print the sum that is left with a stock engine and with ours."""
    print(f"\n{TASKS} tasks add one {ROUNDS} times each to a number in SQLite")
    print(f"{'engine':14} {'kept':>6} {'refused':>8} {'lost':>6} {'kept a second':>14}")
    with tempfile.TemporaryDirectory() as folder:
        engine = create_async_engine(f"sqlite+aiosqlite:///{Path(folder, 'stock.db')}")
        database = Database(f"sqlite+aiosqlite:///{Path(folder, 'ours.db')}")
        try:
            await _measure("stock", engine.begin)
            await _measure("ours", database.transaction)
        finally:
            await engine.dispose()
            await database.close()


async def _measure(name: str, begin: Begin) -> None:
    async with begin() as connection:
        await connection.execute(text("CREATE TABLE sums (number INTEGER)"))
        await connection.execute(text("INSERT INTO sums VALUES (0)"))
    start = time.perf_counter()
    refused = sum(await asyncio.gather(*(_add(begin) for _ in range(TASKS))))
    seconds = time.perf_counter() - start
    async with begin() as connection:
        kept = (await connection.execute(text("SELECT number FROM sums"))).scalar_one()
    lost = TASKS * ROUNDS - refused - kept
    print(f"{name:14} {kept:6} {refused:8} {lost:6} {kept / seconds:14.0f}")


async def _add(begin: Begin) -> int:
    """Add one many times; return the number of refused writes."""
    refused = 0
    for _ in range(ROUNDS):
        try:
            async with begin() as connection:
                number = (await connection.execute(text("SELECT number FROM sums"))).scalar_one()
                new = {"number": number + 1}
                await connection.execute(text("UPDATE sums SET number = :number"), new)
        except OperationalError:
            refused += 1
    return refused
