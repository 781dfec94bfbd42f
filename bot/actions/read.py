"""Reads articles, with a check of read access, and finds inline results."""

from dataclasses import dataclass

from bot.actions.services import Services
from bot.domain.article import Article, Headline
from bot.domain.errors import NotFound, NotUnderstood
from bot.domain.ids import ROW_ID_MAX, ArticleId, ChatId, TagKey, UserId
from bot.domain.summarized_article import SummarizedArticle
from bot.domain.tag import tag_key


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person who wants to read an article, with the chat and proofs of access."""

    user_id: UserId
    chat_id: ChatId
    key: str = ""  # share key of a private copy, see `Article.share_key`
    has_card: bool = False  # whether the person sees a card of the article


async def get_article(
    services: Services, article_id: ArticleId, viewer: Viewer
) -> SummarizedArticle:
    """Return an article with its summary.

    Raises:
        NotFound: the article does not exist, or the viewer may not read it.
    """
    if not 0 < article_id <= ROW_ID_MAX:
        raise NotFound("article.gone")
    found = await services.articles.summarized(article_id)
    if not await _can_read(services, found.article, viewer):
        raise NotFound("article.gone")
    return found


async def find_article(
    services: Services, article_id: ArticleId, viewer: Viewer
) -> SummarizedArticle | None:
    """Return an article with its summary, None if it is gone or the viewer may not read it."""
    try:
        return await get_article(services, article_id, viewer)
    except NotFound:
        return None


async def require_access(services: Services, article_id: ArticleId, viewer: Viewer) -> None:
    """Require read access to an article; a visible card is enough and saves a query.

    Raises:
        NotFound: the article does not exist, or the viewer may not read it.
    """
    if not viewer.has_card:
        await get_article(services, article_id, viewer)


async def _can_read(services: Services, article: Article, viewer: Viewer) -> bool:
    """Return whether an article is published, or the viewer was shown, saved or submitted it.

    All members of a chat may read the submissions of that chat. Editors have no further access.
    """
    if article.is_listed or viewer.has_card or viewer.user_id == article.owner_id:
        return True
    if viewer.key and viewer.key == article.share_key:
        return True
    if await services.submissions.is_submitted(article.id, viewer.user_id, viewer.chat_id):
        return True
    return await services.bookmarks.has(viewer.user_id, article.id)


async def inline_results(
    services: Services, viewer: Viewer, query: str, offset: int, limit: int
) -> list[SummarizedArticle]:
    """Return the articles for an inline query.

    Args:
        services: the services of all actions.
        viewer: the person who typed the query.
        query: empty for the newest articles, `#tag`, or search words.
        offset: the number of results on earlier pages.
        limit: the maximum number of results.
    """
    headlines = await _search(services, query.strip(), offset, limit)
    found = [await find_article(services, each.id, viewer) for each in headlines]
    return [article for article in found if article is not None]


async def _search(services: Services, query: str, offset: int, limit: int) -> list[Headline]:
    if query.startswith("#"):
        try:
            tag = await services.tags.find(tag_key(query))
        except NotUnderstood:
            tag = None  # the person is still typing
        key = tag.key if tag else TagKey("")
        return (await services.article_lists.newest(key, offset, limit))[0]
    if query:
        return (await services.search.find(query, services.clock(), offset, limit))[0]
    return (await services.article_lists.newest(None, offset, limit))[0]
