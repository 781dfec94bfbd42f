"""Giving stars."""

from bot.actions.services import Services
from bot.domain.ids import ArticleId, UserId
from bot.domain.rating import Rating, Tally


async def rate(services: Services, article_id: ArticleId, user_id: UserId, stars: int) -> Tally:
    """Save a reader's stars in place of earlier ones; return how the article stands now.

    Raises:
        NotFound: the article is gone.
    """
    rating = Rating(article_id=article_id, user_id=user_id, stars=stars, rated_at=services.clock())
    return await services.store.ratings.put(rating)
