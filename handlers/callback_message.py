"""The message whose button was tapped: Telegram vouches for it, a tap's data can be forged."""

from telegram import CallbackQuery, Message
from telegram.constants import ChatType

from bot.domain.errors import NotFound
from bot.domain.ids import ArticleId, ChatId, MessageId
from bot.domain.posted_card import MessageRef
from bot.presentation.buttons import RateButton

NO_ARTICLE = ArticleId(0)


def message_under(tap: CallbackQuery) -> Message | None:
    """Return the message; None where it was posted through inline mode, or is gone.

    Of one that is gone Telegram tells no more than where it was, dated 1970, and the library takes
    it for a message.
    """
    message = tap.message
    return message if isinstance(message, Message) and message.date.timestamp() else None


def target_of(tap: CallbackQuery) -> MessageRef | None:
    """Return where the message stands, or stood."""
    if tap.inline_message_id:
        return tap.inline_message_id
    if tap.message is None:
        return None
    return ChatId(tap.message.chat.id), MessageId(tap.message.message_id)


def holds_its_button(tap: CallbackQuery) -> bool:
    """Whether what was tapped stands under the message.

    A server may leave the buttons out of what it tells; in private a forger harms nobody else.
    """
    message = message_under(tap)
    if message is None:
        return False
    is_untold = message.reply_markup is None and message.chat.type == ChatType.PRIVATE
    return is_untold or tap.data in _carried_by(message)


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
