"""Article lists: latest, top, search results, saved articles, and the list of tags."""

from datetime import timedelta

from bot.actions.services import Services
from bot.domain.article import Headline
from bot.domain.errors import NotUnderstood
from bot.domain.ids import TagKey, UserId
from bot.domain.pages import last_page
from bot.domain.reading_languages import reading_languages
from bot.domain.tag import Tag, tag_key

PAGE = 8  # articles per page
TAGS_PAGE = 16  # tags per page
SUGGESTED_TAGS = 8  # tags under the greeting
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


async def tags(
    services: Services, page: int, language: str, words: str = ""
) -> list[tuple[Tag, int]]:
    """Return a page of tags and their article counts: those of the language first, most used first.

    One extra tag at the end shows that there is a next page.

    Args:
        services: the services of all actions.
        page: 0 is the first.
        language: of the reader, one of `LANGUAGES`.
        words: a part of the name; empty for all tags.

    Raises:
        NotUnderstood: `words` cannot be a part of a tag.
    """
    return await services.tags.most_used(
        page * TAGS_PAGE,
        TAGS_PAGE + 1,
        languages=reading_languages(language),
        containing=tag_key(words) if words else None,
    )


async def last_tags_page(services: Services, words: str = "") -> int:
    """Return the number of the last page of `tags`; 0 is the first.

    Raises:
        NotUnderstood: `words` cannot be a part of a tag.
    """
    count = await services.tags.count_used(tag_key(words) if words else None)
    return last_page(count, TAGS_PAGE)


async def suggested_tags(services: Services, language: str) -> list[Tag]:
    """Return the most followed tags of recent articles in a language, else in all languages.

    Tags of articles in the reader's own script come first.
    """
    found: list[Tag] = []
    for each in reading_languages(language):
        tags = await services.tags.most_followed([each], SUGGESTED_TAGS)
        found += [tag for tag in tags if tag not in found]
    found = found or await services.tags.most_followed((), SUGGESTED_TAGS)
    return found[:SUGGESTED_TAGS]
