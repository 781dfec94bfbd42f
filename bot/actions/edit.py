"""Editing: editors change or delete articles, and merge tags."""

from bot.actions.services import Services
from bot.domain.article import TITLE_MAX, Article
from bot.domain.errors import NotFound, NotUnderstood
from bot.domain.ids import ArticleId, UserId
from bot.domain.tag import TAGS_MAX, Tag, read_tag_list

SECTION_MAX = 60  # characters


async def require_editable(services: Services, article_id: ArticleId, user_id: UserId) -> Article:
    """Return an article that an editor may change: a published one, or their own private copy.

    Raises:
        NotFound: there never was an article of this number, it was deleted, or it is the private
            copy of another person.
    """
    try:
        article = await services.articles.get(article_id)
    except NotFound:
        highest = await services.articles.highest_number()
        if not 1 <= article_id <= highest:
            raise NotFound("article.never", number=article_id, highest=highest) from None
        raise
    if article.owner_id not in (None, user_id):
        raise NotFound("article.gone")
    return article


async def edit_article(
    services: Services, article_id: ArticleId, user_id: UserId, field: str, value: str
) -> Article:
    """Set the title, section or tags of an article; return the changed article.

    Raises:
        NotFound: the article was deleted, or is the private copy of another person.
        NotUnderstood: the field does not exist, or the value does not fit it.
    """
    await require_editable(services, article_id, user_id)
    value = " ".join(value.split())
    if field == "tags":
        names = read_tag_list(value)
        if not 1 <= len(names) <= TAGS_MAX:
            raise NotUnderstood("edit.tags", maximum=TAGS_MAX)
        await services.articles.retag(article_id, names)
    elif field == "title":
        _require_length(value, TITLE_MAX)
        await services.articles.edit(article_id, title=value, section=None)
    elif field == "section":
        _require_length(value, SECTION_MAX)
        await services.articles.edit(article_id, title=None, section=value)
    else:
        raise NotUnderstood("edit.how")
    return await services.articles.get(article_id)


def _require_length(value: str, maximum: int) -> None:
    if not 1 <= len(value) <= maximum:
        raise NotUnderstood("edit.length", maximum=maximum)


async def delete_article(services: Services, article_id: ArticleId, user_id: UserId) -> None:
    """Delete an article and its ratings.

    Raises:
        NotFound: the article was deleted, or is the private copy of another person.
    """
    await require_editable(services, article_id, user_id)
    await services.articles.delete(article_id)


async def merge_tags(services: Services, names: list[str]) -> Tag:
    """Merge all tags into the last one, as its aliases; return it.

    Raises:
        NotUnderstood: there are fewer than two names.
    """
    if len(names) < 2:
        raise NotUnderstood("alias.how")
    *aliases, name = names
    for alias in aliases:
        tag = await services.tags.merge(alias, name)
    return tag
