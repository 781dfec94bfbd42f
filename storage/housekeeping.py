"""Retention: delete finished rows and old articles in small batches, so that no writer waits long.

Each batch is selected on a reading connection, and then deleted by primary key.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial

from sqlalchemy import ColumnElement, Table, bindparam, delete, exists, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import ArticleId
from bot.domain.retention import Retention
from storage.engine.database import Database
from storage.engine.schema import (
    articles,
    bookmarks,
    broadcasts,
    deliveries,
    digests,
    feed_items,
    is_published,
    posted_cards,
    processed_updates,
    ratings,
    submissions,
    tags,
)
from storage.queues import feed_items as items
from storage.repositories import cards
from storage.repositories import processed_updates as updates
from storage.repositories.removal import UNUSED_TAG, remove_articles

BATCH_SIZE = 1_000  # rows in one batch; deleting them takes about 25 ms
_ARTICLE_BATCH_SIZE = 50  # articles are larger
FINISHED_STATES = ("sent", "missed", "skipped", "dead", "digested")  # of deliveries

Sweep = Callable[[], Awaitable[int]]  # deletes one batch; returns its number of rows, 0 at the end


async def _delete_batch(
    database: Database,
    table: Table,
    condition: ColumnElement[bool],
    *,
    among: ColumnElement[bool] | None = None,
) -> int:
    """Delete at most `BATCH_SIZE` rows of a table; return how many were found.

    Args:
        database: the database.
        table: the table to delete from.
        condition: a row must meet it when selected and when deleted; without `IN`, which
            SQLAlchemy does not allow in a statement for many rows.
        among: one more condition for the selection only.
    """
    key = list(table.primary_key.columns)
    query = select(*key).where(condition, true() if among is None else among).limit(BATCH_SIZE)
    async with database.read() as connection:
        found = (await connection.execute(query)).all()
    if found:
        by_key = [column == bindparam(f"its_{column.name}") for column in key]
        rows = [{f"its_{name}": value for name, value in row._mapping.items()} for row in found]
        await database.execute(delete(table).where(*by_key, condition), rows)
    return len(found)


class Housekeeping:
    """Deletes finished deliveries, old articles and other expired rows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def sweeps(self, retention: Retention, now: datetime) -> list[Sweep]:
        """Return the sweeps in order; the caller repeats each one until it returns 0."""
        sweeps: list[Sweep] = []
        if retention.of_deliveries is not None:
            cutoff = now - retention.of_deliveries
            sweeps += [partial(self._delete_deliveries, each, cutoff) for each in FINISHED_STATES]
        if retention.unlisted is not None:
            unlisted = _expired_unlisted_articles(now - retention.unlisted)
            sweeps.append(partial(self._delete_articles, unlisted))
        if retention.of_articles is not None:
            listed = _expired_listed_articles(now - retention.of_articles)
            sweeps.append(partial(self._delete_articles, listed))
        rows = _expired_rows(now)
        if retention.of_deliveries is not None:  # last: these rows stay while deliveries need them
            rows += _delivered_rows(now - retention.of_deliveries)
        return sweeps + [partial(_delete_batch, self._database, *each) for each in rows]

    async def truncate_wal(self) -> None:
        """Remove deleted data from the write-ahead log."""
        await self._database.truncate_wal()

    async def _delete_deliveries(self, state: str, cutoff: datetime) -> int:
        """Delete a batch of deliveries that ended before `cutoff`, unless fan-out still needs them.

        A delivery row prevents a second push of its article. Fan-out never repeats for an article
        older than `OFFERED_AGAIN`, so such an article does not need its rows.
        """
        is_unfinished = (articles.c.state == "stored") | (articles.c.state == "summarized")
        is_needed = exists().where(articles.c.id == deliveries.c.item_id, is_unfinished)
        ended = (deliveries.c.state == state) & (deliveries.c.due_at < cutoff)
        ended &= deliveries.c.done_at.is_(None) | (deliveries.c.done_at < cutoff)
        condition = ended & ((deliveries.c.kind != "article") | ~is_needed)
        return await _delete_batch(self._database, deliveries, condition)

    async def _delete_articles(self, condition: ColumnElement[bool]) -> int:
        """Delete a batch of articles; first their deliveries, ratings and cards, in batches."""
        query = select(articles.c.id).where(condition).order_by(articles.c.id)
        query = query.limit(_ARTICLE_BATCH_SIZE)
        async with self._database.read() as connection:
            numbers = [ArticleId(number) for number in (await connection.execute(query)).scalars()]
        if not numbers:
            return 0
        of_article = deliveries.c.kind == "article"
        for table, of_articles, owner in (
            (deliveries, of_article, deliveries.c.item_id),
            (ratings, true(), ratings.c.article_id),
            (posted_cards, true(), posted_cards.c.article_id),
        ):
            among = owner.in_(numbers)
            if count := await _delete_batch(self._database, table, of_articles, among=among):
                return count

        async def work(connection: AsyncConnection) -> None:
            still = select(articles.c.id).where(condition, articles.c.id.in_(numbers))
            expired = [ArticleId(number) for number in (await connection.execute(still)).scalars()]
            await remove_articles(connection, expired)

        await self._database.write(work)
        return len(numbers)


def _delivered_rows(cutoff: datetime) -> list[tuple[Table, ColumnElement[bool]]]:
    """Return conditions for old digests, broadcasts and answered submissions, each with its table.

    A submission stays as long as its unlisted article, because it names the article's owner.
    """

    def has_delivery(kind: str, number: ColumnElement[int]) -> ColumnElement[bool]:
        return exists().where(deliveries.c.kind == kind, deliveries.c.item_id == number)

    has_private_copy = exists().where(articles.c.id == submissions.c.article_id, ~is_published)
    is_answered = (submissions.c.state == "answered") & (submissions.c.due_at < cutoff)
    return [
        (digests, (digests.c.made_at < cutoff) & ~has_delivery("digest", digests.c.id)),
        (
            broadcasts,
            (broadcasts.c.created_at < cutoff)
            & (broadcasts.c.state != "approved")
            & ~has_delivery("broadcast", broadcasts.c.id),
        ),
        (submissions, is_answered & ~has_private_copy),
    ]


def _expired_rows(now: datetime) -> list[tuple[Table, ColumnElement[bool]]]:
    """Return conditions for rows with a fixed retention, each with its table."""
    return [
        (processed_updates, updates.is_expired(now)),
        (posted_cards, cards.is_expired(now)),
        (feed_items, items.is_expired(now)),
        (tags, UNUSED_TAG),
    ]


def _is_saved() -> ColumnElement[bool]:
    return exists().where(bookmarks.c.article_id == articles.c.id)


def _expired_unlisted_articles(cutoff: datetime) -> ColumnElement[bool]:
    """Return a condition for unsaved private copies, stored and last submitted before `cutoff`."""
    is_resubmitted = exists().where(
        submissions.c.article_id == articles.c.id, submissions.c.created_at >= cutoff
    )
    return ~is_published & (articles.c.stored_at < cutoff) & ~_is_saved() & ~is_resubmitted


def _expired_listed_articles(cutoff: datetime) -> ColumnElement[bool]:
    """Return a condition for unsaved published articles that were stored before `cutoff`.

    The first article of a story stays while the story has newer articles: without it, they would
    be pushed.
    """
    newer = articles.alias()
    has_newer = exists().where(newer.c.story_id == articles.c.id, newer.c.stored_at >= cutoff)
    is_done = is_published & (articles.c.state == "fanned_out") & (articles.c.stored_at < cutoff)
    return is_done & ~_is_saved() & ~has_newer
