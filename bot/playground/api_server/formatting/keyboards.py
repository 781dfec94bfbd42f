"""Check inline and reply keyboards as Telegram does; read their buttons for tests."""

import re
from dataclasses import dataclass
from typing import Any

from bot.playground.api_server.errors import ApiError, Json, bad_request
from bot.playground.api_server.formatting.links import normalize_url

_STYLES = frozenset({"danger", "success", "primary", "default", ""})
_ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "disabled",
)
_MAX_BUTTONS = 100
_MAX_ROW = 8  # stricter than Telegram, whose clients cut longer rows
_KEYBOARD_KINDS = ("keyboard", "remove_keyboard", "force_reply")


@dataclass(frozen=True, slots=True)
class Button:
    """One button of an inline keyboard."""

    text: str
    raw: Json

    @property
    def data(self) -> str | None:
        """The callback data; None for other buttons."""
        value = self.raw.get("callback_data")
        return value if isinstance(value, str) else None

    @property
    def url(self) -> str | None:
        """The URL; None for other buttons."""
        value = self.raw.get("url")
        return value if isinstance(value, str) else None

    @property
    def inline_query(self) -> str | None:
        """The inline query of a switch_inline_query button; None for other buttons."""
        for field in ("switch_inline_query", "switch_inline_query_current_chat"):
            if isinstance(value := self.raw.get(field), str):
                return value
        chosen = self.raw.get("switch_inline_query_chosen_chat")
        return str(chosen.get("query", "")) if isinstance(chosen, dict) else None

    @property
    def style(self) -> str | None:
        """The style: danger, success, primary, or None."""
        value = self.raw.get("style")
        return value if isinstance(value, str) else None

    def has_label(self, label: str) -> bool:
        """Tell whether the text contains `label`; spaces are ignored."""
        return "".join(label.split()) in "".join(self.text.split())


def buttons_of(keyboard: Json | None) -> list[list[Button]]:
    """Return an inline keyboard's rows of buttons."""
    rows = (keyboard or {}).get("inline_keyboard", [])
    return [[Button(button["text"], button) for button in row] for row in rows]


def _button_error(text: str) -> ApiError:
    return bad_request(f"can't parse inline keyboard button: {text}")


def inline_keyboard(markup: Json | None) -> Json | None:
    """Check an inline keyboard and return it as stored; None if it has no buttons.

    Raises:
        ApiError: 400 with Telegram's text.
    """
    if markup is None:
        return None
    checked = [[_checked_button(button) for button in row] for row in markup["inline_keyboard"]]
    checked = [row for row in checked if row]
    if sum(map(len, checked)) > _MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    if any(len(row) > _MAX_ROW for row in checked):
        raise bad_request(f"more than {_MAX_ROW} buttons in a row")
    return {"inline_keyboard": checked} if checked else None


def check_web_app_place(keyboard: Json | None, chat_type: str) -> None:
    """Check that only a private chat gets a keyboard with a web_app button.

    Raises:
        ApiError: 400, another chat gets a web_app button.
    """
    has_app = any("web_app" in button.raw for row in buttons_of(keyboard) for button in row)
    if has_app and chat_type != "private":
        raise bad_request("BUTTON_TYPE_INVALID")


def check_chat_requests(markup: Json | None, chat_type: str) -> None:
    """Check the buttons of a reply keyboard that request a chat.

    Raises:
        ApiError: 400, the chat is not private, two buttons share an id, or the bot shall get
            more rights than the person must have.
    """
    rows = (markup or {}).get("keyboard", [])
    buttons = [button for row in rows for button in row if isinstance(button, dict)]
    requests = [each["request_chat"] for each in buttons if each.get("request_chat") is not None]
    if requests and chat_type != "private":
        raise bad_request("users and chats can be requested in private chats only")
    if len({request["request_id"] for request in requests}) != len(requests):
        raise bad_request("BUTTON_ID_INVALID")
    for request in requests:
        of_person = request.get("user_administrator_rights") or {}
        for right, is_wanted in (request.get("bot_administrator_rights") or {}).items():
            if is_wanted and not of_person.get(right):
                raise bad_request(
                    "the rights of the bot must be a subset of the rights of the user"
                )


def reply_markup(markup: Json | None) -> tuple[Json | None, Json | None]:
    """Return the inline keyboard and the other reply markup; at least one is None.

    Raises:
        ApiError: 400 with Telegram's text.
    """
    if markup is None:
        return None, None
    if "inline_keyboard" in markup:
        return inline_keyboard(markup), None
    if not any(kind in markup for kind in _KEYBOARD_KINDS) and markup:
        raise bad_request("can't parse reply keyboard markup: unknown kind")
    return None, markup or None


def _checked_button(button: Json) -> Json:
    """Check one button and return it as stored."""
    if not button["text"].strip():
        raise bad_request("BUTTON_TEXT_INVALID")
    if button.get("style") is not None and button["style"].lower() not in _STYLES:
        raise _button_error("invalid button style specified")
    actions = [action for action in _ACTIONS if button.get(action) is not None]
    if not actions:
        raise _button_error("Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise _button_error(f"more than one action: {', '.join(actions)}")
    checked = dict(button)
    checked[actions[0]] = _checked_action(actions[0], button[actions[0]])
    return checked


def _checked_action(action: str, value: Any) -> Any:
    """Check a button's action and return it as stored."""
    if action == "callback_data":
        return _callback_data(value)
    if action == "url":
        return _url(value)
    if action in {"switch_inline_query", "switch_inline_query_current_chat"}:
        if len(value) > 256:
            raise bad_request("SWITCH_INLINE_QUERY_TOO_LONG")
    elif action == "copy_text" and not 1 <= len(value["text"]) <= 256:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    elif action == "web_app" and not value["url"].startswith("https://"):
        raise bad_request("BUTTON_URL_INVALID")
    return value


def _callback_data(value: str) -> str:
    if not 1 <= len(value.encode()) <= 64:
        raise bad_request("BUTTON_DATA_INVALID")
    return value


def _url(value: str) -> str:
    if re.match(r"tg://user\?id=\d+$", value):
        return value
    checked = normalize_url(value)
    if checked is None:
        raise bad_request(f"inline keyboard button URL '{value}' is invalid: Wrong HTTP URL")
    return checked
