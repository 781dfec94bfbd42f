"""A message without its markup, for the case that Telegram cannot read ours."""

import html
import re

from bot.texts.html import Html

_TAG = re.compile(r"<[^>]*>")


def plain(text: Html) -> str:
    """Return the text that `text` shows, without markup."""
    return html.unescape(_TAG.sub("", text))
