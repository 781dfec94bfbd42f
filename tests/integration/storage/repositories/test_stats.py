"""Counts of rows are exact and cheap."""

from typing import Any

import pytest
from sqlalchemy import insert

from storage.engine.database import Database
from storage.engine.schema import deliveries
from storage.repositories.stats import Stats
from tests.support.stored_samples import NOW

_STEPS = 100  # instructions of SQLite between two calls of a progress handler


async def put_deliveries(database: Database, state: str, count: int, item_id: int = 1) -> None:
    row = {"kind": "article", "item_id": item_id, "state": state, "due_at": NOW}
    async with database.transaction() as connection:
        await connection.execute(
            insert(deliveries), [{**row, "chat_id": chat_id} for chat_id in range(1, count + 1)]
        )


async def work_of_counting(database: Database) -> int:
    """Return how much SQLite does to count the deliveries; readers use one connection in turn."""
    calls = 0

    def note() -> None:
        nonlocal calls
        calls += 1

    async with database.read() as connection:
        raw: Any = await connection.get_raw_connection()
        driver = raw.driver_connection
        await driver.set_progress_handler(note, _STEPS)
    await Stats(database).deliveries()
    async with database.read() as connection:
        raw = await connection.get_raw_connection()
        assert raw.driver_connection is driver
        await driver.set_progress_handler(None, 0)
    return calls


async def test_deliveries_are_counted_by_state(database: Database) -> None:
    counts = Stats(database)
    assert await counts.deliveries() == {}

    for number, state in enumerate(("daily", "dead", "skipped", "waiting", "weekly"), 1):
        await put_deliveries(database, state, number, item_id=number)
    without_sent = await counts.deliveries()
    await put_deliveries(database, "sent", 7, item_id=7)

    others = {"daily": 1, "dead": 2, "skipped": 3, "waiting": 4, "weekly": 5}
    assert without_sent == others
    assert await counts.deliveries() == {**others, "sent": 7}


@pytest.mark.sqlite
async def test_counting_costs_the_same_with_more_sent_deliveries(database: Database) -> None:
    await put_deliveries(database, "waiting", 50)
    few = await work_of_counting(database)

    await put_deliveries(database, "sent", 5_000, item_id=2)

    assert few > 0
    assert await work_of_counting(database) <= few + 1
