"""The message of a callback query: Telegram checks that it is real; callback data can be forged."""

from telegram import CallbackQuery, InlineKeyboardButton, Message
from telegram.constants import ChatType

from bot.domain.errors import NotFound
from bot.domain.ids import NO_ARTICLE, ArticleId, ChatId, MessageId, UserId
from bot.domain.posted_card import CardState, EphemeralRef, MessageRef
from bot.presentation.buttons import RateButton
from bot.presentation.outgoing_message import Button, Row


def message_of_query(query: CallbackQuery) -> Message | None:
    """Return the message of a query; None if it was posted through inline mode, or deleted.

    For a deleted message Telegram sends only its place and a date of 0, and python-telegram-bot
    may still make a `Message` of it.
    """
    message = query.message
    return message if isinstance(message, Message) and message.date.timestamp() else None


def message_ref_of(query: CallbackQuery) -> MessageRef | None:
    """Return the reference of the message, which may be deleted; None if one person sees it."""
    if query.inline_message_id:
        return query.inline_message_id
    if query.message is None or ephemeral_ref_of(query) is not None:
        return None
    return ChatId(query.message.chat.id), MessageId(query.message.message_id)


def ephemeral_ref_of(query: CallbackQuery) -> EphemeralRef | None:
    """Return the reference of the message if only the sender sees it; None for other messages.

    python-telegram-bot 22.8 does not know the field of Bot API 10.2 yet.
    """
    message = message_of_query(query)
    number = message.api_kwargs.get("ephemeral_message_id") if message else None
    if message is None or not isinstance(number, int):
        return None
    return EphemeralRef(
        chat_id=ChatId(message.chat.id), user_id=UserId(query.from_user.id), ephemeral_id=number
    )


def message_has_button(query: CallbackQuery) -> bool:
    """Whether the message of a query carries the tapped button.

    A server may omit the keyboard. A private chat is then trusted: a forger harms only themselves.
    """
    message = message_of_query(query)
    if message is None:
        return False
    is_trusted = message.reply_markup is None and message.chat.type == ChatType.PRIVATE
    return is_trusted or query.data in _button_data(message)


def article_id_of_card(message: Message) -> ArticleId:
    """Return the article that a card shows; `NO_ARTICLE` if the message is not a card."""
    state = card_state_of(message)
    return NO_ARTICLE if state is None else state.article_id


def card_state_of(message: Message) -> CardState | None:
    """Return the state that a card shows, from its buttons; None if it has no stars."""
    for data in _button_data(message):
        try:
            return RateButton.decode(data).state
        except NotFound:
            continue
    return None


def rows_of(message: Message) -> tuple[Row, ...]:
    """Return the buttons of a message, without the kinds that the bot never sends."""
    rows = message.reply_markup.inline_keyboard if message.reply_markup else ()
    return tuple(tuple(filter(None, map(_button_of, row))) for row in rows)


def _button_of(button: InlineKeyboardButton) -> Button | None:
    data, url, share = button.callback_data, button.url, button.switch_inline_query
    if not isinstance(data, str):
        data = None
    if data is None and url is None and share is None:
        return None
    return Button(text=button.text, data=data, url=url, share=share)


def _button_data(message: Message) -> list[str]:
    rows = message.reply_markup.inline_keyboard if message.reply_markup else ()
    found = (button.callback_data for row in rows for button in row)
    return [data for data in found if isinstance(data, str)]
