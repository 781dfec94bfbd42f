"""Ratings: one row per reader and article; the article's row carries the exact tally."""

from collections.abc import Sequence

from sqlalchemy import func, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from bot.domain.errors import NotFound
from bot.domain.ids import ArticleId, UserId
from bot.domain.rating import Rating, Tally
from storage.engine.batching import BatchLoader
from storage.engine.columns import replacing
from storage.engine.database import Database
from storage.engine.schema import articles, ratings

_REPLACING = replacing(ratings, ("article_id", "user_id"), ("stars", "rated_at"))


class Ratings:
    """Keeps votes and tallies."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._put = BatchLoader(self._put_all)

    async def put(self, rating: Rating) -> Tally:
        """Save `rating` in place of the reader's earlier one; return the article's new tally.

        Saving the same rating twice changes nothing (Telegram redelivers updates).

        Raises:
            NotFound: the article is gone.
        """
        return await self._put(rating)

    async def _put_all(self, given: Sequence[Rating]) -> list[Tally | Exception]:
        wanted = {rating.article_id for rating in given}
        async with self._database.write() as connection:
            query = select(articles.c.id).where(articles.c.id.in_(wanted))
            there = set(await connection.scalars(query))
            votes = [_vote(rating) for rating in given if rating.article_id in there]
            if votes:
                await connection.execute(_REPLACING, votes)
            tallies = {
                number: (await connection.execute(recounted(ArticleId(number)))).one()
                for number in there
            }
        return [
            Tally(**tallies[rating.article_id]._asdict())
            if rating.article_id in there
            else NotFound("article.gone")
            for rating in given
        ]

    async def of(self, user_id: UserId, article_id: ArticleId) -> int | None:
        """Return the reader's stars for an article, if any."""
        query = select(ratings.c.stars).where(
            ratings.c.user_id == user_id, ratings.c.article_id == article_id
        )
        async with self._database.read() as connection:
            return (await connection.execute(query)).scalar_one_or_none()


def _vote(rating: Rating) -> dict[str, object]:
    return {
        "article_id": rating.article_id,
        "user_id": rating.user_id,
        "stars": rating.stars,
        "rated_at": rating.rated_at,
    }


def recounted(article_id: ArticleId) -> ReturningUpdate[int, int]:
    """Return the statement that counts an article's votes anew and returns its tally."""
    mine = ratings.c.article_id == article_id
    count = select(func.count()).where(mine).scalar_subquery()
    total = select(func.coalesce(func.sum(ratings.c.stars), 0)).where(mine).scalar_subquery()
    return (
        update(articles)
        .where(articles.c.id == article_id)
        .values(
            votes=articles.c.imported_votes + count,
            hundredths=articles.c.imported_hundredths + 100 * total,
        )
        .returning(articles.c.votes, articles.c.hundredths)
    )
