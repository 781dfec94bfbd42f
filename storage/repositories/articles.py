"""Articles: store without duplicates, read, edit, tag and delete."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.article import AlternateSource, Article, ArticleKeys, Draft, new_share_key
from bot.domain.errors import NotFound
from bot.domain.ids import ArticleId, FeedId, UserId
from bot.domain.rating import Tally
from bot.domain.summarized_article import SummarizedArticle
from bot.domain.tag import Tag
from storage.engine.batching import BatchLoader
from storage.engine.columns import upsert
from storage.engine.database import Database
from storage.engine.schema import (
    PUBLISHED,
    article_addresses,
    article_tags,
    articles,
    feed_items,
    is_published,
    tags,
)
from storage.repositories.alternate_sources import alternate_sources_of
from storage.repositories.removal import remove_articles
from storage.repositories.search import index_article, remove_from_index, texts_to_index
from storage.repositories.summaries import summary_of
from storage.repositories.tags import TAG_COLUMNS, put_tags, tag_of

LATE_IDS = 200  # ids that PostgreSQL may have given to transactions that still run


async def put_article(
    connection: AsyncConnection,
    draft: Draft,
    keys: ArticleKeys,
    *,
    now: datetime,
    owner: UserId | None = None,
    is_push_suppressed: bool = False,
) -> tuple[ArticleId, bool]:
    """Store an article once; return its id and whether it is new.

    A stored article with the same address or content does not change, but publishing adds the
    draft's tags to it. Publishing never publishes a user's private copy: it stores the new draft
    as another article, so others never see a text that a stranger submitted.

    Args:
        connection: a transaction.
        draft: the article to store.
        keys: keys that identify an already stored copy.
        now: aware.
        owner: owner of the private copy; None to publish the article.
        is_push_suppressed: whether a published article is never pushed.
    """
    found = await find_article(connection, keys, owner)
    if found is not None:
        if owner is None:
            await add_tags(connection, found, draft.tags)
        return found, False
    row = article_row(draft, keys, owner=owner, now=now)
    row["is_push_suppressed"] = is_push_suppressed
    inserted = await connection.execute(upsert(articles).values(row).returning(articles.c.id))
    number = ArticleId(inserted.scalar_one())
    await _add_tags(connection, number, draft.tags)
    if owner is None:
        await index_article(connection, number, draft.title, texts_to_index(draft, draft.tags))
    return number, True


async def find_article(
    connection: AsyncConnection, keys: ArticleKeys, owner: UserId | None = None
) -> ArticleId | None:
    """Return the stored article with the same address or content; None if there is none.

    A published article is preferred to a private copy of `owner`. Private copies of others do not
    count.
    """
    known = articles.c.content_key == keys.content
    if keys.dedupe_key is not None:
        known |= _has_address(keys.dedupe_key)
    visible = is_published if owner is None else articles.c.owner_id.in_((PUBLISHED, owner))
    order = is_published.desc(), articles.c.id
    query = select(articles.c.id).where(known, visible).order_by(*order).limit(1)
    number = (await connection.execute(query)).scalar_one_or_none()
    return None if number is None else ArticleId(number)


def _has_address(dedupe_key: str) -> ColumnElement[bool]:
    others = select(article_addresses.c.article_id)
    others = others.where(article_addresses.c.dedupe_key == dedupe_key)
    return (articles.c.dedupe_key == dedupe_key) | articles.c.id.in_(others)


async def add_tags(
    connection: AsyncConnection, article_id: ArticleId, names: Sequence[str]
) -> bool:
    """Append tags to a stored article and reindex it; return whether any tag was new."""
    is_changed = await _add_tags(connection, article_id, names)
    if is_changed:
        await reindex_article(connection, article_id)
    return is_changed


def article_row(
    draft: Draft, keys: ArticleKeys, *, owner: UserId | None = None, now: datetime
) -> dict[str, object]:
    """Return the row to insert for a new article."""
    rating = draft.imported_rating
    votes, hundredths = (rating.votes, rating.hundredths) if rating else (0, 0)
    return {
        "state": "stored",
        "title": draft.title,
        "body": draft.body,
        "url": draft.canonical_url or draft.url,
        "dedupe_key": keys.dedupe_key,
        "content_key": keys.content,
        "source": draft.source,
        "section": draft.section,
        "image_url": draft.image_url,
        "published_at": draft.published_at,
        "stored_at": now,
        "owner_id": PUBLISHED if owner is None else owner,
        "share_key": "" if owner is None else new_share_key(),
        "imported_votes": votes,
        "imported_hundredths": hundredths,
        "votes": votes,
        "hundredths": hundredths,
    }


async def _add_tags(
    connection: AsyncConnection, article_id: ArticleId, names: Sequence[str]
) -> bool:
    """Append tags without reindexing; return whether any tag was new."""
    if not names:
        return False
    last = select(func.coalesce(func.max(article_tags.c.position), -1))
    query = last.where(article_tags.c.article_id == article_id)
    start = (await connection.execute(query)).scalar_one() + 1
    owner = select(articles.c.owner_id).where(articles.c.id == article_id)
    is_private = (await connection.execute(owner)).scalar_one() != PUBLISHED
    found = await put_tags(connection, names, is_private=is_private)
    rows = [
        {"article_id": article_id, "tag_key": tag.key, "position": start + index}
        for index, tag in enumerate(found)
    ]
    added = upsert(article_tags).values(rows).on_conflict_do_nothing()
    return (await connection.execute(added)).rowcount > 0


async def tags_of(connection: AsyncConnection, article_id: ArticleId) -> tuple[Tag, ...]:
    """Return the tags of an article in their order."""
    query = (
        select(*TAG_COLUMNS)
        .join(article_tags, article_tags.c.tag_key == tags.c.key)
        .where(article_tags.c.article_id == article_id)
        .order_by(article_tags.c.position)
    )
    return tuple([tag_of(row) for row in await connection.execute(query)])


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedText:
    """Text of a published article, to compare with new articles."""

    id: ArticleId
    stored_at: datetime
    title: str
    body: str
    feed_id: FeedId | None  # the first feed with this article; None: a user submitted it


class Articles:
    """Stores, reads, edits and deletes articles."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._summarized = BatchLoader(self._all_summarized)

    async def put(
        self,
        draft: Draft,
        keys: ArticleKeys,
        *,
        now: datetime,
        owner: UserId | None = None,
        is_push_suppressed: bool = False,
    ) -> tuple[ArticleId, bool]:
        """Store an article once; return its id and whether it is new. See `put_article`."""

        async def work(connection: AsyncConnection) -> tuple[ArticleId, bool]:
            return await put_article(
                connection, draft, keys, now=now, owner=owner, is_push_suppressed=is_push_suppressed
            )

        return await self._database.write(work)

    async def is_known(self, dedupe_key: str) -> bool:
        """Return whether a published article has this address."""
        query = select(articles.c.id).where(_has_address(dedupe_key), is_published)
        async with self._database.read() as connection:
            return (await connection.execute(query)).first() is not None

    async def find_summarized(self, dedupe_key: str, owner: UserId) -> ArticleId | None:
        """Return the summarized article with this address that a user may see, published first.

        None: there is none, or it has no summary yet.
        """
        visible = articles.c.owner_id.in_((PUBLISHED, owner)) & (articles.c.state != "stored")
        query = select(articles.c.id).where(_has_address(dedupe_key), visible)
        query = query.order_by(is_published.desc(), articles.c.id).limit(1)
        async with self._database.read() as connection:
            number = (await connection.execute(query)).scalar_one_or_none()
        return None if number is None else ArticleId(number)

    async def listed_since(self, since: datetime, after: ArticleId, limit: int) -> list[ListedText]:
        """Return published articles stored since a time with an id above `after`, by id."""
        feed = select(func.min(feed_items.c.feed_id)).where(
            feed_items.c.article_id == articles.c.id
        )
        columns = (
            *(articles.c.id, articles.c.stored_at, articles.c.title, articles.c.body),
            feed.scalar_subquery().label("feed_id"),
        )
        recent = is_published & (articles.c.stored_at >= since) & (articles.c.id > after)
        query = select(*columns).where(recent).order_by(articles.c.id).limit(limit)
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
        return [ListedText(**row._mapping) for row in rows]

    async def late_ids(self, since: datetime, until: ArticleId) -> set[ArticleId]:
        """Return the published articles among the last `LATE_IDS` ids up to `until`.

        On PostgreSQL, an article may be committed after one with a higher id. SQLite commits
        articles in the order of their ids, so there is nothing to look for.
        """
        if self._database.is_sqlite:
            return set()
        query = select(articles.c.id).where(
            is_published,
            articles.c.stored_at >= since,
            articles.c.id > until - LATE_IDS,
            articles.c.id <= until,
        )
        async with self._database.read() as connection:
            return {ArticleId(number) for number in (await connection.execute(query)).scalars()}

    async def get(self, article_id: ArticleId) -> Article:
        """Return an article.

        Raises:
            NotFound: no such article exists.
        """
        async with self._database.read() as connection:
            return await _get(connection, article_id)

    async def summarized(self, article_id: ArticleId) -> SummarizedArticle:
        """Return an article with its summary; concurrent calls share one read.

        Raises:
            NotFound: no such article exists.
        """
        return await self._summarized(article_id)

    async def _all_summarized(
        self, article_ids: Sequence[ArticleId]
    ) -> list[SummarizedArticle | Exception]:
        found: dict[ArticleId, SummarizedArticle | Exception] = {}
        async with self._database.read() as connection:
            for article_id in dict.fromkeys(article_ids):
                try:
                    article = await _get(connection, article_id)
                except NotFound as error:
                    found[article_id] = error
                else:
                    summary = await summary_of(connection, article_id)
                    found[article_id] = SummarizedArticle(article=article, summary=summary)
        return [found[article_id] for article_id in article_ids]

    async def edit(self, article_id: ArticleId, *, title: str | None, section: str | None) -> None:
        """Change the title, the section or both; None leaves a value unchanged.

        Raises:
            NotFound: the article is gone.
        """
        values = {"title": title, "section": section}
        changed = {name: value for name, value in values.items() if value is not None}

        async def work(connection: AsyncConnection) -> None:
            query = update(articles).where(articles.c.id == article_id).values(**changed)
            if changed:
                await connection.execute(query)
            await reindex_article(connection, article_id)

        await self._database.write(work)

    async def add_tags(self, article_id: ArticleId, names: Sequence[str]) -> None:
        """Append tags to an article.

        Raises:
            NotFound: the article is gone.
        """

        async def work(connection: AsyncConnection) -> None:
            await _get(connection, article_id)
            await add_tags(connection, article_id, names)

        await self._database.write(work)

    async def retag(self, article_id: ArticleId, names: Sequence[str]) -> None:
        """Replace the tags of an article.

        Raises:
            NotFound: the article is gone.
            NotUnderstood: a name is not a valid tag; nothing changes.
        """

        async def work(connection: AsyncConnection) -> None:
            await _get(connection, article_id)
            of_article = article_tags.c.article_id == article_id
            await connection.execute(delete(article_tags).where(of_article))
            await _add_tags(connection, article_id, names)
            await reindex_article(connection, article_id)

        await self._database.write(work)

    async def highest_number(self) -> int:
        """Return the highest number that an article ever had, also a deleted one; 0: none had."""
        async with self._database.read() as connection:
            return await self._database.highest_id(connection, articles)

    async def delete(self, article_id: ArticleId) -> None:
        """Delete an article and everything that refers to it, see `remove_articles`.

        Raises:
            NotFound: the article is gone.
        """

        async def work(connection: AsyncConnection) -> None:
            if not await remove_articles(connection, [article_id]):
                raise NotFound("article.gone")

        await self._database.write(work)


async def _get(connection: AsyncConnection, article_id: ArticleId) -> Article:
    query = select(articles).where(articles.c.id == article_id)
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise NotFound("article.gone")
    alternate_sources = await alternate_sources_of(connection, article_id, row.story_id, row.source)
    return _article(row, await tags_of(connection, article_id), alternate_sources)


async def reindex_article(connection: AsyncConnection, article_id: ArticleId) -> None:
    """Update the search index of an article.

    Private copies stay out of the index, because deleting from it does not erase words at once.

    Raises:
        NotFound: the article is gone.
    """
    article = await _get(connection, article_id)
    names = [tag.name for tag in article.tags]
    texts = (article.body, article.section or "", article.source or "", *names)
    await remove_from_index(connection, [article_id])
    if article.is_listed:
        await index_article(connection, article_id, article.title, texts)


def _article(
    row: Row[*tuple[Any, ...]],
    tags: tuple[Tag, ...],
    alternate_sources: tuple[AlternateSource, ...],
) -> Article:
    return Article(
        id=ArticleId(row.id),
        title=row.title,
        body=row.body,
        stored_at=row.stored_at,
        tally=Tally(votes=row.votes, hundredths=row.hundredths),
        tags=tags,
        owner_id=None if row.owner_id == PUBLISHED else UserId(row.owner_id),
        share_key=row.share_key,
        url=row.url,
        source=row.source,
        section=row.section,
        image_url=row.image_url,
        language=row.language,
        published_at=row.published_at,
        alternate_sources=alternate_sources,
    )
