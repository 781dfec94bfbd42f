"""Plain-text fallback of a message whose markup Telegram rejects."""

from dataclasses import replace

from bot.i18n.html import escape, visible_text
from bot.presentation.outgoing_message import OutgoingMessage


def strip_markup(message: OutgoingMessage) -> OutgoingMessage:
    """Return the message without markup, link buttons and preview, which Telegram can reject."""
    rows = (tuple(button for button in row if button.url is None) for row in message.rows)
    return replace(
        message,
        html=escape(visible_text(message.html)),
        rows=tuple(row for row in rows if row),
        preview_url=None,
    )
