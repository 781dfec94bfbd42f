"""Meeting a chat: remembering it, and how it wants to be spoken to."""

from bot.actions.desk import Desk
from bot.domain.chat import Chat, ChatKind
from bot.domain.ids import ChatId
from bot.texts.speech import closest_language


async def meet(
    desk: Desk, chat_id: ChatId, kind: ChatKind, title: str, language_code: str | None
) -> Chat:
    """Return a chat, remembered from now on if it is new.

    Args:
        desk: what actions work with.
        chat_id: Telegram's number of the chat.
        kind: private, group, supergroup or channel.
        title: the chat's name.
        language_code: what Telegram says of the language of who writes.
    """
    known = await desk.store.chats.find(chat_id)
    if known is not None:
        return known
    language = closest_language(language_code)
    return await desk.store.chats.put(chat_id, kind, title, desk.clock(), language)


async def acquainted(
    desk: Desk, chat_id: ChatId, kind: ChatKind, title: str, language_code: str | None
) -> Chat:
    """Return a chat as `meet` does, but remember nothing of one that is new."""
    known = await desk.store.chats.find(chat_id)
    language = closest_language(language_code)
    return known or Chat(id=chat_id, kind=kind, title=title, language=language)


async def language_of(desk: Desk, chat_id: ChatId, language_code: str | None) -> str:
    """Return the language in which to speak to a person or chat that may be unknown."""
    known = await desk.store.chats.find(chat_id)
    return (known and known.language) or closest_language(language_code)


async def wake(desk: Desk, chat_id: ChatId) -> int:
    """Send to a chat again that let the bot back in; return how many messages it missed."""
    await desk.store.chats.wake(chat_id)
    return await desk.store.deliveries.missed_by(chat_id)


async def go_on(desk: Desk, chat_id: ChatId) -> None:
    """Send to a group or channel again, what it missed too; a person is asked instead."""
    if await wake(desk, chat_id):
        await send_missed(desk, chat_id)


async def send_missed(desk: Desk, chat_id: ChatId) -> int:
    """Send what a chat missed; return how many messages."""
    count = await desk.store.deliveries.send_missed(chat_id, desk.clock())
    desk.wake_sender()
    return count


async def skip_missed(desk: Desk, chat_id: ChatId) -> int:
    """Forget what a chat missed; return how many messages."""
    return await desk.store.deliveries.skip_missed(chat_id)


async def fall_asleep(desk: Desk, chat_id: ChatId) -> None:
    """Send nothing more to a chat that shut the bot out; keep everything."""
    await desk.store.chats.sleep(chat_id, desk.clock())


async def move(desk: Desk, old: ChatId, new: ChatId) -> None:
    """Follow a group that became a supergroup."""
    await desk.store.chats.migrate(old, new)
