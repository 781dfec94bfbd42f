"""Ratings: one row per reader and article; the article's row carries the exact tally."""

from sqlalchemy import func, literal, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from bot.domain.errors import NotFound
from bot.domain.ids import ArticleId, UserId
from bot.domain.rating import Rating, Tally
from storage.database import Database
from storage.schema import articles, ratings
from storage.types import UtcDateTime, upsert


class Ratings:
    """Keeps votes and tallies."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, rating: Rating) -> Tally:
        """Save `rating` in place of the reader's earlier one; return the article's new tally.

        Saving the same rating twice changes nothing (Telegram redelivers updates).

        Raises:
            NotFound: the article is gone.
        """
        key = {"article_id": articles.c.id, "user_id": literal(rating.user_id)}
        stars = {"stars": rating.stars, "rated_at": rating.rated_at}
        vote = select(
            *key.values(), literal(rating.stars), literal(rating.rated_at, UtcDateTime)
        ).where(articles.c.id == rating.article_id)  # none where the article is gone
        query = upsert(ratings).from_select([*key, *stars], vote)
        query = query.on_conflict_do_update(index_elements=list(key), set_=stars)
        async with self._database.write() as connection:
            await connection.execute(query)
            tally = (await connection.execute(recounted(rating.article_id))).one_or_none()
        if tally is None:
            raise NotFound("article.gone")
        return Tally(votes=tally.votes, hundredths=tally.hundredths)

    async def of(self, user_id: UserId, article_id: ArticleId) -> int | None:
        """Return the reader's stars for an article, if any."""
        query = select(ratings.c.stars).where(
            ratings.c.user_id == user_id, ratings.c.article_id == article_id
        )
        async with self._database.read() as connection:
            return (await connection.execute(query)).scalar_one_or_none()


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
