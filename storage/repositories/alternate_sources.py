"""Where else a story stands: copies of an article, and other articles that tell the same."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.article import Mention
from bot.domain.ids import ArticleId
from storage.engine.schema import article_addresses, articles, is_published

MENTIONS_MAX = 5  # that a card has room for


async def mentions_of(
    connection: AsyncConnection, article_id: ArticleId, story_id: int | None, source: str | None
) -> tuple[Mention, ...]:
    """Return the other sources of an article's story, each once, the first ones first."""
    copies = select(article_addresses.c.source, article_addresses.c.url).where(
        article_addresses.c.article_id == article_id, article_addresses.c.source.is_not(None)
    )
    first = story_id or article_id
    same = (articles.c.story_id == first) | (articles.c.id == first)
    tellings = (
        select(articles.c.source, articles.c.url)
        .where(same, articles.c.id != article_id, is_published)
        .order_by(articles.c.id)
    )
    found: dict[str, Mention] = {}
    for query in (copies, tellings):
        for name, url in await connection.execute(query.limit(MENTIONS_MAX * 4)):
            if name and url and name != source:
                found.setdefault(name, Mention(source=name, url=url))
    return tuple(found.values())[:MENTIONS_MAX]
