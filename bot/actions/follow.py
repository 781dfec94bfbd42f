"""Follows and unfollows tags, and looks tags up."""

from collections.abc import Sequence

from bot.actions.services import Services
from bot.domain.chat import ChatThread
from bot.domain.errors import NotUnderstood
from bot.domain.ids import ChatId, TagKey
from bot.domain.tag import Tag, read_tags, tag_key

FOLLOWED_MAX = 200  # tags per chat


async def follow(services: Services, thread: ChatThread, names: Sequence[str]) -> list[Tag]:
    """Follow tags in a chat or topic, also tags without articles.

    Raises:
        NotUnderstood: a name is not a valid tag, or the chat would follow too many. Nothing is
            followed then.
    """
    already = {tag.key for tag in await services.subscriptions.of(thread.chat_id)}
    if len(already.union(map(tag_key, names))) > FOLLOWED_MAX:
        raise NotUnderstood("follow.too_many", maximum=FOLLOWED_MAX)
    return await services.subscriptions.follow(thread, names, services.clock())


async def unfollow(services: Services, chat_id: ChatId, names: Sequence[str]) -> list[Tag]:
    """Unfollow tags; return the tags that the chat followed.

    Raises:
        NotUnderstood: a name is not a valid tag.
    """
    return await services.subscriptions.unfollow(chat_id, [tag_key(name) for name in names])


async def unfollow_all(services: Services, chat_id: ChatId) -> list[Tag]:
    """Unfollow all tags; return them."""
    return await services.subscriptions.unfollow_all(chat_id)


async def followed_tags(services: Services, chat_id: ChatId) -> list[Tag]:
    """Return the tags that a chat follows, oldest first."""
    return await services.subscriptions.of(chat_id)


async def get_tag(services: Services, number: int) -> Tag:
    """Return a tag by its number.

    Raises:
        NotFound: there is no such tag.
    """
    return await services.tags.by_number(number)


async def find_tag(services: Services, text: str) -> Tag | None:
    """Return the tag that a person typed, None if it does not exist.

    Raises:
        NotUnderstood: the text is not a valid tag.
    """
    return await services.tags.find(tag_key(text))


async def tag_by_key(services: Services, key: str) -> Tag:
    """Return the tag of a deep link; build it, with the number 0, if it does not exist yet.

    Raises:
        NotUnderstood: the key is not a valid tag.
    """
    found = await find_tag(services, key)
    return found or Tag(key=TagKey(tag_key(key)), name=key, number=0)


def parse_tag_names(text: str) -> list[str]:
    """Return the tag names in a text.

    Raises:
        NotUnderstood: there is no name, or one is not a valid tag.
    """
    names = read_tags(text)
    if not names:
        raise NotUnderstood("follow.which")
    return names
