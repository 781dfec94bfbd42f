"""A message without its markup, for the case that Telegram cannot read ours."""

import html
import re
from dataclasses import replace

from bot.i18n.html import Html, escape
from bot.presentation.outgoing_message import OutgoingMessage

_TAG = re.compile(r"<[^<>]*>")


def plain(text: Html) -> str:
    """Return the text that `text` shows, without markup."""
    return html.unescape(_TAG.sub("", text))


def strip_markup(screen: OutgoingMessage) -> OutgoingMessage:
    """Return the same words with nothing that Telegram could refuse: no markup and no address."""
    rows = (tuple(button for button in row if button.url is None) for row in screen.rows)
    return replace(
        screen,
        html=escape(plain(screen.html)),
        rows=tuple(row for row in rows if row),
        preview_url=None,
    )
