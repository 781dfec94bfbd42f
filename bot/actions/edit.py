"""What editors do to articles and tags."""

from bot.actions.services import Services
from bot.domain.article import TITLE_MAX, Article
from bot.domain.errors import NotAllowed, NotFound, NotUnderstood
from bot.domain.ids import ArticleId, UserId
from bot.domain.tag import TAGS_MAX, Tag, read_tags

SECTION_MAX = 60  # characters


def require_editor(services: Services, user_id: UserId) -> None:
    """Refuse who is no editor.

    Raises:
        NotAllowed: they are not in BOT_ADMINS.
    """
    if user_id not in services.editors:
        raise NotAllowed("editors.only")


async def require_editable(services: Services, article_id: ArticleId, user_id: UserId) -> Article:
    """Return an article that an editor may change: a published one, or a copy of their own.

    Raises:
        NotFound: the article is gone, or is the private copy of somebody else.
    """
    article = await services.store.articles.get(article_id)
    if article.owner_id not in (None, user_id):
        raise NotFound("article.gone")
    return article


async def edit(
    services: Services, article_id: ArticleId, user_id: UserId, field: str, value: str
) -> Article:
    """Change an article's title, section or tags; return it as it is now.

    Raises:
        NotFound: the article is gone, or is the private copy of somebody else.
        NotUnderstood: there is no such field, or the value does not fit it.
    """
    await require_editable(services, article_id, user_id)
    value = " ".join(value.split())
    if field == "tags":
        names = read_tags(value)
        if not 1 <= len(names) <= TAGS_MAX:
            raise NotUnderstood("edit.tags", maximum=TAGS_MAX)
        await services.store.articles.retag(article_id, names)
    elif field == "title":
        _require_length(value, TITLE_MAX)
        await services.store.articles.edit(article_id, title=value, section=None)
    elif field == "section":
        _require_length(value, SECTION_MAX)
        await services.store.articles.edit(article_id, title=None, section=value)
    else:
        raise NotUnderstood("edit.how")
    return await services.store.articles.get(article_id)


def _require_length(value: str, maximum: int) -> None:
    if not 1 <= len(value) <= maximum:
        raise NotUnderstood("edit.length", maximum=maximum)


async def delete(services: Services, article_id: ArticleId, user_id: UserId) -> None:
    """Delete an article with its ratings.

    Raises:
        NotFound: it is gone already, or is the private copy of somebody else.
    """
    await require_editable(services, article_id, user_id)
    await services.store.articles.delete(article_id)


async def merge_tags(services: Services, names: list[str]) -> Tag:
    """Make all names but the last aliases of the last tag; return that tag.

    Raises:
        NotUnderstood: there are not two names.
    """
    if len(names) < 2:
        raise NotUnderstood("alias.how")
    *aliases, name = names
    for alias in aliases:
        tag = await services.store.tags.merge(alias, name)
    return tag
