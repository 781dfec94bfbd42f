"""Serializes messages, keyboards and inline results to the JSON of the Bot API."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.presentation.outgoing_message import Button, ChatRequest, OutgoingMessage, Row

_SHARED_WITH = ("allow_user_chats", "allow_group_chats", "allow_channel_chats")
_ADMIN_RIGHTS = (  # the required fields of ChatAdministratorRights
    *("is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats"),
    *("can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users"),
    *("can_post_stories", "can_edit_stories", "can_delete_stories", "can_send_welcome_messages"),
)
Json = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class InlineResult:
    """One result of an inline query."""

    id: str  # 1 to 64 bytes
    title: str
    description: str = ""
    message: OutgoingMessage  # posted when a person chooses the result
    thumbnail_url: str | None = None


class Body:
    """A serialized request body with the interface of python-telegram-bot's `RequestData`."""

    contains_files = False

    def __init__(self, parameters: Json, message: OutgoingMessage | None = None) -> None:
        """Serialize the parameters that are not None, and the content of `message`."""
        present = {name: value for name, value in parameters.items() if value is not None}
        self.json_payload = json.dumps(present).encode()
        if message is not None:  # `present` is never empty
            self.json_payload = self.json_payload[:-1] + b", " + _content(message)[1:]


@lru_cache(maxsize=64)
def _content(message: OutgoingMessage) -> bytes:
    """Return the parameters for the content of a message, in JSON.

    The cache serves the many chats that get the same message.
    """
    shown: Json = {
        "text": message.html,
        "parse_mode": "HTML",
        "link_preview_options": _preview(message),
    }
    markup = _reply_markup(message)
    if markup is not None:
        shown["reply_markup"] = markup
    return json.dumps(shown).encode()


def inline_result_json(result: InlineResult) -> Json:
    """Return the JSON of an inline result."""
    content = {
        "message_text": result.message.html,
        "parse_mode": "HTML",
        "link_preview_options": _preview(result.message),
    }
    fields: Json = {
        "type": "article",
        "id": result.id,
        "title": result.title,
        "description": result.description,
        "input_message_content": content,
        "thumbnail_url": result.thumbnail_url,
        "reply_markup": _keyboard(result.message.rows),
    }
    return {name: value for name, value in fields.items() if value is not None}


def _preview(message: OutgoingMessage) -> Json:
    """Return the options of the link preview: with a large picture, or none."""
    if message.preview_url is None:
        return {"is_disabled": True}
    shown: Json = {"url": message.preview_url, "prefer_large_media": True}
    return {**shown, "show_above_text": True} if message.is_preview_above else shown


def _reply_markup(message: OutgoingMessage) -> Json | None:
    if message.chat_requests:
        rows = [[_chat_request(each)] for each in message.chat_requests]
        return {"keyboard": rows, "resize_keyboard": True, "one_time_keyboard": True}
    if message.reply_placeholder is not None:
        return {"force_reply": True, "input_field_placeholder": message.reply_placeholder}
    return {"remove_keyboard": True} if message.removes_keyboard else _keyboard(message.rows)


def _chat_request(request: ChatRequest) -> Json:
    """Return a button that offers the chats that the person administers.

    Telegram's clients add the bot to the chosen chat, to a channel as an administrator.
    """
    wanted = "can_post_messages" if request.is_channel else "can_manage_chat"
    rights = {**dict.fromkeys(_ADMIN_RIGHTS, False), wanted: True}
    bot = {"bot_administrator_rights": rights} if request.is_channel else {"bot_is_member": True}
    chat = {"request_id": request.number, "chat_is_channel": request.is_channel, **bot}
    return {"text": request.text, "request_chat": {**chat, "user_administrator_rights": rights}}


def _keyboard(rows: Sequence[Row]) -> Json | None:
    """Return the inline keyboard, None without buttons."""
    return {"inline_keyboard": [[_button(each) for each in row] for row in rows]} if rows else None


def _button(button: Button) -> Json:
    if button.data is not None:
        return {"text": button.text, "callback_data": button.data}
    if button.url is not None:
        return {"text": button.text, "url": button.url}
    chosen = {"query": button.share, **dict.fromkeys(_SHARED_WITH, True)}
    return {"text": button.text, "switch_inline_query_chosen_chat": chosen}
