"""Ratings: one row per reader and article; the article's row stores the exact tally."""

from collections.abc import Sequence

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import ReturningUpdate

from bot.domain.errors import NotFound
from bot.domain.ids import ArticleId, UserId
from bot.domain.rating import Rating, Tally
from storage.engine.batching import BatchLoader
from storage.engine.columns import upsert_columns
from storage.engine.database import Database
from storage.engine.schema import articles, ratings

_UPSERT = upsert_columns(ratings, ("article_id", "user_id"), ("stars", "rated_at"))


class Ratings:
    """Stores ratings and updates the tallies of articles."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._put = BatchLoader(self._put_all)

    async def put(self, rating: Rating) -> Tally:
        """Save `rating` in place of the reader's earlier one; return the article's new tally.

        Saving the same rating twice changes nothing (Telegram redelivers updates). Concurrent calls
        share one transaction.

        Raises:
            NotFound: the article is gone.
        """
        return await self._put(rating)

    async def _put_all(self, batch: Sequence[Rating]) -> list[Tally | Exception]:
        article_ids = {rating.article_id for rating in batch}

        async def work(connection: AsyncConnection) -> list[Tally | Exception]:
            locked = select(articles.c.id).where(articles.c.id.in_(article_ids))
            locked = locked.order_by(articles.c.id).with_for_update(key_share=True)
            existing = set(await connection.scalars(locked))
            rows = [_row(rating) for rating in batch if rating.article_id in existing]
            if rows:
                await connection.execute(_UPSERT, rows)
            tallies = {
                number: (await connection.execute(recount(ArticleId(number)))).one()
                for number in existing
            }
            return [
                Tally(**tallies[rating.article_id]._asdict())
                if rating.article_id in existing
                else NotFound("article.gone")
                for rating in batch
            ]

        return await self._database.write(work, locks_rows=True)

    async def of(self, user_id: UserId, article_id: ArticleId) -> int | None:
        """Return a reader's stars for an article; None if the reader did not rate it."""
        query = select(ratings.c.stars).where(
            ratings.c.user_id == user_id, ratings.c.article_id == article_id
        )
        async with self._database.read() as connection:
            return (await connection.execute(query)).scalar_one_or_none()


def _row(rating: Rating) -> dict[str, object]:
    return {
        "article_id": rating.article_id,
        "user_id": rating.user_id,
        "stars": rating.stars,
        "rated_at": rating.rated_at,
    }


def recount(article_id: ArticleId) -> ReturningUpdate[int, int]:
    """Return a statement that recounts the votes of an article and returns its tally."""
    of_article = ratings.c.article_id == article_id
    count = select(func.count()).where(of_article).scalar_subquery()
    total = select(func.coalesce(func.sum(ratings.c.stars), 0)).where(of_article).scalar_subquery()
    return (
        update(articles)
        .where(articles.c.id == article_id)
        .values(
            votes=articles.c.imported_votes + count,
            hundredths=articles.c.imported_hundredths + 100 * total,
        )
        .returning(articles.c.votes, articles.c.hundredths)
    )
