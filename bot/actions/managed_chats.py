"""Managed chats: groups and channels that a person sets up from the private chat.

The caller asks Telegram whether the person administers the chat.
"""

from bot.actions import chats
from bot.actions.services import Services
from bot.domain.chat import Chat, ChatKind
from bot.domain.errors import NotFound
from bot.domain.ids import ChatId, UserId


async def connect(
    services: Services,
    user_id: UserId,
    chat_id: ChatId,
    kind: ChatKind,
    title: str,
    language: str | None,
) -> Chat:
    """Store a chat among those of a person; return it.

    Args:
        services: the services of all actions.
        user_id: the person, who administers the chat.
        chat_id: Telegram's id of the chat.
        kind: group, supergroup or channel.
        title: the name of the chat.
        language: of the person; a new chat gets it.
    """
    chat = await chats.get_or_create(services, chat_id, kind, title, language)
    if chat.is_unreachable:
        await chats.resume_chat(services, chat_id)
    await services.managed_chats.put(user_id, chat_id, services.clock())
    return chat


async def disconnect(services: Services, user_id: UserId, chat_id: ChatId) -> None:
    """Remove a chat from those of a person; the chat keeps its settings."""
    await services.managed_chats.drop(user_id, chat_id)


async def is_connected(services: Services, user_id: UserId, chat_id: ChatId) -> bool:
    """Return whether a chat is among those of a person."""
    return await services.managed_chats.has(user_id, chat_id)


async def list_chats(services: Services, user_id: UserId) -> list[Chat]:
    """Return the chats of a person, oldest first."""
    return await services.managed_chats.of(user_id)


async def get_chat(services: Services, chat_id: ChatId) -> Chat:
    """Return a stored chat.

    Raises:
        NotFound: the chat is not stored.
    """
    chat = await services.chats.find(chat_id)
    if chat is None:
        raise NotFound("button.stale")
    return chat
