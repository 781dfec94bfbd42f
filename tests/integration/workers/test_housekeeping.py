"""Housekeeping runs after the start and once a day, a step at a time."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from bot.domain.ids import MessageId, UserId
from bot.domain.posted_card import CardState
from bot.domain.retention import Retention
from bot.workers.housekeeping import INTERVAL, Housekeeping
from storage.engine.database import Database
from storage.engine.schema import metadata
from storage.repositories.processed_updates import KEPT
from storage.store import Store
from tests.support.stored_samples import (
    ANN,
    BOB,
    NOW,
    SUMMARY,
    draft,
    keys,
    put_follower,
    rating,
    submission,
)


async def work(housekeeping: Housekeeping) -> int:
    """Run housekeeping until no step is left; return the number of steps."""
    steps = 0
    while await housekeeping.run_once():
        steps += 1
    return steps


async def test_housekeeping_works_at_start_and_each_day(store: Store) -> None:
    now = NOW
    housekeeping = Housekeeping(store.housekeeping, lambda: now, Retention(), pause_seconds=0)
    await store.processed_updates.add([1], NOW - KEPT - timedelta(seconds=1))
    await store.processed_updates.add([2], NOW - KEPT + timedelta(seconds=1))

    at_start = await work(housekeeping)
    kept = await store.processed_updates.seen([1, 2])
    now = NOW + INTERVAL - timedelta(seconds=1)
    too_early = await work(housekeeping)
    now = NOW + INTERVAL
    next_day = await work(housekeeping)

    assert kept == {2}
    assert await store.processed_updates.seen([1, 2]) == set()
    assert (at_start > 0, too_early, next_day > 0) == (True, 0, True)


async def test_no_table_grows_during_a_year(database: Database, store: Store) -> None:
    now = NOW
    retention = Retention(
        unlisted=timedelta(days=30), deliveries=timedelta(days=30), articles=timedelta(days=60)
    )
    housekeeping = Housekeeping(store.housekeeping, lambda: now, retention, pause_seconds=0)
    await put_follower(store, ANN, "uz")
    rows = []

    for fortnight in range(26):
        await live_through(store, str(fortnight), now)
        now += timedelta(days=14)
        await work(housekeeping)
        rows.append(await counted(database))

    spring, december = rows[6], rows[25]
    assert {table: count for table, count in december.items() if count > spring[table]} == {}
    assert december["articles"] > 0


async def live_through(store: Store, name: str, now: datetime) -> None:
    """Publish, push, show and rate an article, and read what one person hands in."""
    published, _ = await store.articles.put(draft(name, tags=("uz",)), keys(name), now=now)
    await store.summaries.put(published, SUMMARY, "en")
    await store.ratings.put(rating(published, ANN))
    if name == "0":
        await store.bookmarks.put(UserId(BOB), published, now)
    while await store.fanout.fan_out_article(published, now):
        pass
    (delivery,) = await store.deliveries.due(now, 10)
    state = CardState(article_id=published, length=3)
    await store.deliveries.mark_sent(delivery, MessageId(int(name) + 1), now, state)
    handed_in = submission(int(name) + 1, user_id=BOB, payload=name, is_listed=False)
    received = await store.submissions.put(handed_in, now)
    private = await store.submissions.store(received, draft(f"my {name}"), keys(f"my {name}"), now)
    await store.summaries.put(private, SUMMARY, "en")
    await store.submissions.mark_answered(received.id, MessageId(2))
    await store.processed_updates.add([int(name)], now)


async def counted(database: Database) -> dict[str, int]:
    """Return how many rows each table has."""
    async with database.read() as connection:
        return {
            table.name: (
                await connection.execute(select(func.count()).select_from(table))
            ).scalar_one()
            for table in metadata.sorted_tables
        }
