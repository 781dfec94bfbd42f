"""When the first row of each queue is due, so that no worker has to look for work all the time."""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Column, ColumnElement, ScalarSelect, select

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

Queue = Literal[
    "articles",
    "broadcasts",
    "submissions",
    "feeds",
    "feed items",
    "deliveries",
    "digests",
    "notices",
]


def _any(column: Column[Any], where: ColumnElement[bool]) -> ScalarSelect[Any]:
    return select(column).where(where).limit(1).scalar_subquery()


def _first(column: Column[Any], where: ColumnElement[bool]) -> ScalarSelect[Any]:
    """Select the lowest value of a column; with an order, SQLite takes it from an index."""
    query = select(column).where(where, column.is_not(None)).order_by(column).limit(1)
    return query.scalar_subquery()


_UNTIMED: dict[Queue, ScalarSelect[Any]] = {  # a row in these states is always due
    "articles": _any(articles.c.id, articles.c.state.in_(("stored", "edited", "summarized"))),
    "broadcasts": _any(broadcasts.c.id, broadcasts.c.state == "approved"),
}
_TIMED: dict[Queue, ScalarSelect[Any]] = {
    "submissions": _first(
        submissions.c.due_at, submissions.c.state.in_(("received", "stored", "refused"))
    ),
    "feeds": _first(feeds.c.next_at, feeds.c.state == "active"),
    "feed items": _first(feed_items.c.due_at, feed_items.c.state == "waiting"),
    "deliveries": _first(deliveries.c.due_at, deliveries.c.state == "waiting"),
    "digests": _first(chats.c.digest_due_at, chats.c.unreachable_since.is_(None)),
    "notices": _first(notices.c.due_at, notices.c.id > 0),
}
_FIRST_ROWS = select(*_UNTIMED.values(), *_TIMED.values())


class DueTimes:
    """Returns the due time of the first row of each queue."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def first(self, now: datetime) -> dict[Queue, datetime]:
        """Return the time of each queue that has rows; `now` for a queue without due times.

        A row stays in its queue until a worker has finished it, so a time may be in the past.
        """
        async with self._database.read() as connection:
            row = (await connection.execute(_FIRST_ROWS)).one()
        times = [None if number is None else now for number in row[: len(_UNTIMED)]]
        times += row[len(_UNTIMED) :]
        return {
            queue: time
            for queue, time in zip((*_UNTIMED, *_TIMED), times, strict=True)
            if time is not None
        }
