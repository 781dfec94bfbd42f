"""Our plain data as python-telegram-bot's objects."""

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    LinkPreviewOptions,
    SwitchInlineQueryChosenChat,
)
from telegram.constants import ParseMode

from bot.presentation.screen import Button, Row, Screen


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One result of an inline query."""

    id: str  # 1 to 64 bytes
    title: str
    description: str
    screen: Screen  # what is posted when it is chosen
    thumbnail_url: str | None = None


def keyboard(rows: Sequence[Row]) -> InlineKeyboardMarkup | None:
    """Return the buttons under a message."""
    return InlineKeyboardMarkup([[_button(each) for each in row] for row in rows]) if rows else None


def _button(button: Button) -> InlineKeyboardButton:
    chosen = None
    if button.share is not None:
        chosen = SwitchInlineQueryChosenChat(
            query=button.share,
            allow_user_chats=True,
            allow_group_chats=True,
            allow_channel_chats=True,
        )
    return InlineKeyboardButton(
        text=button.text,
        callback_data=button.data,
        url=button.url,
        switch_inline_query_chosen_chat=chosen,
    )


def preview(screen: Screen) -> LinkPreviewOptions:
    """Return which link of a message is previewed, below the text and small."""
    if screen.preview_url is None:
        return LinkPreviewOptions(is_disabled=True)
    return LinkPreviewOptions(url=screen.preview_url, prefer_small_media=True)


def inline_result(offer: Offer) -> InlineQueryResultArticle:
    """Return an inline result that posts the offer's screen."""
    return InlineQueryResultArticle(
        id=offer.id,
        title=offer.title,
        description=offer.description,
        thumbnail_url=offer.thumbnail_url,
        input_message_content=InputTextMessageContent(
            message_text=offer.screen.html,
            parse_mode=ParseMode.HTML,
            link_preview_options=preview(offer.screen),
        ),
        reply_markup=keyboard(offer.screen.rows),
    )
