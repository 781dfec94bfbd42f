"""Publishes articles for all readers, and reads the published articles."""

from collections.abc import AsyncIterator

from bot.actions.services import Services
from bot.domain.article import Article, ArticleKeys, Draft
from bot.domain.ids import ArticleId

_PAGE_SIZE = 200  # articles per query


async def publish_article(
    services: Services, draft: Draft, keys: ArticleKeys, *, is_push_suppressed: bool = False
) -> tuple[ArticleId, bool]:
    """Publish an article once; return its id, and whether it is new.

    Args:
        services: the services of all actions.
        draft: the article.
        keys: keys that identify an already stored copy.
        is_push_suppressed: whether the article is never pushed.
    """
    return await services.articles.put(
        draft, keys, is_push_suppressed=is_push_suppressed, now=services.clock()
    )


async def published_articles(services: Services) -> AsyncIterator[Article]:
    """Yield all published articles, oldest first."""
    article_ids: list[ArticleId] = []
    while page := (await services.article_lists.newest(None, len(article_ids), _PAGE_SIZE))[0]:
        article_ids += [headline.id for headline in page]
    for article_id in reversed(article_ids):
        yield await services.articles.get(article_id)
