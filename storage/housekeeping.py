"""Deletes finished rows, a few at a time, so that no writer waits long.

What is to go is looked for beside the writers, and deleted by its keys.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial

from sqlalchemy import ColumnElement, Table, bindparam, delete, exists, select, true

from bot.domain.ids import ArticleId
from bot.domain.retention import Retention
from storage.engine.database import Database
from storage.engine.schema import (
    articles,
    broadcasts,
    deliveries,
    digests,
    feed_items,
    is_published,
    ratings,
    saved_articles,
    seen_updates,
    shown_cards,
    submissions,
    tags,
)
from storage.queues import feed_items as items
from storage.repositories import cards, processed_updates
from storage.repositories.removal import UNUSED_TAG, remove_articles

ROWS = 1_000  # that one step deletes at most: some 25 ms
ARTICLES = 50  # the same of articles, which are larger
DONE = ("sent", "missed", "skipped", "dead", "digested")

Sweep = Callable[[], Awaitable[int]]  # takes one step; returns how many rows went, 0 at the end


async def drop_some(
    database: Database,
    table: Table,
    which: ColumnElement[bool],
    *,
    among: ColumnElement[bool] | None = None,
    limit: int = ROWS,
) -> int:
    """Delete rows of a table, `limit` at most; return how many were found.

    Args:
        database: where.
        table: of which table.
        which: what they are still to be when they are deleted; without `IN`, which cannot be
            asked of many rows at once.
        among: where to look for them; None for everywhere.
        limit: how many at most.
    """
    key = list(table.primary_key.columns)
    query = select(*key).where(which, true() if among is None else among).limit(limit)
    async with database.read() as connection:
        found = (await connection.execute(query)).all()
    if found:
        these = [column == bindparam(f"its_{column.name}") for column in key]
        rows = [{f"its_{name}": value for name, value in row._mapping.items()} for row in found]
        async with database.write() as connection:
            await connection.execute(delete(table).where(*these, which), rows)
    return len(found)


class Housekeeping:
    """Deletes what is finished."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def sweeps(self, retention: Retention, now: datetime) -> list[Sweep]:
        """Return what is to be repeated, one after the other, each until it returns 0."""
        found: list[Sweep] = []
        if retention.of_deliveries is not None:
            old = now - retention.of_deliveries
            found += [partial(self._drop_deliveries, state, old) for state in DONE]
        if retention.unlisted is not None:
            found.append(partial(self._drop_articles, _unlisted(now - retention.unlisted)))
        if retention.of_articles is not None:
            found.append(partial(self._drop_articles, _listed(now - retention.of_articles)))
        rows = _forgotten(now)
        if retention.of_deliveries is not None:  # last, since they stay while those stay
            rows += _answered(now - retention.of_deliveries)
        return found + [partial(drop_some, self._database, *each) for each in rows]

    async def empty_log(self) -> None:
        """Leave nothing of what was deleted in the write-ahead log."""
        await self._database.empty_log()

    async def _drop_deliveries(self, state: str, old: datetime) -> int:
        """Drop deliveries that ended before `old`, unless their article is being offered.

        An article that was offered longer ago than `OFFERED_AGAIN` is never offered anew, so
        nobody is pushed it once more where the row is gone that said who had it.
        """
        is_offered = (articles.c.stage == "stored") | (articles.c.stage == "summarised")
        is_open = exists().where(articles.c.id == deliveries.c.item_id, is_offered)
        ended = (deliveries.c.state == state) & (deliveries.c.due_at < old)
        ended &= deliveries.c.done_at.is_(None) | (deliveries.c.done_at < old)
        which = ended & ((deliveries.c.kind != "article") | ~is_open)
        return await drop_some(self._database, deliveries, which)

    async def _drop_articles(self, which: ColumnElement[bool]) -> int:
        """Drop a few articles; before them what hangs on them, of which there may be much."""
        query = select(articles.c.id).where(which).order_by(articles.c.id).limit(ARTICLES)
        async with self._database.read() as connection:
            numbers = [ArticleId(number) for number in (await connection.execute(query)).scalars()]
        if not numbers:
            return 0
        of_article = deliveries.c.kind == "article"
        for table, condition, owner in (
            (deliveries, of_article, deliveries.c.item_id),
            (ratings, true(), ratings.c.article_id),
            (shown_cards, true(), shown_cards.c.article_id),
        ):
            among = owner.in_(numbers)
            if count := await drop_some(self._database, table, condition, among=among):
                return count
        async with self._database.write() as connection:
            still = select(articles.c.id).where(which, articles.c.id.in_(numbers))
            those = [ArticleId(number) for number in (await connection.execute(still)).scalars()]
            await remove_articles(connection, those)
        return len(numbers)


def _answered(old: datetime) -> list[tuple[Table, ColumnElement[bool]]]:
    """Return what goes with deliveries: digests, broadcasts, and what was answered.

    A submission stays while its unlisted article does: it says whose that is.
    """

    def is_owed(kind: str, number: ColumnElement[int]) -> ColumnElement[bool]:
        return exists().where(deliveries.c.kind == kind, deliveries.c.item_id == number)

    mine = exists().where(articles.c.id == submissions.c.article_id, ~is_published)
    is_answered = (submissions.c.state == "answered") & (submissions.c.due_at < old)
    return [
        (digests, (digests.c.made_at < old) & ~is_owed("digest", digests.c.id)),
        (
            broadcasts,
            (broadcasts.c.created_at < old)
            & (broadcasts.c.state != "approved")
            & ~is_owed("broadcast", broadcasts.c.id),
        ),
        (submissions, is_answered & ~mine),
    ]


def _forgotten(now: datetime) -> list[tuple[Table, ColumnElement[bool]]]:
    """Return what goes after a time that nobody sets."""
    return [
        (seen_updates, processed_updates.old(now)),
        (shown_cards, cards.old(now)),
        (feed_items, items.old(now)),
        (tags, UNUSED_TAG),
    ]


def _is_saved() -> ColumnElement[bool]:
    return exists().where(saved_articles.c.article_id == articles.c.id)


def _unlisted(old: datetime) -> ColumnElement[bool]:
    """Return which unlisted articles go: stored and last handed in before `old`, nobody's saved."""
    again = exists().where(
        submissions.c.article_id == articles.c.id, submissions.c.created_at >= old
    )
    return ~is_published & (articles.c.stored_at < old) & ~_is_saved() & ~again


def _listed(old: datetime) -> ColumnElement[bool]:
    """Return which listed articles go: stored before `old`, nobody's saved.

    The first article of a story stays while others of it are newer: it keeps them from being
    pushed.
    """
    telling = articles.alias()
    is_told = exists().where(telling.c.story_id == articles.c.id, telling.c.stored_at >= old)
    is_done = is_published & (articles.c.stage == "offered") & (articles.c.stored_at < old)
    return is_done & ~_is_saved() & ~is_told
