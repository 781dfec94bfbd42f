"""Giving stars."""

from bot.actions.desk import Desk
from bot.domain.ids import ArticleId, UserId
from bot.domain.rating import Rating, Tally


async def rate(desk: Desk, article_id: ArticleId, user_id: UserId, stars: int) -> Tally:
    """Save a reader's stars in place of earlier ones; return how the article stands now.

    Raises:
        NotFound: the article is gone.
    """
    rating = Rating(article_id=article_id, user_id=user_id, stars=stars, rated_at=desk.clock())
    return await desk.store.ratings.put(rating)
