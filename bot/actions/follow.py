"""Following tags."""

from collections.abc import Sequence

from bot.actions.services import Services
from bot.domain.chat import ChatThread
from bot.domain.errors import NotFound, NotUnderstood
from bot.domain.ids import ChatId, TagKey
from bot.domain.tag import Tag, read_tags, tag_key
from bot.presentation.links import fits_deep_link

FOLLOWED_MAX = 200  # tags of one chat


async def follow(services: Services, place: ChatThread, names: Sequence[str]) -> list[Tag]:
    """Follow tags in a place, whether an article has them yet or not.

    Raises:
        NotUnderstood: a name is no tag, or the chat follows too many; nothing is followed then.
    """
    already = {tag.key for tag in await services.store.subscriptions.of(place.chat_id)}
    if len(already.union(map(tag_key, names))) > FOLLOWED_MAX:
        raise NotUnderstood("follow.too_many", maximum=FOLLOWED_MAX)
    return await services.store.subscriptions.follow(place, names, services.clock())


async def unfollow(services: Services, chat_id: ChatId, names: Sequence[str]) -> list[Tag]:
    """Leave tags; return those that were followed.

    Raises:
        NotUnderstood: a name is no tag.
    """
    return await services.store.subscriptions.unfollow(chat_id, [tag_key(name) for name in names])


async def unfollow_all(services: Services, chat_id: ChatId) -> list[Tag]:
    """Leave every tag; return what was followed."""
    return await services.store.subscriptions.unfollow_all(chat_id)


async def followed(services: Services, chat_id: ChatId) -> list[Tag]:
    """Return what a chat follows, oldest first."""
    return await services.store.subscriptions.of(chat_id)


async def tag_numbered(services: Services, number: int) -> Tag:
    """Return a tag by its number.

    Raises:
        NotFound: there is none.
    """
    return await services.store.tags.by_number(number)


async def tag_called(services: Services, written: str) -> Tag | None:
    """Return the tag that a person wrote; None if nobody used it yet.

    Raises:
        NotUnderstood: it is no tag.
    """
    return await services.store.tags.find(tag_key(written))


async def tag_by_key(services: Services, key: str) -> Tag:
    """Return the tag of a key from a link, or what it would be if nobody used it yet.

    Raises:
        NotUnderstood: it is no key.
        NotFound: nobody used it yet, and no link of ours could have carried it.
    """
    found = await tag_called(services, key)
    if found is None and not fits_deep_link(key):
        raise NotFound("tag.gone")
    return found or Tag(key=TagKey(tag_key(key)), name=key, number=0)


def names_in(written: str) -> list[str]:
    """Return the tag names that a person typed.

    Raises:
        NotUnderstood: there is none, or one is no tag.
    """
    names = read_tags(written)
    if not names:
        raise NotUnderstood("follow.which")
    return names
