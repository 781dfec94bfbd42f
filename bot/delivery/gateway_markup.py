"""Our plain data as the Bot API has it, in JSON."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.presentation.outgoing_message import Button, OutgoingMessage, Row

_SHARED_WITH = ("allow_user_chats", "allow_group_chats", "allow_channel_chats")
Json = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One result of an inline query."""

    id: str  # 1 to 64 bytes
    title: str
    description: str
    screen: OutgoingMessage  # what is posted when it is chosen
    thumbnail_url: str | None = None


class Body:
    """The body of a request, written out; python-telegram-bot takes it for its `RequestData`."""

    contains_files = False

    def __init__(self, parameters: Json, screen: OutgoingMessage | None = None) -> None:
        """Write parameters in JSON, without those that are None, and what shows a screen."""
        given = {name: value for name, value in parameters.items() if value is not None}
        self.json_payload = json.dumps(given).encode()
        if screen is not None:  # `given` names a chat or a message at least
            self.json_payload = self.json_payload[:-1] + b", " + _shown_as(screen)[1:]


@lru_cache(maxsize=64)
def _shown_as(screen: OutgoingMessage) -> bytes:
    """Return the parameters with which a message shows a screen, in JSON.

    They are written out once for the many chats that are shown the same.
    """
    shown: Json = {
        "text": screen.html,
        "parse_mode": "HTML",
        "link_preview_options": _preview(screen),
    }
    if screen.rows:
        shown["reply_markup"] = _keyboard(screen.rows)
    return json.dumps(shown).encode()


def inline_result(offer: Offer) -> Json:
    """Return an inline result that posts the offer's screen."""
    content = {
        "message_text": offer.screen.html,
        "parse_mode": "HTML",
        "link_preview_options": _preview(offer.screen),
    }
    result: Json = {
        "type": "article",
        "id": offer.id,
        "title": offer.title,
        "description": offer.description,
        "input_message_content": content,
        "thumbnail_url": offer.thumbnail_url,
        "reply_markup": _keyboard(offer.screen.rows),
    }
    return {name: value for name, value in result.items() if value is not None}


def _preview(screen: OutgoingMessage) -> Json:
    """Return which link of a message is previewed, below the text and small."""
    if screen.preview_url is None:
        return {"is_disabled": True}
    return {"url": screen.preview_url, "prefer_small_media": True}


def _keyboard(rows: Sequence[Row]) -> Json | None:
    """Return the buttons under a message."""
    return {"inline_keyboard": [[_button(each) for each in row] for row in rows]} if rows else None


def _button(button: Button) -> Json:
    if button.data is not None:
        return {"text": button.text, "callback_data": button.data}
    if button.url is not None:
        return {"text": button.text, "url": button.url}
    chosen = {"query": button.share, **dict.fromkeys(_SHARED_WITH, True)}
    return {"text": button.text, "switch_inline_query_chosen_chat": chosen}
