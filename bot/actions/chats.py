"""Meeting a chat: remembering it, and how it wants to be spoken to."""

from bot.actions.services import Services
from bot.domain.chat import Chat, ChatKind
from bot.domain.ids import ChatId
from bot.i18n.translator import closest_language


async def meet(
    services: Services, chat_id: ChatId, kind: ChatKind, title: str, language_code: str | None
) -> Chat:
    """Return a chat, remembered from now on if it is new.

    Args:
        desk: what actions work with.
        chat_id: Telegram's number of the chat.
        kind: private, group, supergroup or channel.
        title: the chat's name.
        language_code: what Telegram says of the language of who writes.
    """
    known = await services.store.chats.find(chat_id)
    if known is not None:
        return known
    language = closest_language(language_code)
    return await services.store.chats.put(chat_id, kind, title, services.clock(), language)


async def get_or_default(
    services: Services, chat_id: ChatId, kind: ChatKind, title: str, language_code: str | None
) -> Chat:
    """Return a chat as `meet` does, but remember nothing of one that is new."""
    known = await services.store.chats.find(chat_id)
    language = closest_language(language_code)
    return known or Chat(id=chat_id, kind=kind, title=title, language=language)


async def language_of(services: Services, chat_id: ChatId, language_code: str | None) -> str:
    """Return the language in which to speak to a person or chat that may be unknown."""
    known = await services.store.chats.find(chat_id)
    return (known and known.language) or closest_language(language_code)


async def wake(services: Services, chat_id: ChatId) -> int:
    """Send to a chat again that let the bot back in; return how many messages it missed."""
    await services.store.chats.mark_reachable(chat_id)
    return await services.store.deliveries.count_missed(chat_id)


async def resume(services: Services, chat_id: ChatId) -> None:
    """Send to a group or channel again, what it missed too; a person is asked instead."""
    if await wake(services, chat_id):
        await send_missed(services, chat_id)


async def send_missed(services: Services, chat_id: ChatId) -> int:
    """Send what a chat missed; return how many messages."""
    count = await services.store.deliveries.send_missed(chat_id, services.clock())
    services.wake_sender()
    return count


async def skip_missed(services: Services, chat_id: ChatId) -> int:
    """Forget what a chat missed; return how many messages."""
    return await services.store.deliveries.skip_missed(chat_id)


async def fall_asleep(services: Services, chat_id: ChatId) -> None:
    """Send nothing more to a chat that shut the bot out; keep everything."""
    await services.store.chats.mark_unreachable(chat_id, services.clock())


async def move(services: Services, old: ChatId, new: ChatId) -> None:
    """Follow a group that became a supergroup."""
    await services.store.chats.migrate(old, new)
