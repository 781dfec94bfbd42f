"""Times that a clock once far ahead left behind, pulled back to now."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, exists, select, tuple_, update

from storage.engine.database import CHUNK, Database
from storage.engine.schema import (
    articles,
    chats,
    deliveries,
    feed_items,
    feeds,
    notices,
    seen_updates,
    shown_cards,
    submissions,
)

_EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)  # an earlier clock has not been set yet
_DAY = timedelta(days=1)
_PAUSE = 2 * _DAY  # Telegram, a site and quiet hours ask for a day at most; jitter


@dataclass(frozen=True, slots=True)
class _Moment:
    """A column, and how far ahead of now it can be rightly."""

    column: Column[Any]
    longest: timedelta
    where: ColumnElement[bool] | None = None


_MOMENTS = (
    # Due times. A feed waits a day at most (`schedule.LONGEST`), and then for the hours and the
    # days that it wants to be left alone, within a week; a weekly digest waits a week.
    _Moment(feeds.c.next_at, 9 * _DAY),
    _Moment(feeds.c.not_before, _PAUSE),
    _Moment(chats.c.digest_due_at, 8 * _DAY),
    _Moment(feed_items.c.due_at, _PAUSE, feed_items.c.state == "waiting"),
    _Moment(submissions.c.due_at, _PAUSE, submissions.c.state != "answered"),
    _Moment(deliveries.c.due_at, _PAUSE, deliveries.c.state == "waiting"),
    _Moment(notices.c.due_at, _PAUSE),
    # Times of past events, which cannot be ahead: such rows would be kept, counted, new or failing
    # for years, and items of a feed would be too old to be pushed.
    _Moment(articles.c.stored_at, _DAY),
    _Moment(deliveries.c.done_at, _DAY),
    _Moment(feed_items.c.seen_at, _DAY),
    _Moment(feeds.c.added_at, _DAY),
    _Moment(feeds.c.failing_since, _DAY),
    _Moment(notices.c.created_at, _DAY),
    _Moment(seen_updates.c.seen_at, _DAY),
    _Moment(shown_cards.c.shown_at, _DAY),
    _Moment(submissions.c.created_at, _DAY),
)


async def pull_back(database: Database, now: datetime) -> int:
    """Set to `now` what is further ahead than it can be; return how many times were.

    In small steps; does nothing where `now` itself is plainly wrong.
    """
    if now < _EARLIEST:
        return 0
    return sum([await _pull_back(database, moment, now) for moment in _MOMENTS])


async def _pull_back(database: Database, moment: _Moment, now: datetime) -> int:
    ahead = moment.column > now + moment.longest
    if moment.where is not None:
        ahead &= moment.where
    async with database.read() as connection:  # writers do not wait for what is nearly always so
        if not (await connection.execute(select(exists().where(ahead)))).scalar_one():
            return 0
    table = moment.column.table
    key = tuple_(*table.primary_key.columns)
    some = select(*table.primary_key.columns).where(ahead).limit(CHUNK)
    step = update(table).where(key.in_(some)).values({moment.column: now})
    pulled = 0
    while True:
        async with database.write() as connection:
            rows = (await connection.execute(step)).rowcount
        pulled += rows
        if rows < CHUNK:
            return pulled
