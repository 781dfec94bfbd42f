"""Reset stored times that are in the future because the system clock was once wrong."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, exists, select, tuple_, update

from storage.engine.database import CHUNK_SIZE, Database
from storage.engine.schema import (
    articles,
    chats,
    deliveries,
    feed_items,
    feeds,
    notices,
    posted_cards,
    processed_updates,
    submissions,
)

EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)  # a clock before this date was never set
_DAY = timedelta(days=1)
_PAUSE = 2 * _DAY  # Telegram, sites and quiet hours ask for at most one day; the rest is jitter


@dataclass(frozen=True, slots=True)
class _TimeColumn:
    """A column, and how far in the future its values can correctly be."""

    column: Column[Any]
    max_ahead: timedelta
    where: ColumnElement[bool] | None = None


_TIME_COLUMNS = (
    # Due times. A feed waits at most one day (`schedule.LONGEST`), and at most one week more for
    # its skip hours and skip days. A weekly digest waits one week.
    _TimeColumn(feeds.c.next_at, 9 * _DAY),
    _TimeColumn(feeds.c.not_before, _PAUSE),
    _TimeColumn(chats.c.digest_due_at, 8 * _DAY),
    _TimeColumn(feed_items.c.due_at, _PAUSE, feed_items.c.state == "waiting"),
    _TimeColumn(submissions.c.due_at, _PAUSE, submissions.c.state != "answered"),
    _TimeColumn(deliveries.c.due_at, _PAUSE, deliveries.c.state == "waiting"),
    _TimeColumn(notices.c.due_at, _PAUSE),
    # Times of past events. With a time in the future, a row would not be deleted for years, and
    # the items of a feed would look too old to be pushed.
    _TimeColumn(articles.c.stored_at, _DAY),
    _TimeColumn(deliveries.c.done_at, _DAY),
    _TimeColumn(feed_items.c.last_seen_at, _DAY),
    _TimeColumn(feeds.c.added_at, _DAY),
    _TimeColumn(feeds.c.failing_since, _DAY),
    _TimeColumn(notices.c.created_at, _DAY),
    _TimeColumn(processed_updates.c.received_at, _DAY),
    _TimeColumn(posted_cards.c.updated_at, _DAY),
    _TimeColumn(submissions.c.created_at, _DAY),
)
LONGEST_PAUSE = max(each.max_ahead for each in _TIME_COLUMNS)


async def repair_future_times(database: Database, now: datetime) -> int:
    """Set times to `now` that are too far in the future; return how many were changed.

    Each transaction changes at most `CHUNK_SIZE` rows. Nothing changes if `now` is before 2026.
    """
    if now < EARLIEST:
        return 0
    wrong = [_is_wrong(each, now) for each in _TIME_COLUMNS]
    async with database.read() as connection:  # most columns are correct and need no write lock
        found = (await connection.execute(select(*(exists().where(each) for each in wrong)))).one()
    repaired = 0
    for time, is_wrong, is_found in zip(_TIME_COLUMNS, wrong, found, strict=True):
        if is_found:
            repaired += await _repair_column(database, time, is_wrong, now)
    return repaired


def _is_wrong(time: _TimeColumn, now: datetime) -> ColumnElement[bool]:
    is_wrong = time.column > now + time.max_ahead
    return is_wrong if time.where is None else is_wrong & time.where


async def _repair_column(
    database: Database, time: _TimeColumn, is_wrong: ColumnElement[bool], now: datetime
) -> int:
    table = time.column.table
    key = tuple_(*table.primary_key.columns)
    chunk = select(*table.primary_key.columns).where(is_wrong).limit(CHUNK_SIZE)
    query = update(table).where(key.in_(chunk)).values({time.column: now})
    repaired = 0
    while True:
        count = await database.execute(query)
        repaired += count
        if count < CHUNK_SIZE:
            return repaired
