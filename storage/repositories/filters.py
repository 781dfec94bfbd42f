"""Filters: the words that keep an article out of a chat, or that it must have.

A filter is whole words, folded as for search: case, apostrophes, diacritics and script make no
difference. No patterns: an article is looked at once, in time linear in its length, however many
filters there are.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select, text, true, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.filter import Filter, FilterKind
from bot.domain.ids import ArticleId, ChatId, TagKey
from storage.engine.columns import upsert
from storage.engine.database import Database
from storage.engine.schema import filters, subscriptions

_LOOKUP = 500  # words looked up by one query


class Filters:
    """Remembers what chats want kept out, or nothing but."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, chat_id: ChatId, new: Iterable[Filter], now: datetime) -> None:
        """Remember filters; the same words for the same tag are of one kind, the last one."""
        async with self._database.write() as connection:
            for each in new:
                key = {"chat_id": chat_id, "tag_key": each.tag_key, "words": each.words}
                values = {"kind": each.kind, "written": each.written}
                more = {"first_word": each.words.split()[0], "created_at": now}
                query = upsert(filters).values(**key, **values, **more)
                query = query.on_conflict_do_update(index_elements=list(key), set_=values)
                await connection.execute(query)

    async def of(self, chat_id: ChatId) -> list[Filter]:
        """Return a chat's filters, oldest first."""
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

    async def drop(self, chat_id: ChatId, gone: Sequence[Filter]) -> int:
        """Forget filters; return how many there were."""
        keys = [(each.tag_key, each.words) for each in gone]
        mine = filters.c.chat_id == chat_id
        mine &= tuple_(filters.c.tag_key, filters.c.words).in_(keys)
        async with self._database.write() as connection:
            return (await connection.execute(delete(filters).where(mine))).rowcount


async def passing_filters(
    connection: AsyncConnection, article_id: ArticleId
) -> ColumnElement[bool]:
    """Return the condition under which a row of `subscriptions` lets an article through.

    None of the words muted stands in it, and one of those required does, where there are any; for
    the tag of the subscription, and for all tags of its chat.
    """
    if not (await connection.execute(select(exists().select_from(filters)))).scalar_one():
        return true()
    standing = await _standing(connection, article_id)
    scope = and_(
        filters.c.chat_id == subscriptions.c.chat_id,
        or_(filters.c.tag_key == "", filters.c.tag_key == subscriptions.c.tag_key),
    )

    def has(kind: FilterKind, *more: ColumnElement[bool]) -> ColumnElement[bool]:
        return exists().where(scope, filters.c.kind == kind, *more)

    stands = filters.c.words.in_(standing)
    return ~has("mute", stands) & (~has("require") | has("require", stands))


async def _standing(connection: AsyncConnection, article_id: ArticleId) -> list[str]:
    """Return the words of filters that stand in an article, tags and source included."""
    query = text("SELECT title, words FROM article_search WHERE rowid = :id")
    row = (await connection.execute(query, {"id": article_id})).one_or_none()
    if row is None:
        return []
    whole = f" {row.title} {row.words} "
    found: list[str] = []
    words = sorted(set(whole.split()))
    for start in range(0, len(words), _LOOKUP):
        some = filters.c.first_word.in_(words[start : start + _LOOKUP])
        found += (
            await connection.execute(select(filters.c.words).where(some).distinct())
        ).scalars()
    return [each for each in found if f" {each} " in whole]
