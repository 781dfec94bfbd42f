"""Tags and their aliases: find, list, create, rename and merge."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import (
    ColumnElement,
    Row,
    Subquery,
    case,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.errors import NotFound
from bot.domain.ids import TagKey
from bot.domain.tag import Tag, distinct, tag_key
from storage.engine.columns import upsert
from storage.engine.database import Database
from storage.engine.schema import (
    article_tags,
    articles,
    is_published,
    subscriptions,
    summaries,
    tag_aliases,
    tags,
)

TAG_COLUMNS = (tags.c.key, tags.c.name, tags.c.number)
_RECENT = 2_000  # the newest published articles, in which tags of a language are looked for
_CANDIDATES = 100  # the most used of these tags, whose followers are counted …
_FOLLOWERS_MAX = 1_000  # … up to this number

_has_published_article = exists().where(
    article_tags.c.tag_key == tags.c.key, articles.c.id == article_tags.c.article_id, is_published
)
_has_alias = exists().where(tag_aliases.c.tag_key == tags.c.key)
_has_follower = exists().where(subscriptions.c.tag_key == tags.c.key)
_is_in_use = or_(
    *(each.correlate(tags) for each in (_has_published_article, _has_alias, _has_follower))
)


def tag_of(row: Row[str, str, int]) -> Tag:
    """Return the tag in a row of `TAG_COLUMNS`."""
    key, name, number = row
    return Tag(key=TagKey(key), name=name, number=number)


async def canonical_keys(
    connection: AsyncConnection, keys: Sequence[TagKey]
) -> dict[TagKey, TagKey]:
    """Map each key to the key of its tag: an alias to its target, other keys to themselves."""
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
    """Return the tags with these names, in order and without duplicates; create missing tags.

    Args:
        connection: a transaction.
        names: names as users wrote them.
        is_private: whether the tags are for a private copy. Its spelling of a new tag stays only
            until the tag is used publicly.

    Raises:
        NotUnderstood: a name is not a valid tag.
    """
    by_key = {tag_key(name): name for name in distinct(names)}
    canonical = await canonical_keys(connection, list(by_key))
    rows = [{"key": key, "name": name} for key, name in by_key.items() if canonical[key] == key]
    if rows:
        await connection.execute(upsert(tags).on_conflict_do_nothing(), rows)
        if not is_private:
            await _update_spellings(connection, {TagKey(row["key"]): row["name"] for row in rows})
    keys = list(dict.fromkeys(canonical[key] for key in by_key))
    return await _in_order(connection, keys)


async def _update_spellings(connection: AsyncConnection, names: Mapping[TagKey, str]) -> None:
    """Set the names of tags that only private copies have used."""
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
    """Finds, lists, renames and merges tags."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, names: Sequence[str]) -> list[Tag]:
        """Return the tags with these names; create missing tags.

        Raises:
            NotUnderstood: a name is not a valid tag.
        """

        async def work(connection: AsyncConnection) -> list[Tag]:
            return await put_tags(connection, names)

        return await self._database.write(work)

    async def find(self, key: TagKey) -> Tag | None:
        """Return the tag with this key or alias; None if there is none."""
        async with self._database.read() as connection:
            canonical = await canonical_keys(connection, [key])
            return next(iter(await _in_order(connection, list(canonical.values()))), None)

    async def by_number(self, number: int) -> Tag:
        """Return the tag with this number.

        Raises:
            NotFound: no such tag exists.
        """
        async with self._database.read() as connection:
            row = (
                await connection.execute(select(*TAG_COLUMNS).where(tags.c.number == number))
            ).one_or_none()
        if row is None:
            raise NotFound("tag.gone")
        return tag_of(row)

    async def most_used(
        self,
        offset: int,
        limit: int,
        *,
        languages: Sequence[str] = (),
        containing: TagKey | None = None,
    ) -> list[tuple[Tag, int]]:
        """Return tags with their number of published articles, most used first.

        Args:
            offset: the number of tags to leave out.
            limit: maximum number of tags.
            languages: tags of recent articles in these languages come first, in this order.
            containing: only tags whose key, or the key of an alias, contains this.
        """
        count: ColumnElement[int] = func.count(articles.c.id)
        ranks = [
            (tags.c.key.in_(select(_used_recently([language]).c.tag_key)), rank)
            for rank, language in enumerate(languages)
        ]
        order = [case(*ranks, else_=len(ranks))] if ranks else []
        query = (
            select(*TAG_COLUMNS, count)
            .join(article_tags, article_tags.c.tag_key == tags.c.key)
            .join(articles, articles.c.id == article_tags.c.article_id)
            .where(is_published)
            .group_by(*TAG_COLUMNS)
            .order_by(*order, count.desc(), tags.c.number)
            .offset(offset)
            .limit(limit)
        )
        if containing is not None:
            query = query.where(_key_contains(containing))
        async with self._database.read() as connection:
            rows = await connection.execute(query)
            return [
                (Tag(key=TagKey(key), name=name, number=number), used)
                for key, name, number, used in rows
            ]

    async def count_used(self, containing: TagKey | None = None) -> int:
        """Return the number of tags that `most_used` would return without a limit."""
        query = (
            select(func.count(func.distinct(tags.c.key)))
            .join(article_tags, article_tags.c.tag_key == tags.c.key)
            .join(articles, articles.c.id == article_tags.c.article_id)
            .where(is_published)
        )
        if containing is not None:
            query = query.where(_key_contains(containing))
        async with self._database.read() as connection:
            return (await connection.execute(query)).scalar_one()

    async def most_followed(self, languages: Collection[str], limit: int) -> list[Tag]:
        """Return tags of recent articles in these languages: most followed, then most used.

        No languages mean all of them. The cost does not grow with the articles or followers.
        """
        used = _used_recently(languages, _CANDIDATES)
        some = select(literal(1)).where(subscriptions.c.tag_key == tags.c.key)
        some = some.limit(_FOLLOWERS_MAX).correlate(tags)
        followers = select(func.count()).select_from(some.subquery()).scalar_subquery()
        query = (
            select(*TAG_COLUMNS)
            .join(used, used.c.tag_key == tags.c.key)
            .order_by(followers.desc(), used.c.count.desc(), tags.c.number)
            .limit(limit)
        )
        async with self._database.read() as connection:
            return [tag_of(row) for row in await connection.execute(query)]

    async def spellings(self, limit: int) -> list[tuple[str, str]]:
        """Return pairs of key and tag name for the tags in use and for their aliases.

        Tags that only private copies have are left out. If there are more than `limit` tags, those
        with the most followers are returned, then the oldest.
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

    async def merge(self, alias: str, name: str) -> Tag:
        """Make `alias` an alias of the tag `name`; move its articles and subscriptions there.

        Raises:
            NotUnderstood: one of the names is not a valid tag.
        """

        async def work(connection: AsyncConnection) -> Tag:
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

        return await self._database.write(work)


def _used_recently(languages: Collection[str], limit: int | None = None) -> Subquery:
    """Return the tags of recent published articles in these languages, most used first.

    No languages mean all of them.
    """
    recent = select(articles.c.id).where(is_published).order_by(articles.c.id.desc())
    window = recent.limit(_RECENT).subquery()
    count = func.count().label("count")
    query = (
        select(article_tags.c.tag_key, count)
        .join(window, window.c.id == article_tags.c.article_id)
        .group_by(article_tags.c.tag_key)
        .order_by(count.desc(), article_tags.c.tag_key)
    )
    if languages:
        query = query.join(summaries, summaries.c.article_id == window.c.id)
        query = query.where(summaries.c.language.in_(languages))
    return query.limit(limit).subquery()


def _key_contains(part: TagKey) -> ColumnElement[bool]:
    has_alias = exists().where(
        tag_aliases.c.tag_key == tags.c.key, tag_aliases.c.alias_key.contains(part, autoescape=True)
    )
    return tags.c.key.contains(part, autoescape=True) | has_alias


async def _move(connection: AsyncConnection, old: TagKey, new: TagKey) -> None:
    """Move articles, subscriptions and aliases from the tag `old` to `new`, and delete `old`."""
    for table, owner in ((article_tags, "article_id"), (subscriptions, "chat_id")):
        owners = select(table.c[owner]).where(table.c.tag_key == new)
        has_old = table.c.tag_key == old
        await connection.execute(delete(table).where(has_old, table.c[owner].in_(owners)))
        await connection.execute(update(table).where(has_old).values(tag_key=new))
    of_old = tag_aliases.c.tag_key == old
    await connection.execute(update(tag_aliases).where(of_old).values(tag_key=new))
    await connection.execute(delete(tags).where(tags.c.key == old))
