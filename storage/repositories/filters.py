"""Word filters of chats: words that mute an article, and words that a pushed article must contain.

A filter matches whole words, folded as for search: case, apostrophes, diacritics and script do not
matter. Filters are not patterns, so the time to match an article is linear in its length and does
not depend on the number of filters.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select, text, true, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.filter import Filter, FilterKind
from bot.domain.ids import ArticleId, ChatId, TagKey
from storage.engine.columns import upsert
from storage.engine.database import Database
from storage.engine.schema import filters, subscriptions

_LOOKUP_SIZE = 500  # words in one query


class Filters:
    """Stores the filters of chats."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, chat_id: ChatId, new: Sequence[Filter], now: datetime) -> None:
        """Store filters; a filter with the same words and tag replaces the earlier one."""

        async def work(connection: AsyncConnection) -> None:
            for each in new:
                key = {"chat_id": chat_id, "tag_key": each.tag_key, "words": each.words}
                values = {"kind": each.kind, "written": each.written}
                more = {"first_word": each.words.split()[0], "created_at": now}
                query = upsert(filters).values(**key, **values, **more)
                query = query.on_conflict_do_update(index_elements=list(key), set_=values)
                await connection.execute(query)

        await self._database.write(work)

    async def of(self, chat_id: ChatId) -> list[Filter]:
        """Return the filters of a chat, oldest first."""
        query = (
            select(filters)
            .where(filters.c.chat_id == chat_id)
            .order_by(filters.c.created_at, filters.c.tag_key, filters.c.words)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
        return [
            Filter(tag_key=TagKey(row.tag_key), words=row.words, kind=row.kind, written=row.written)
            for row in rows
        ]

    async def drop(self, chat_id: ChatId, dropped: Sequence[Filter]) -> int:
        """Delete filters; return how many existed."""
        keys = [(each.tag_key, each.words) for each in dropped]
        condition = filters.c.chat_id == chat_id
        condition &= tuple_(filters.c.tag_key, filters.c.words).in_(keys)
        return await self._database.execute(delete(filters).where(condition))


async def passing_filters(
    connection: AsyncConnection, article_id: ArticleId
) -> ColumnElement[bool]:
    """Return a condition for the `subscriptions` rows whose filters let an article pass.

    The article must contain no muted words. If there are required words, it must contain one of
    them. Filters for the subscription's tag and filters for all tags of the chat apply.
    """
    if not (await connection.execute(select(exists().select_from(filters)))).scalar_one():
        return true()
    matching = await _matching_words(connection, article_id)
    scope = and_(
        filters.c.chat_id == subscriptions.c.chat_id,
        or_(filters.c.tag_key == "", filters.c.tag_key == subscriptions.c.tag_key),
    )

    def has(kind: FilterKind, *more: ColumnElement[bool]) -> ColumnElement[bool]:
        return exists().where(scope, filters.c.kind == kind, *more)

    is_match = filters.c.words.in_(matching)
    return ~has("mute", is_match) & (~has("require") | has("require", is_match))


async def _matching_words(connection: AsyncConnection, article_id: ArticleId) -> list[str]:
    """Return the words of all filters that match an article, its tags or its source."""
    query = text("SELECT title, words FROM article_search WHERE rowid = :id")
    row = (await connection.execute(query, {"id": article_id})).one_or_none()
    if row is None:
        return []
    article_text = f" {row.title} {row.words} "
    candidates: list[str] = []
    words = sorted(set(article_text.split()))
    for start in range(0, len(words), _LOOKUP_SIZE):
        begins_in = filters.c.first_word.in_(words[start : start + _LOOKUP_SIZE])
        candidates += (
            await connection.execute(select(filters.c.words).where(begins_in).distinct())
        ).scalars()
    return [each for each in candidates if f" {each} " in article_text]
