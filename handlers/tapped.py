"""The message whose button was tapped: Telegram vouches for it, a tap's data can be forged."""

from telegram import CallbackQuery, Message

from bot.domain.errors import NotFound
from bot.domain.ids import ArticleId, ChatId, MessageId
from bot.domain.shown_card import Target
from bot.presentation.buttons import RateButton

NO_ARTICLE = ArticleId(0)


def message_under(tap: CallbackQuery) -> Message | None:
    """Return the message; None where it was posted through inline mode, or is gone.

    Of one that is gone Telegram tells no more than where it was, dated 1970, and the library takes
    it for a message.
    """
    message = tap.message
    return message if isinstance(message, Message) and message.date.timestamp() else None


def target_of(tap: CallbackQuery) -> Target | None:
    """Return where the message stands, or stood."""
    if tap.inline_message_id:
        return tap.inline_message_id
    if tap.message is None:
        return None
    return ChatId(tap.message.chat.id), MessageId(tap.message.message_id)


def holds_its_button(tap: CallbackQuery) -> bool:
    """Whether what was tapped stands under the message."""
    message = message_under(tap)
    return message is not None and tap.data in _carried_by(message)


def article_of_card(message: Message) -> ArticleId:
    """Return the article whose card a message is; `NO_ARTICLE` where it is no card."""
    for data in _carried_by(message):
        try:
            return ArticleId(RateButton.decode(data).article_id)
        except NotFound:
            continue
    return NO_ARTICLE


def _carried_by(message: Message) -> list[str]:
    rows = message.reply_markup.inline_keyboard if message.reply_markup else ()
    carried = (button.callback_data for row in rows for button in row)
    return [data for data in carried if isinstance(data, str)]
