"""Who asks, where, and with which words: read off an update."""

from dataclasses import dataclass

from telegram import Message, Update

from bot.domain.chat import ChatKind, ChatThread
from bot.domain.ids import NO_TOPIC, ChatId, TopicId, UserId

_KINDS: dict[str, ChatKind] = {
    "private": "private",
    "group": "group",
    "supergroup": "supergroup",
    "channel": "channel",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who asks and where."""

    user_id: UserId  # of who speaks for a chat, or as one: that chat's own number
    language_code: str | None  # what Telegram says of the person
    place: ChatThread
    kind: ChatKind
    title: str
    speaks_for_chat: bool  # an anonymous administrator, or a channel's own post


def sender_of(update: Update) -> Sender | None:
    """Return who caused an update; None where nobody can be answered."""
    user, chat = update.effective_user, update.effective_chat
    message = update.effective_message
    if chat is None or update.guest_message is not None:
        # An inline query, a tap on a message posted through inline mode, or a mention in a chat
        # that is none of ours: nobody but the person is known.
        if user is None:
            return None
        return Sender(
            user_id=UserId(user.id),
            language_code=user.language_code,
            place=ChatThread(chat_id=ChatId(user.id)),
            kind="private",
            title=user.full_name,
            speaks_for_chat=False,
        )
    speaks_as = None
    if update.callback_query is None and isinstance(message, Message):  # a tap is a person's own
        speaks_as = message.sender_chat
    # For all chats that speak Telegram names the same few accounts of its own.
    person = speaks_as or user or chat
    return Sender(
        user_id=UserId(person.id),
        language_code=user.language_code if user else None,
        place=ChatThread(chat_id=ChatId(chat.id), topic_id=_topic(message)),
        kind=_KINDS.get(chat.type, "private"),
        title=chat.effective_name or "",
        speaks_for_chat=speaks_as is not None and speaks_as.id == chat.id,
    )


def _topic(message: object) -> TopicId:
    if isinstance(message, Message) and message.is_topic_message and message.message_thread_id:
        return TopicId(message.message_thread_id)
    return NO_TOPIC


def command_of(update: Update, username: str) -> tuple[str, str] | None:
    """Return the command and what follows it; None where there is none, or it is another bot's."""
    message = update.message or update.channel_post
    if message is None:
        return None
    text, entities = message.text, message.entities
    if text is None:
        text, entities = message.caption, message.caption_entities
    first = next((one for one in entities if one.type == "bot_command" and not one.offset), None)
    if not text or first is None:
        return None
    name, _, addressee = text[1 : first.length].partition("@")
    if addressee and addressee.casefold() != username.casefold():
        return None
    return name.lower(), text[first.length :].strip()
