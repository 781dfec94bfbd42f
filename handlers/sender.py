"""The sender, chat and command of an update."""

from dataclasses import dataclass

from telegram import Message, Update

from bot.domain.chat import ChatKind, ChatThread, chat_kind
from bot.domain.ids import NO_TOPIC, ChatId, TopicId, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """The person or chat that caused an update, and where."""

    user_id: UserId  # the chat's own id if somebody writes as a chat
    language_code: str | None  # as Telegram reports it
    thread: ChatThread
    kind: ChatKind
    title: str
    speaks_for_chat: bool  # an anonymous administrator, or a channel's own post


def sender_of(update: Update) -> Sender | None:
    """Return the sender of an update; None if no one can be answered."""
    user, chat = update.effective_user, update.effective_chat
    message = update.effective_message
    if chat is None or update.guest_message is not None:
        # An inline query, a tap on a message posted through inline mode, or a mention in a foreign
        # chat: only the person is known.
        if user is None:
            return None
        return Sender(
            user_id=UserId(user.id),
            language_code=user.language_code,
            thread=ChatThread(chat_id=ChatId(user.id)),
            kind="private",
            title=user.full_name,
            speaks_for_chat=False,
        )
    sender_chat = None
    if update.callback_query is None and isinstance(message, Message):  # only persons tap buttons
        sender_chat = message.sender_chat
    # If a chat wrote the message, `user` is one of a few service accounts of Telegram.
    sender = sender_chat or user or chat
    return Sender(
        user_id=UserId(sender.id),
        language_code=user.language_code if user else None,
        thread=ChatThread(chat_id=ChatId(chat.id), topic_id=_topic_of(message)),
        kind=chat_kind(chat.type),
        title=chat.effective_name or "",
        speaks_for_chat=sender_chat is not None and sender_chat.id == chat.id,
    )


def _topic_of(message: object) -> TopicId:
    if isinstance(message, Message) and message.is_topic_message and message.message_thread_id:
        return TopicId(message.message_thread_id)
    return NO_TOPIC


def command_of(update: Update, username: str) -> tuple[str, str] | None:
    """Return the command and the text after it; None if there is none or another bot's."""
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
