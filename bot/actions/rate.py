"""Rates an article with stars."""

from bot.actions.services import Services
from bot.domain.ids import ArticleId, UserId
from bot.domain.rating import Rating, Tally


async def rate(services: Services, article_id: ArticleId, user_id: UserId, stars: int) -> Tally:
    """Save the rating of a person in place of an earlier one; return the new tally.

    Raises:
        NotFound: the article was deleted.
    """
    rating = Rating(article_id=article_id, user_id=user_id, stars=stars, rated_at=services.clock())
    return await services.ratings.put(rating)
