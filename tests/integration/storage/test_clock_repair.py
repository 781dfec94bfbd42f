"""Repair of times that were stored while the clock was far ahead."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, insert, select

from storage import clock_repair
from storage.clock_repair import repair_future_times
from storage.engine.columns import UtcDateTime
from storage.engine.database import Database
from storage.engine.schema import deliveries, metadata, processed_updates
from storage.store import Store
from tests.support.stored_samples import NOW, clean_up

YEARS = timedelta(days=730)
# Times that are shown, ordered by or kept forever; no work waits for them.
_HARMLESS = {
    *(
        "articles.published_at",
        "broadcasts.created_at",
        "chats.unreachable_since",
        "chats.created_at",
    ),
    *("digests.made_at", "feeds.newest_at", "feeds.succeeded_at", "filters.created_at"),
    *("ratings.rated_at", "bookmarks.saved_at", "subscriptions.created_at"),
    "managed_chats.connected_at",
}


def row(chat_id: int, due_at: datetime, state: str = "waiting") -> dict[str, object]:
    return {"kind": "article", "item_id": 1, "chat_id": chat_id, "state": state, "due_at": due_at}


async def put(database: Database, *rows: dict[str, object]) -> None:
    async with database.transaction() as connection:
        await connection.execute(insert(deliveries), list(rows))


def test_every_time_of_the_schema_is_pulled_back_or_harmless() -> None:
    times = {
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, UtcDateTime)
    }

    pulled = {str(moment.column) for moment in clock_repair._TIME_COLUMNS}

    assert pulled | _HARMLESS == times
    assert pulled & _HARMLESS == set()


async def test_only_deliveries_years_ahead_become_due_now(database: Database, store: Store) -> None:
    rightly = NOW + timedelta(days=1)
    await put(database, row(1, NOW + YEARS), row(2, rightly), row(3, NOW + YEARS, "sent"))

    pulled = await repair_future_times(database, NOW)
    again = await repair_future_times(database, NOW)

    assert (pulled, again) == (1, 0)
    async with database.read() as connection:
        times = await connection.execute(select(deliveries.c.due_at).order_by(deliveries.c.chat_id))
        assert list(times.scalars()) == [NOW, rightly, NOW + YEARS]
    assert [each.thread.chat_id for each in await store.deliveries.due(NOW, 9)] == [1]


async def test_more_than_a_step_is_pulled_back_in_steps(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock_repair, "CHUNK_SIZE", 2)
    await put(database, *(row(chat_id, NOW + YEARS) for chat_id in range(1, 6)))

    assert await repair_future_times(database, NOW) == 5


async def test_updates_with_a_future_time_are_pruned_again(
    database: Database, store: Store
) -> None:
    await store.processed_updates.add([1, 2], NOW + YEARS)

    await repair_future_times(database, NOW)
    await clean_up(store, NOW + timedelta(days=3))

    async with database.read() as connection:
        left = await connection.execute(select(func.count()).select_from(processed_updates))
        assert left.scalar_one() == 0


async def test_a_clock_that_is_not_set_yet_changes_nothing(database: Database) -> None:
    await put(database, row(1, NOW))

    assert await repair_future_times(database, datetime(1970, 1, 1, tzinfo=UTC)) == 0
