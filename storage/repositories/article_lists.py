"""Paged lists of articles: newest, best rated, by tag, and saved by a reader."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, select

from bot.domain.article import Headline
from bot.domain.ids import ArticleId, TagKey, UserId
from bot.domain.rating import PRIOR_STARS, PRIOR_VOTES, Tally
from storage.engine.database import Database
from storage.engine.schema import article_tags, articles, bookmarks, is_published

HEADLINE_COLUMNS = (
    articles.c.id,
    articles.c.title,
    articles.c.source,
    articles.c.published_at,
    articles.c.stored_at,
    articles.c.votes,
    articles.c.hundredths,
)
Page = tuple[list[Headline], int]  # the headlines of one page, and the total number


def headline_of(row: Row[*tuple[Any, ...]]) -> Headline:
    """Return the headline in a row whose first columns are `HEADLINE_COLUMNS`."""
    number, title, source, published_at, stored_at, votes, hundredths = row[:7]
    return Headline(
        id=ArticleId(number),
        title=title,
        source=source,
        date=published_at or stored_at,
        tally=Tally(votes=votes, hundredths=hundredths),
    )


class ArticleLists:
    """Returns pages of article headlines."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def newest(self, tag_key: TagKey | None, offset: int, limit: int) -> Page:
        """Return published articles, newest first; None as the tag means all tags."""
        query = select(*HEADLINE_COLUMNS).where(is_published)
        if tag_key is not None:
            query = query.join(article_tags).where(article_tags.c.tag_key == tag_key)
        return await self._page(query.order_by(articles.c.id.desc()), offset, limit)

    async def newest_with_tag(self, tag_key: TagKey) -> ArticleId | None:
        """Return the newest published article with a tag that is summarized; None: there is none.

        The index of the tag gives it without counting the others.
        """
        query = (
            select(article_tags.c.article_id)
            .join(articles, articles.c.id == article_tags.c.article_id)
            .where(article_tags.c.tag_key == tag_key, is_published, articles.c.state != "stored")
            .order_by(article_tags.c.article_id.desc())
            .limit(1)
        )
        async with self._database.read() as connection:
            number = (await connection.execute(query)).scalar_one_or_none()
        return None if number is None else ArticleId(number)

    async def best(self, since: datetime | None, offset: int, limit: int) -> Page:
        """Return rated articles stored since a time (None: all), by Bayesian mean rating."""
        prior = 100 * PRIOR_STARS * PRIOR_VOTES
        mean = (prior + articles.c.hundredths) * 1.0 / (PRIOR_VOTES + articles.c.votes)
        query = select(*HEADLINE_COLUMNS).where(is_published, articles.c.votes > 0)
        if since is not None:
            query = query.where(articles.c.stored_at >= since)
        return await self._page(query.order_by(mean.desc(), articles.c.id.desc()), offset, limit)

    async def saved(self, user_id: UserId, offset: int, limit: int) -> Page:
        """Return the articles that a reader saved, last saved first."""
        query = (
            select(*HEADLINE_COLUMNS)
            .join(bookmarks)
            .where(bookmarks.c.user_id == user_id)
            .order_by(bookmarks.c.saved_at.desc(), articles.c.id.desc())
        )
        return await self._page(query, offset, limit)

    async def _page(self, query: Select[*tuple[Any, ...]], offset: int, limit: int) -> Page:
        count = select(func.count()).select_from(query.order_by(None).subquery())
        async with self._database.read() as connection:
            total = (await connection.execute(count)).scalar_one()
            rows = await connection.execute(query.offset(offset).limit(limit))
            return [headline_of(row) for row in rows], total
