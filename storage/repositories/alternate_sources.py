"""Alternate sources of an article: copies at other addresses, and articles of the same story."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.article import AlternateSource
from bot.domain.ids import ArticleId
from storage.engine.schema import article_addresses, articles, is_published

_SOURCES_MAX = 5  # a card has no room for more


async def alternate_sources_of(
    connection: AsyncConnection, article_id: ArticleId, story_id: int | None, source: str | None
) -> tuple[AlternateSource, ...]:
    """Return up to `_SOURCES_MAX` other sources of an article: copies first, oldest first."""
    copies = select(article_addresses.c.source, article_addresses.c.url).where(
        article_addresses.c.article_id == article_id, article_addresses.c.source.is_not(None)
    )
    first = story_id or article_id
    is_same_story = (articles.c.story_id == first) | (articles.c.id == first)
    same_story = (
        select(articles.c.source, articles.c.url)
        .where(is_same_story, articles.c.id != article_id, is_published)
        .order_by(articles.c.id)
    )
    found: dict[str, AlternateSource] = {}
    for query in (copies, same_story):
        for name, url in await connection.execute(query.limit(_SOURCES_MAX * 4)):
            if name and url and name != source:
                found.setdefault(name, AlternateSource(source=name, url=url))
    return tuple(found.values())[:_SOURCES_MAX]
