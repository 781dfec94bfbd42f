"""What a handler has at hand: who asks, where, in which language, and how to answer."""

import asyncio
from dataclasses import dataclass, field

from telegram import CallbackQuery, Message, Update

from bot.actions import cards, chats
from bot.actions.read import Viewer
from bot.actions.services import Services
from bot.delivery.callback_answers import CallbackAnswerer
from bot.delivery.errors import ChatMoved
from bot.delivery.gateway import Gateway
from bot.delivery.message_edits import MessageEditQueue
from bot.domain.chat import Chat, ChatThread
from bot.domain.ids import ChatId, MessageId, UserId
from bot.i18n.translator import Translator
from bot.presentation.outgoing_message import OutgoingMessage, Row
from handlers.callback_message import holds_its_button, message_under


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a handler has at hand, made anew for every update."""

    services: Services
    gateway: Gateway
    redraws: MessageEditQueue
    toasts: CallbackAnswerer
    user_id: UserId  # who asks; where somebody speaks for a chat, that chat
    place: ChatThread  # where the answer goes
    chat: Chat
    speech: Translator  # for who asks; in a chat of several, answers speak `chat_speech`
    chat_speech: Translator
    args: str = ""  # what follows the command
    answered: asyncio.Event = field(default_factory=asyncio.Event)  # a message of ours went out

    @property
    def is_editor(self) -> bool:
        """Whether who asks is in BOT_ADMINS."""
        return self.user_id in self.services.editors

    @property
    def viewer(self) -> Viewer:
        """Who would see what is shown."""
        return Viewer(self.user_id, self.place.chat_id)

    @property
    def is_private(self) -> bool:
        """Whether this is a person's own chat with the bot."""
        return self.chat.kind == "private"

    @property
    def speaks_for_chat(self) -> bool:
        """Whether who asks is a chat: an anonymous administrator, or a channel."""
        return self.user_id < 0

    @property
    def is_channel(self) -> bool:
        """Whether this is a channel, where all see the same and few may write."""
        return self.chat.kind == "channel"

    async def reply(self, text_key: str, /, **values: object) -> MessageId:
        """Answer with a text of ours, in the chat."""
        return await self.ask(text_key, (), **values)

    async def ask(self, text_key: str, row: Row, /, **values: object) -> MessageId:
        """Answer with a text of ours and buttons below it."""
        html = self.chat_speech.write(text_key, **values)
        return await self.show(OutgoingMessage(html=html, rows=(row,) if row else ()))

    async def show(self, screen: OutgoingMessage) -> MessageId:
        """Answer with a message; a card is remembered, so that it can be drawn anew.

        A group that has become a supergroup meanwhile is followed, and answered there.
        """
        place = self.place
        try:
            message_id = await self.gateway.reply(place, screen)
        except ChatMoved as error:
            await chats.move(self.services, place.chat_id, error.new_id)
            place = ChatThread(chat_id=error.new_id)
            message_id = await self.gateway.reply(place, screen)
        self.answered.set()
        if screen.face is not None:
            await cards.remember(self.services, (place.chat_id, message_id), screen.face)
        return message_id

    def toast(
        self, tap: CallbackQuery, text_key: str = "", /, *, is_alert: bool = False, **values: object
    ) -> None:
        """Answer a tap, with a few words for who tapped if there is something to say."""
        text = self.speech.say(text_key, **values) if text_key else ""
        self.toasts.show(tap.id, text, is_alert=is_alert)

    async def edit(self, tap: CallbackQuery, screen: OutgoingMessage) -> None:
        """Show something else in the message whose button was tapped, if it has that still."""
        message = message_under(tap)
        if message is not None and holds_its_button(tap):
            where = ChatId(message.chat.id), MessageId(message.message_id)
            await self.gateway.edit(*where, screen)

    async def close(self, tap: CallbackQuery, text_key: str, /, **values: object) -> None:
        """Put a text of ours in place of the message whose button was tapped."""
        await self.edit(tap, OutgoingMessage(html=self.chat_speech.write(text_key, **values)))


def message_of(update: Update) -> Message:
    """Return the message that a command or words came in."""
    message = update.message or update.channel_post
    if message is None:
        raise ValueError("the route promised a message")
    return message


def replied_to(message: Message) -> Message | None:
    """Return the message that somebody replies to.

    In a forum every message replies to the topic's opening, which nobody means.
    """
    replied = message.reply_to_message
    is_opening = replied is not None and replied.forum_topic_created is not None
    return None if is_opening else replied


def tap_of(update: Update) -> CallbackQuery:
    """Return the tap on a button."""
    if update.callback_query is None:
        raise ValueError("the route promised a tap")
    return update.callback_query


def payload_of(update: Update) -> str:
    """Return what the tapped button carries."""
    return tap_of(update).data or ""
