"""Tags and their aliases."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, Row, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.errors import NotFound
from bot.domain.ids import TagKey
from bot.domain.tag import Tag, clean_name, distinct, tag_key
from storage.engine.columns import upsert
from storage.engine.database import Database
from storage.engine.schema import (
    article_tags,
    articles,
    is_published,
    subscriptions,
    tag_aliases,
    tags,
)

TAG_COLUMNS = (tags.c.key, tags.c.name, tags.c.number)

_published_with_it = exists().where(
    article_tags.c.tag_key == tags.c.key, articles.c.id == article_tags.c.article_id, is_published
)
_joined_to_it = exists().where(tag_aliases.c.tag_key == tags.c.key)
_following_it = exists().where(subscriptions.c.tag_key == tags.c.key)
_is_in_use = or_(
    *(each.correlate(tags) for each in (_published_with_it, _joined_to_it, _following_it))
)


def tag_of(row: Row[str, str, int]) -> Tag:
    """Return the tag of a row of `TAG_COLUMNS`."""
    key, name, number = row
    return Tag(key=TagKey(key), name=name, number=number)


async def canonical_keys(
    connection: AsyncConnection, keys: Sequence[TagKey]
) -> dict[TagKey, TagKey]:
    """Return what each key stands for: its tag's key where it is an alias, else itself."""
    found = await connection.execute(
        select(tag_aliases.c.alias_key, tag_aliases.c.tag_key).where(
            tag_aliases.c.alias_key.in_(keys)
        )
    )
    aliases = {TagKey(alias): TagKey(key) for alias, key in found}
    return {key: aliases.get(key, key) for key in keys}


async def put_tags(
    connection: AsyncConnection, names: Iterable[str], *, is_private: bool = False
) -> list[Tag]:
    """Return the tags of `names` in their order, each once; make those that nobody used before.

    Args:
        connection: a transaction.
        names: as written.
        is_private: whether a private copy gets them. Its spelling of a tag lasts until somebody
            else uses the tag.

    Raises:
        NotUnderstood: a name is no tag.
    """
    wanted = {tag_key(name): name for name in distinct(names)}
    stands_for = await canonical_keys(connection, list(wanted))
    new = [{"key": key, "name": name} for key, name in wanted.items() if stands_for[key] == key]
    if new:
        await connection.execute(upsert(tags).on_conflict_do_nothing(), new)
        if not is_private:
            await _spell(connection, {TagKey(row["key"]): row["name"] for row in new})
    keys = list(dict.fromkeys(stands_for[key] for key in wanted))
    return await _in_order(connection, keys)


async def _spell(connection: AsyncConnection, names: Mapping[TagKey, str]) -> None:
    """Give these spellings to tags that only private copies have."""
    query = select(tags.c.key, tags.c.name).where(tags.c.key.in_(names), ~_is_in_use)
    for key, name in (await connection.execute(query)).all():
        if name != names[key]:
            this = tags.c.key == key
            await connection.execute(update(tags).where(this).values(name=names[key]))


async def _in_order(connection: AsyncConnection, keys: Sequence[TagKey]) -> list[Tag]:
    rows = await connection.execute(select(*TAG_COLUMNS).where(tags.c.key.in_(keys)))
    by_key = {row.key: tag_of(row) for row in rows}
    return [by_key[key] for key in keys if key in by_key]


class Tags:
    """Finds, lists and joins tags."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, names: Iterable[str]) -> list[Tag]:
        """Return the tags of `names`, made where they are new.

        Raises:
            NotUnderstood: a name is no tag.
        """
        async with self._database.write() as connection:
            return await put_tags(connection, names)

    async def find(self, key: TagKey) -> Tag | None:
        """Return the tag that `key` is or stands for; None if nobody used it yet."""
        async with self._database.read() as connection:
            stands_for = await canonical_keys(connection, [key])
            return next(iter(await _in_order(connection, list(stands_for.values()))), None)

    async def numbered(self, number: int) -> Tag:
        """Return the tag of that number.

        Raises:
            NotFound: there is none.
        """
        async with self._database.read() as connection:
            row = (
                await connection.execute(select(*TAG_COLUMNS).where(tags.c.number == number))
            ).one_or_none()
        if row is None:
            raise NotFound("tag.gone")
        return tag_of(row)

    async def most_used(self, offset: int, limit: int) -> list[tuple[Tag, int]]:
        """Return tags with how many listed articles each has, most first; used ones only."""
        count: ColumnElement[int] = func.count(articles.c.id)
        query = (
            select(*TAG_COLUMNS, count)
            .join(article_tags, article_tags.c.tag_key == tags.c.key)
            .join(articles, articles.c.id == article_tags.c.article_id)
            .where(is_published)
            .group_by(*TAG_COLUMNS)
            .order_by(count.desc(), tags.c.number)
            .offset(offset)
            .limit(limit)
        )
        async with self._database.read() as connection:
            rows = await connection.execute(query)
            return [
                (Tag(key=TagKey(key), name=name, number=number), used)
                for key, name, number, used in rows
            ]

    async def spellings(self, limit: int) -> list[tuple[str, str]]:
        """Return keys of tags in use and of their aliases, each with the tag's name.

        The tags of private copies are not in use.

        At most `limit` tags: those that most chats follow, then those that were there first.
        """
        followers = func.count(subscriptions.c.chat_id)
        chosen = (
            select(tags.c.key, tags.c.name, tags.c.number, followers.label("followers"))
            .outerjoin(subscriptions, subscriptions.c.tag_key == tags.c.key)
            .where(_is_in_use)
            .group_by(tags.c.key, tags.c.name, tags.c.number)
            .order_by(followers.desc(), tags.c.number)
            .limit(limit)
            .subquery()
        )
        query = (
            select(chosen.c.key, chosen.c.name, tag_aliases.c.alias_key)
            .outerjoin(tag_aliases, tag_aliases.c.tag_key == chosen.c.key)
            .order_by(chosen.c.followers.desc(), chosen.c.number, tag_aliases.c.alias_key)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
        spelled = [(each, name) for key, name, alias in rows for each in (key, alias) if each]
        return list(dict.fromkeys(spelled))

    async def rename(self, key: TagKey, name: str) -> Tag:
        """Show the tag under another spelling.

        Raises:
            NotFound: nobody used it yet.
            NotUnderstood: the name is no tag.
        """
        tag_key(name)
        async with self._database.write() as connection:
            query = update(tags).where(tags.c.key == key).values(name=clean_name(name))
            row = (await connection.execute(query.returning(*TAG_COLUMNS))).one_or_none()
        if row is None:
            raise NotFound("tag.unknown", written=key)
        return tag_of(row)

    async def join(self, alias: str, name: str) -> Tag:
        """Make `alias` another name of the tag `name`; what had or followed `alias` moves over.

        Raises:
            NotUnderstood: one of the two is no tag.
        """
        async with self._database.write() as connection:
            (target,) = await put_tags(connection, [name])
            old = tag_key(alias)
            if old == target.key:
                return target
            await _move(connection, old, target.key)
            row = {"alias_key": old, "tag_key": target.key}
            query = upsert(tag_aliases).values(row)
            query = query.on_conflict_do_update(
                index_elements=["alias_key"], set_={"tag_key": target.key}
            )
            await connection.execute(query)
            return target


async def _move(connection: AsyncConnection, old: TagKey, new: TagKey) -> None:
    """Give the tag `new` all that `old` has, and drop `old`; twice equals once."""
    for table, owner in ((article_tags, "article_id"), (subscriptions, "chat_id")):
        owners = select(table.c[owner]).where(table.c.tag_key == new)
        mine = table.c.tag_key == old
        await connection.execute(delete(table).where(mine, table.c[owner].in_(owners)))
        await connection.execute(update(table).where(mine).values(tag_key=new))
    mine = tag_aliases.c.tag_key == old
    await connection.execute(update(tag_aliases).where(mine).values(tag_key=new))
    await connection.execute(delete(tags).where(tags.c.key == old))
