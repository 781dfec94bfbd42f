"""Reading lists: the newest, the best, what matches, what is saved, which tags there are."""

from datetime import timedelta

from bot.actions.services import Services
from bot.domain.article import Headline
from bot.domain.errors import NotUnderstood
from bot.domain.ids import TagKey, UserId
from bot.domain.tag import Tag

PAGE = 8  # articles of a list
TAGS_PAGE = 24  # tags of a list
PERIODS = {
    "day": timedelta(days=1),
    "week": timedelta(days=7),
    "month": timedelta(days=30),
    "all": None,
}
WORDS_MAX = 200  # characters of a search

Listed = tuple[list[Headline], int]  # what stands on the page, and how many there are in all


async def latest(services: Services, tag_key: TagKey | None, page: int) -> Listed:
    """Return a page of the newest articles, of a tag where one is given."""
    return await services.store.article_lists.newest(tag_key, page * PAGE, PAGE)


async def top(services: Services, period: str, page: int) -> Listed:
    """Return a page of the best articles of a period, one of `PERIODS`.

    Raises:
        NotUnderstood: there is no such period.
    """
    if period not in PERIODS:
        raise NotUnderstood("top.period")
    length = PERIODS[period]
    since = None if length is None else services.clock() - length
    return await services.store.article_lists.best(since, page * PAGE, PAGE)


async def search(services: Services, words: str, page: int) -> Listed:
    """Return a page of the articles that hold all of `words`, best first.

    Raises:
        NotUnderstood: there are no words.
    """
    if not words.strip():
        raise NotUnderstood("search.what")
    return await services.store.search.find(words[:WORDS_MAX], services.clock(), page * PAGE, PAGE)


async def saved(services: Services, user_id: UserId, page: int) -> Listed:
    """Return a page of what a reader saved, last saved first."""
    return await services.store.article_lists.saved(user_id, page * PAGE, PAGE)


async def tags(services: Services, page: int) -> list[tuple[Tag, int]]:
    """Return a page of the tags with how many articles each has, most first; one more if any."""
    return await services.store.tags.most_used(page * TAGS_PAGE, TAGS_PAGE + 1)
