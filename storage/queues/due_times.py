"""When the first row of each queue is due, so that no worker has to look for work all the time."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, ScalarSelect, Table, exists, select

from bot.domain.queues import Queue
from storage.engine.database import Database
from storage.engine.schema import (
    articles,
    broadcasts,
    chats,
    deliveries,
    feed_items,
    feeds,
    notices,
    submissions,
)


def _oldest(table: Table, column: Column[Any], state: str) -> ScalarSelect[Any]:
    query = select(column).where(table.c.state == state).order_by(table.c.id).limit(1)
    return query.scalar_subquery()


def _first(column: Column[Any], where: ColumnElement[bool]) -> ScalarSelect[Any]:
    """Select the lowest value of a column; with an order, SQLite takes it from an index."""
    query = select(column).where(where, column.is_not(None)).order_by(column).limit(1)
    return query.scalar_subquery()


_IS_ANY_EDITED = exists().where(articles.c.state == "edited")
_UNTIMED: dict[Queue, ScalarSelect[Any]] = {  # a row in these states is always due
    "new articles": _oldest(articles, articles.c.stored_at, "stored"),
    "summarized articles": _oldest(articles, articles.c.stored_at, "summarized"),
    "broadcasts": _oldest(broadcasts, broadcasts.c.created_at, "approved"),
}
_TIMED: dict[Queue, ScalarSelect[Any]] = {
    "submissions": _first(submissions.c.due_at, submissions.c.state == "received"),
    "replies": _first(submissions.c.due_at, submissions.c.state.in_(("stored", "refused"))),
    "feeds": _first(feeds.c.next_at, feeds.c.state == "active"),
    "feed items": _first(feed_items.c.due_at, feed_items.c.state == "waiting"),
    "deliveries": _first(deliveries.c.due_at, deliveries.c.state == "waiting"),
    "digests": _first(chats.c.digest_due_at, chats.c.unreachable_since.is_(None)),
    "notices": _first(notices.c.due_at, notices.c.id > 0),
}
_FIRST_ROWS = select(_IS_ANY_EDITED, *_UNTIMED.values(), *_TIMED.values())


class DueTimes:
    """Returns the due time of the first row of each queue."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def first(self, now: datetime) -> dict[Queue, datetime]:
        """Return the due time of the first row of each queue that has rows.

        In a queue without due times, a row is due since it was stored, at the latest since `now`.
        A row stays in its queue until a worker has finished it, so a time may be in the past.
        """
        async with self._database.read() as connection:
            is_any_edited, *times = (await connection.execute(_FIRST_ROWS)).one()
        due: dict[Queue, datetime] = {
            queue: time
            for queue, time in zip((*_UNTIMED, *_TIMED), times, strict=True)
            if time is not None
        }
        due |= {queue: min(due[queue], now) for queue in _UNTIMED if queue in due}
        return {"new articles": now, **due} if is_any_edited else due
