"""Article lists: latest, top, search results, saved articles, and the list of tags."""

from datetime import timedelta

from bot.actions.services import Services
from bot.domain.article import Headline
from bot.domain.errors import NotUnderstood
from bot.domain.ids import TagKey, UserId
from bot.domain.tag import Tag

PAGE = 8  # articles per page
TAGS_PAGE = 24  # tags per page
PERIODS = {
    "day": timedelta(days=1),
    "week": timedelta(days=7),
    "month": timedelta(days=30),
    "all": None,
}
WORDS_MAX = 200  # characters of a search query

ArticlePage = tuple[list[Headline], int]  # the articles of the page, and the total number


async def latest(
    services: Services, tag_key: TagKey | None, page: int, size: int = PAGE
) -> ArticlePage:
    """Return a page of the newest articles, with the tag if one is given."""
    return await services.article_lists.newest(tag_key, page * size, size)


async def top(services: Services, period: str, page: int) -> ArticlePage:
    """Return a page of the best-rated articles of a period; unrated ones are left out.

    Raises:
        NotUnderstood: `period` is not in `PERIODS`.
    """
    if period not in PERIODS:
        raise NotUnderstood("top.period")
    duration = PERIODS[period]
    since = None if duration is None else services.clock() - duration
    return await services.article_lists.best(since, page * PAGE, PAGE)


async def search(services: Services, query: str, page: int, size: int = PAGE) -> ArticlePage:
    """Return a page of the articles that contain all words of `query`, best match first.

    Raises:
        NotUnderstood: the query is empty.
    """
    if not query.strip():
        raise NotUnderstood("search.what")
    return await services.search.find(query, services.clock(), page * size, size)


async def saved(services: Services, user_id: UserId, page: int) -> ArticlePage:
    """Return a page of the saved articles of a person, last saved first."""
    return await services.article_lists.saved(user_id, page * PAGE, PAGE)


async def tags(services: Services, page: int) -> list[tuple[Tag, int]]:
    """Return a page of tags and their article counts, most used first.

    One extra tag at the end shows that there is a next page.
    """
    return await services.tags.most_used(page * TAGS_PAGE, TAGS_PAGE + 1)
