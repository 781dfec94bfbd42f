"""Saving articles for later."""

from bot.actions.desk import Desk
from bot.domain.ids import ArticleId, UserId


async def toggle_saved(desk: Desk, user_id: UserId, article_id: ArticleId) -> bool:
    """Save an article, or put it back if it was saved; return whether it is saved now.

    Raises:
        NotFound: the article is gone.
    """
    if await desk.store.saved.has(user_id, article_id):
        await desk.store.saved.drop(user_id, article_id)
        return False
    await desk.store.saved.put(user_id, article_id, desk.clock())
    return True
