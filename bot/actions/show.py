"""Showing an article."""

from dataclasses import dataclass

from bot.actions.desk import Desk
from bot.domain.article import Headline
from bot.domain.errors import NotFound, NotUnderstood
from bot.domain.ids import ArticleId, ChatId, TagKey, UserId
from bot.domain.story import Story
from bot.domain.tag import tag_key
from bot.presentation.buttons import NUMBER_MAX


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who wants to see an article, and where it would be seen."""

    user_id: UserId
    chat_id: ChatId


async def story(desk: Desk, article_id: ArticleId, viewer: Viewer) -> Story:
    """Return an article with its summary.

    Raises:
        NotFound: it is gone, never was, or is unlisted and others handed it in elsewhere.
    """
    if not 0 < article_id <= NUMBER_MAX:
        raise NotFound("article.gone")
    found = await desk.store.articles.story(article_id)
    if found.article.is_listed or viewer.user_id in desk.editors:
        return found
    if not await desk.store.submissions.has(article_id, viewer.user_id, viewer.chat_id):
        raise NotFound("article.gone")
    return found


async def offered(desk: Desk, viewer: Viewer, words: str, offset: int, limit: int) -> list[Story]:
    """Return what an inline query offers: the newest, a tag's, an article's, or what matches.

    Args:
        desk: what actions work with.
        viewer: who asks.
        words: nothing, `#tag`, `a_<number>` (that article alone), or words to search.
        offset: how many results were offered before.
        limit: how many to return at most.
    """
    words = words.strip()
    asked = _number_in(words)
    if asked is not None:
        numbers = [] if offset else [asked]
    else:
        numbers = [headline.id for headline in await _matching(desk, words, offset, limit)]
    return [found for number in numbers if (found := await _found(desk, number, viewer))]


def _number_in(words: str) -> ArticleId | None:
    digits = words.removeprefix("a_")
    is_number = words.startswith("a_") and digits.isascii() and digits.isdigit()
    return ArticleId(int(digits)) if is_number and len(digits) < 19 else None


async def _matching(desk: Desk, words: str, offset: int, limit: int) -> list[Headline]:
    if words.startswith("#"):
        try:
            tag = await desk.store.tags.find(tag_key(words))
        except NotUnderstood:
            tag = None  # still being typed
        key = tag.key if tag else TagKey("")
        return (await desk.store.headlines.newest(key, offset, limit))[0]
    if words:
        return (await desk.store.search.find(words, desk.clock(), offset, limit))[0]
    return (await desk.store.headlines.newest(None, offset, limit))[0]


async def _found(desk: Desk, article_id: ArticleId, viewer: Viewer) -> Story | None:
    try:
        return await story(desk, article_id, viewer)
    except NotFound:
        return None
