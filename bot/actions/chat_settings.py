"""How a chat wants to be spoken to."""

from dataclasses import replace

from bot.actions.services import Services
from bot.domain.chat import Chat
from bot.domain.errors import NotFound, NotUnderstood
from bot.domain.ids import ChatId
from bot.domain.summary import LENGTHS
from bot.i18n.translator import LANGUAGES


async def set_language(services: Services, chat_id: ChatId, language: str) -> None:
    """Speak a language in a chat from now on.

    Raises:
        NotUnderstood: it is none of ours.
    """
    if language not in LANGUAGES:
        raise NotUnderstood("language.unknown", languages=", ".join(LANGUAGES))
    chat = await services.store.chats.find(chat_id)
    await services.store.chats.set_language(chat_id, language)
    if chat is not None:
        await services.store.schedules.reschedule(chat_id, chat.schedule, services.clock())
        services.wake_sender()


async def change(services: Services, chat: Chat, name: str, value: int) -> Chat:
    """Change a setting, `length` to one of `LENGTHS` or `silent` to 0 or 1; return the chat then.

    Raises:
        NotFound: there is no such setting, or it has no such value.
    """
    if name == "length" and value in LENGTHS:
        await services.store.chats.set_length(chat.id, value)
        return replace(chat, length=value)
    if name == "silent" and value in (0, 1):
        await services.store.chats.set_silent(chat.id, bool(value))
        return replace(chat, is_silent=bool(value))
    raise NotFound("button.stale")
