"""Saves articles (bookmarks)."""

from bot.actions.services import Services
from bot.domain.ids import ArticleId, UserId


async def save_article(services: Services, user_id: UserId, article_id: ArticleId) -> bool:
    """Save an article; return whether it was not saved before.

    Raises:
        NotFound: the article was deleted.
    """
    return await services.bookmarks.put(user_id, article_id, services.clock())


async def remove_saved(services: Services, user_id: UserId, article_id: ArticleId) -> None:
    """Remove an article from the saved ones; a repeated call changes nothing."""
    await services.bookmarks.drop(user_id, article_id)
