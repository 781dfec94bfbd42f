"""Showing an article."""

from dataclasses import dataclass, replace

from bot.actions.services import Services
from bot.domain.article import Article, Headline
from bot.domain.errors import NotFound, NotUnderstood
from bot.domain.ids import ArticleId, ChatId, TagKey, UserId
from bot.domain.summarized_article import SummarizedArticle
from bot.domain.tag import tag_key
from bot.presentation.buttons import ROW_ID_MAX
from bot.presentation.links import parse_article_payload


@dataclass(frozen=True, slots=True)
class Viewer:
    """The person who wants to see an article, the chat, and what shows that they may."""

    user_id: UserId
    chat_id: ChatId
    key: str = ""  # of a private copy, see `Article.share_key`
    has_card: bool = False  # whether its card stands before them


async def story(services: Services, article_id: ArticleId, viewer: Viewer) -> SummarizedArticle:
    """Return an article with its summary.

    Raises:
        NotFound: it is gone, never was, or the viewer may not see it.
    """
    if not 0 < article_id <= ROW_ID_MAX:
        raise NotFound("article.gone")
    found = await services.store.articles.summarized(article_id)
    if not await _may_see(services, found.article, viewer):
        raise NotFound("article.gone")
    return found


async def require_access(services: Services, article_id: ArticleId, viewer: Viewer) -> None:
    """Require read access to an article; nothing is read where its card stands there.

    Raises:
        NotFound: it is gone, never was, or the viewer may not see it.
    """
    if not viewer.has_card:
        await story(services, article_id, viewer)


async def _may_see(services: Services, article: Article, viewer: Viewer) -> bool:
    """Whether an article is published, or the viewer was shown it, saved it, or handed it in.

    What anybody handed in in a chat is for all of that chat. Editors read no more than others.
    """
    if article.is_listed or viewer.has_card or viewer.user_id == article.owner_id:
        return True
    if viewer.key and viewer.key == article.share_key:
        return True
    if await services.store.submissions.is_submitted(article.id, viewer.user_id, viewer.chat_id):
        return True
    return await services.store.bookmarks.has(viewer.user_id, article.id)


async def inline_results(
    services: Services, viewer: Viewer, words: str, offset: int, limit: int
) -> list[SummarizedArticle]:
    """Return what an inline query offers: the newest, a tag's, an article's, or what matches.

    Args:
        desk: what actions work with.
        viewer: who asks.
        words: nothing, `#tag`, what a Share button carries (its article alone), or words to search.
        offset: how many results were offered before.
        limit: how many to return at most.
    """
    words = words.strip()
    asked = parse_article_payload(words)
    if asked is not None:
        article_id, key = asked
        viewer = replace(viewer, key=key)
        numbers = [] if offset else [article_id]
    else:
        numbers = [headline.id for headline in await _matching(services, words, offset, limit)]
    return [found for number in numbers if (found := await _found(services, number, viewer))]


async def _matching(services: Services, words: str, offset: int, limit: int) -> list[Headline]:
    if words.startswith("#"):
        try:
            tag = await services.store.tags.find(tag_key(words))
        except NotUnderstood:
            tag = None  # still being typed
        key = tag.key if tag else TagKey("")
        return (await services.store.article_lists.newest(key, offset, limit))[0]
    if words:
        return (await services.store.search.find(words, services.clock(), offset, limit))[0]
    return (await services.store.article_lists.newest(None, offset, limit))[0]


async def _found(
    services: Services, article_id: ArticleId, viewer: Viewer
) -> SummarizedArticle | None:
    try:
        return await story(services, article_id, viewer)
    except NotFound:
        return None
