"""A message without its markup, for the case that Telegram cannot read ours."""

import html
import re
from dataclasses import replace

from bot.presentation.screen import Screen
from bot.texts.html import Html, escape

_TAG = re.compile(r"<[^<>]*>")


def plain(text: Html) -> str:
    """Return the text that `text` shows, without markup."""
    return html.unescape(_TAG.sub("", text))


def bare(screen: Screen) -> Screen:
    """Return the same words with nothing that Telegram could refuse: no markup and no address."""
    rows = (tuple(button for button in row if button.url is None) for row in screen.rows)
    return replace(
        screen,
        html=escape(plain(screen.html)),
        rows=tuple(row for row in rows if row),
        preview_url=None,
    )
