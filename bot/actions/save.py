"""Saves articles (bookmarks)."""

from bot.actions.services import Services
from bot.domain.ids import ArticleId, UserId


async def toggle_saved(services: Services, user_id: UserId, article_id: ArticleId) -> bool:
    """Save an article, or remove it if it is saved; return whether it is saved now.

    Raises:
        NotFound: the article was deleted.
    """
    if await services.bookmarks.has(user_id, article_id):
        await services.bookmarks.drop(user_id, article_id)
        return False
    await services.bookmarks.put(user_id, article_id, services.clock())
    return True
