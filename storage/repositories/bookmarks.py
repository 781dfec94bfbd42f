"""Bookmarks: articles that readers saved."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.errors import NotFound
from bot.domain.ids import ArticleId, UserId
from storage.engine.columns import upsert
from storage.engine.database import Database
from storage.engine.schema import articles, bookmarks


class Bookmarks:
    """Stores bookmarks; `storage.repositories.article_lists` lists them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, user_id: UserId, article_id: ArticleId, now: datetime) -> bool:
        """Save an article for a reader; return whether it was not saved before.

        Raises:
            NotFound: the article is gone.
        """
        query = select(articles.c.id).where(articles.c.id == article_id)
        row = {"user_id": user_id, "article_id": article_id, "saved_at": now}

        async def work(connection: AsyncConnection) -> bool:
            if (await connection.execute(query)).scalar_one_or_none() is None:
                raise NotFound("article.gone")
            saving = upsert(bookmarks).values(row).on_conflict_do_nothing()
            return (await connection.execute(saving)).rowcount > 0

        return await self._database.write(work)

    async def drop(self, user_id: UserId, article_id: ArticleId) -> None:
        """Remove a bookmark; a repeated call changes nothing."""
        of_user = bookmarks.c.user_id == user_id
        of_article = bookmarks.c.article_id == article_id
        await self._database.execute(delete(bookmarks).where(of_user, of_article))

    async def has(self, user_id: UserId, article_id: ArticleId) -> bool:
        """Return whether the reader saved the article."""
        query = select(bookmarks.c.article_id).where(
            bookmarks.c.user_id == user_id, bookmarks.c.article_id == article_id
        )
        async with self._database.read() as connection:
            return (await connection.execute(query)).scalar_one_or_none() is not None
