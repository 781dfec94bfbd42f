"""Context of an update: sender, chat and language, and the methods that answer."""

import asyncio
from dataclasses import dataclass, field, replace

from telegram import CallbackQuery, Message, MessageEntity, Update

from bot.actions import cards, chats, managed_chats
from bot.actions.read import Viewer
from bot.actions.services import Services
from bot.delivery.callback_answers import CallbackAnswerer
from bot.delivery.errors import ChatMoved
from bot.delivery.gateway import Gateway
from bot.delivery.message_edits import MessageEditQueue
from bot.domain.chat import Chat, ChatThread, is_private
from bot.domain.errors import NotAllowed, NotFound
from bot.domain.ids import ChatId, MessageId, UserId
from bot.i18n.translator import Translator
from bot.presentation.managed_chat import message_about, split_target
from bot.presentation.outgoing_message import OutgoingMessage, Row
from handlers.admin_cache import AdminCache
from handlers.callback_message import message_has_button, message_of_query


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The sender, chat and services of one update; handlers answer through it."""

    services: Services
    gateway: Gateway
    message_edits: MessageEditQueue
    callback_answers: CallbackAnswerer
    admins: AdminCache
    user_id: UserId  # the sender; a chat's id if somebody writes as a chat
    thread: ChatThread  # where the answer goes
    chat: Chat
    translator: Translator  # in the language of the sender, for callback answers
    chat_translator: Translator  # in the language of the chat, for messages
    args: str = ""  # the text after the command
    answered: asyncio.Event = field(default_factory=asyncio.Event)  # set after a message was sent

    @property
    def is_editor(self) -> bool:
        """Whether the sender is in BOT_ADMINS."""
        return self.user_id in self.services.editors

    @property
    def viewer(self) -> Viewer:
        """The person and chat that would see an article."""
        return Viewer(self.user_id, self.thread.chat_id)

    @property
    def is_private(self) -> bool:
        """Whether this is a person's own chat with the bot."""
        return self.chat.kind == "private"

    @property
    def manages_other_chat(self) -> bool:
        """Whether `chat` is not where the answer goes: the person manages it from there."""
        return self.chat.id != self.thread.chat_id

    @property
    def can_ask(self) -> bool:
        """Whether the bot may ask the person to reply: the chat is private."""
        return is_private(self.thread.chat_id)

    @property
    def followed_thread(self) -> ChatThread:
        """The chat or topic that gets the articles of followed tags."""
        return ChatThread(chat_id=self.chat.id) if self.manages_other_chat else self.thread

    @property
    def speaks_for_chat(self) -> bool:
        """Whether the sender is a chat: an anonymous administrator, or a channel."""
        return self.user_id < 0

    @property
    def is_channel(self) -> bool:
        """Whether the chat is a channel."""
        return self.chat.kind == "channel"

    async def reply(self, text_key: str, /, **values: object) -> MessageId:
        """Send a text of the catalogue to the chat; return the message's id."""
        return await self.reply_with_buttons(text_key, (), **values)

    async def reply_with_buttons(self, text_key: str, row: Row, /, **values: object) -> MessageId:
        """Send a text of the catalogue with a row of buttons; return the message's id."""
        html = self.chat_translator.html(text_key, **values)
        return await self.send(OutgoingMessage(html=html, rows=(row,) if row else ()))

    async def send(self, message: OutgoingMessage) -> MessageId:
        """Send a message; return its id. A card is recorded, so that it can be redrawn.

        If the group has become a supergroup, update the chat's id and send the message there.
        """
        thread = self.thread
        try:
            message_id = await self.gateway.reply(thread, message)
        except ChatMoved as error:
            await chats.migrate(self.services, thread.chat_id, error.new_id)
            thread = ChatThread(chat_id=error.new_id)
            message_id = await self.gateway.reply(thread, message)
        self.answered.set()
        if message.card_state is not None:
            await cards.save_card(self.services, (thread.chat_id, message_id), message.card_state)
        return message_id

    def answer_callback(
        self,
        query: CallbackQuery,
        text_key: str = "",
        /,
        *,
        is_alert: bool = False,
        **values: object,
    ) -> None:
        """Answer a callback query, with a short text for the person if `text_key` is given."""
        text = self.translator.text(text_key, **values) if text_key else ""
        self.callback_answers.show(query.id, text, is_alert=is_alert)

    async def edit_message(self, query: CallbackQuery, new: OutgoingMessage) -> None:
        """Replace the message of a query, if it still carries the tapped button."""
        message = message_of_query(query)
        if message is not None and message_has_button(query):
            where = ChatId(message.chat.id), MessageId(message.message_id)
            await self.gateway.edit(*where, self.about_chat(new))

    async def manage_chat(self, chat_id: ChatId) -> "Context":
        """Return the context for a chat that the person may set up from here.

        Raises:
            NotFound: this is not the private chat, or the chat is not stored.
            NotAllowed: Telegram says that the person does not administer the chat.
        """
        if chat_id == self.chat.id:
            return self
        if not self.is_private or is_private(chat_id):
            raise NotFound("button.stale")
        chat = await managed_chats.get_chat(self.services, chat_id)
        if not await self.admins.is_admin(chat_id, self.user_id):
            await managed_chats.disconnect(self.services, self.user_id, chat_id)
            raise NotAllowed("admins.only")
        return self.managing(chat)

    def managing(self, chat: Chat) -> "Context":
        """Return the context for another chat that the person manages from this one."""
        return replace(self, chat=chat)

    def about_chat(self, message: OutgoingMessage) -> OutgoingMessage:
        """Return a message whose buttons name the chat, if the person manages another one."""
        return message_about(self.chat, message) if self.manages_other_chat else message

    async def edit_text(self, query: CallbackQuery, text_key: str, /, **values: object) -> None:
        """Replace the message of a query with a text of the catalogue, without buttons."""
        html = self.chat_translator.html(text_key, **values)
        await self.edit_message(query, OutgoingMessage(html=html))


def message_of(update: Update) -> Message:
    """Return the message or channel post of an update."""
    message = update.message or update.channel_post
    if message is None:
        raise ValueError("the update has no message")
    return message


def replied_to(message: Message) -> Message | None:
    """Return the message that a person replied to.

    In a forum topic every message formally replies to the topic's creation; that counts as none.
    """
    replied = message.reply_to_message
    is_topic_start = replied is not None and replied.forum_topic_created is not None
    return None if is_topic_start else replied


def hidden_links(message: Message) -> list[str]:
    """Return the addresses of a message's text links."""
    entities = message.entities or message.caption_entities
    return [each.url for each in entities if each.type == MessageEntity.TEXT_LINK and each.url]


def callback_query_of(update: Update) -> CallbackQuery:
    """Return the callback query of an update."""
    if update.callback_query is None:
        raise ValueError("the update has no callback query")
    return update.callback_query


def callback_data_of(update: Update) -> str:
    """Return the data of the tapped button, without the chat that it may name."""
    return split_target(callback_query_of(update).data or "")[1]
