"""Chats: registers them, tracks whether they are reachable, and migrates groups."""

from bot.actions.services import Services
from bot.domain.chat import Chat, ChatKind
from bot.domain.ids import ChatId
from bot.i18n.translator import closest_language


async def get_or_create(
    services: Services, chat_id: ChatId, kind: ChatKind, title: str, language_code: str | None
) -> Chat:
    """Return a chat; store it if it is new.

    Args:
        services: the services of all actions.
        chat_id: Telegram's ID of the chat.
        kind: private, group, supergroup or channel.
        title: the name of the chat.
        language_code: the language code of the sender, from Telegram.
    """
    known = await services.chats.find(chat_id)
    if known is not None:
        return known
    language = closest_language(language_code)
    return await services.chats.put(chat_id, kind, title, services.clock(), language)


async def get_or_default(
    services: Services, chat_id: ChatId, kind: ChatKind, title: str, language_code: str | None
) -> Chat:
    """Return a chat; build a new one without storing it."""
    known = await services.chats.find(chat_id)
    language = closest_language(language_code)
    return known or Chat(id=chat_id, kind=kind, title=title, language=language)


async def language_of(services: Services, chat_id: ChatId, language_code: str | None) -> str:
    """Return the language of a chat that may be unknown."""
    known = await services.chats.find(chat_id)
    return (known and known.language) or closest_language(language_code)


async def mark_reachable(services: Services, chat_id: ChatId) -> int:
    """Record that a chat let the bot in again; return the number of missed messages."""
    await services.chats.mark_reachable(chat_id)
    return await services.deliveries.count_missed(chat_id)


async def resume_chat(services: Services, chat_id: ChatId) -> None:
    """Resume a group or channel, and send its missed messages; a person is asked instead."""
    if await mark_reachable(services, chat_id):
        await send_missed(services, chat_id)


async def send_missed(services: Services, chat_id: ChatId) -> int:
    """Send the missed messages of a chat; return their number."""
    count = await services.deliveries.send_missed(chat_id, services.clock())
    services.wake.sender()
    return count


async def send_missed_as_digest(services: Services, chat_id: ChatId) -> int:
    """Send the missed articles of a chat in one digest; return the number of missed messages."""
    count = await services.deliveries.hold_missed(chat_id, services.clock())
    await services.schedules.request_digest(chat_id, services.clock())
    services.wake.sender()
    return count


async def skip_missed(services: Services, chat_id: ChatId) -> int:
    """Drop the missed messages of a chat; return their number."""
    return await services.deliveries.skip_missed(chat_id)


async def mark_unreachable(services: Services, chat_id: ChatId) -> None:
    """Stop sending to a chat that blocked or removed the bot; keep its data."""
    await services.chats.mark_unreachable(chat_id, services.clock())


async def migrate(services: Services, old: ChatId, new: ChatId) -> None:
    """Move the data of a group that became a supergroup to its new ID."""
    await services.chats.migrate(old, new)
