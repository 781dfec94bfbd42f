"""Settings of another chat in a private chat: each button names the chat that it changes."""

import re
from dataclasses import replace

from bot.domain.chat import Chat
from bot.domain.errors import NotFound
from bot.domain.ids import ChatId
from bot.i18n.html import Html, escape, join
from bot.presentation.outgoing_message import Button, OutgoingMessage
from bot.presentation.truncate import truncate

_TARGET = re.compile(r"@(-?[1-9][0-9]{0,15}):(.+)", re.ASCII)  # an id has at most 52 bits
_TITLE_MAX = 100  # UTF-16 units of the title of a chat


def with_target(data: str, chat_id: ChatId) -> str:
    """Return callback data that concerns another chat than the one with the button."""
    return f"@{chat_id}:{data}"


def split_target(data: str) -> tuple[ChatId | None, str]:
    """Return the chat that callback data names, None for the button's own chat; and the rest.

    Raises:
        NotFound: the data is forged.
    """
    if not data.startswith("@"):
        return None, data
    found = _TARGET.fullmatch(data)
    if found is None:
        raise NotFound("button.stale")
    return ChatId(int(found[1])), found[2]


def message_about(chat: Chat, message: OutgoingMessage) -> OutgoingMessage:
    """Return a message of the settings under the title of its chat; its buttons name the chat.

    A button that names a chat already keeps it.
    """
    title = Html(f"<b>{escape(truncate(chat.title, _TITLE_MAX))}</b>")
    rows = tuple(tuple(_about(chat.id, button) for button in row) for row in message.rows)
    return replace(message, html=join([title, message.html], "\n\n"), rows=rows)


def _about(chat_id: ChatId, button: Button) -> Button:
    if button.data is None or button.data.startswith("@"):
        return button
    return replace(button, data=with_target(button.data, chat_id))
