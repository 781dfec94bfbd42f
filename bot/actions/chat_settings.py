"""Chat settings: language, summary length, silent messages and the look of cards."""

from dataclasses import replace

from bot.actions.services import Services
from bot.domain.chat import Chat, is_group, is_private
from bot.domain.errors import NotFound, NotUnderstood
from bot.domain.ids import ChatId
from bot.domain.summary import LENGTHS
from bot.i18n.translator import LANGUAGES, language_named


async def set_language(services: Services, chat_id: ChatId, written: str) -> str:
    """Set the language of a chat from a code or a name; return its code.

    Raises:
        NotUnderstood: the bot does not support the language.
    """
    language = language_named(written)
    if language is None:
        raise NotUnderstood("language.unknown", languages=", ".join(LANGUAGES))
    chat = await services.chats.find(chat_id)
    await services.chats.set_language(chat_id, language)
    if chat is not None:
        await services.schedules.reschedule(chat_id, chat.schedule, services.clock())
        services.wake.sender()
    return language


async def change_setting(services: Services, chat: Chat, name: str, value: int) -> Chat:
    """Set `length` to one of `LENGTHS`, or another setting to 0 or 1; return the changed chat.

    `silent`, `plain`, `compact`, `buttons` and `links` are switches. A private chat keeps its
    buttons, and only a group has its links summarized.
    `plain` is "send as plain": full texts come without rich messages (`Chat.is_plain`).

    Raises:
        NotFound: the setting does not exist, or cannot have this value.
    """
    if name == "length" and value in LENGTHS:
        await services.chats.set_length(chat.id, value)
        return replace(chat, length=value)
    if name == "silent" and value in (0, 1):
        await services.chats.set_silent(chat.id, bool(value))
        return replace(chat, is_silent=bool(value))
    if name == "plain" and value in (0, 1):
        await services.chats.set_plain(chat.id, bool(value))
        return replace(chat, is_plain=bool(value))
    if name == "compact" and value in (0, 1):
        await services.chats.set_compact(chat.id, bool(value))
        return replace(chat, is_compact=bool(value))
    if name == "buttons" and value in (0, 1) and not is_private(chat.id):
        await services.chats.set_card_buttons(chat.id, bool(value))
        return replace(chat, has_card_buttons=bool(value))
    if name == "links" and value in (0, 1) and is_group(chat.kind):
        await services.chats.set_reads_links(chat.id, bool(value))
        return replace(chat, reads_links=bool(value))
    raise NotFound("button.stale")
