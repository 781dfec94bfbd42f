"""The inspector's content: requests of the bot with responses and rule breaks."""

import html
import json
import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from bot.playground.api_server.errors import ApiError, Json
from bot.playground.api_server.request_log import Call, RequestLog
from bot.playground.page.views import Item, as_text

_MAX_CALLS = 120  # requests; only the newest are sent to a page
_MAX_SAID = 80  # characters of a message in a row
_TAG = re.compile(r"<[^<>]*>")
_MAX_SHOWN = 6_000  # characters of a request or a response


def inspector_items(log: RequestLog) -> Iterator[Item]:
    """Yield the newest requests as items, without long polls that returned nothing."""
    for call in log.newest(_MAX_CALLS):
        if call.method != "getUpdates" or call.result or call.reason or call.description:
            yield Item(
                key=f"call:{call.number}",
                stamp=(call.status, call.took),
                make=partial(_call_json, call),
            )


def _call_json(call: Call) -> Json:
    return {
        "number": call.number,
        "method": call.method,
        "chat": call.get("chat_id"),
        "said": _one_line(call.get("text") or call.get("caption")),
        "status": call.status,
        "is_done": call.took is not None,
        "milliseconds": None if call.took is None else round(call.took * 1000, 1),
        "description": call.reason or call.description,
        "breaks": call.breaks,
        "is_retry": call.retry_of is not None,
        "request": _pretty_json(call.params),
        "answer": _pretty_json(_answer(call)),
    }


def _one_line(value: Any) -> str:
    """Return the beginning of a text in one line, without markup; "" for no text."""
    if not isinstance(value, str):
        return ""
    plain = html.unescape(_TAG.sub("", value))
    return " ".join(plain.split())[:_MAX_SAID]


def _answer(call: Call) -> Any:
    """Return the result of a request, or the whole body of its error response."""
    if call.description is None:
        return call.result
    return ApiError(call.status, call.description, call.parameters).body


def _pretty_json(value: Any) -> str:
    text = json.dumps(as_text(value), ensure_ascii=False, indent=2)
    return text if len(text) <= _MAX_SHOWN else f"{text[:_MAX_SHOWN]}…"
