"""What the inspector shows: each request with its answer, and what is wrong with it."""

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from bot.playground.api_server.errors import ApiError, Json
from bot.playground.api_server.request_log import Call, RequestLog
from bot.playground.page.views import Item, as_text

_CALLS = 120  # that a page is given, the newest
_MAX = 6_000  # characters of a request or an answer that are shown


def inspected(log: RequestLog) -> Iterator[Item]:
    """Yield the newest requests; long polls only where they brought something."""
    for call in log.newest(_CALLS):
        if call.method != "getUpdates" or call.result or call.reason or call.description:
            yield Item(
                key=f"call:{call.number}",
                stamp=(call.status, call.took),
                make=partial(_shown, call),
            )


def _shown(call: Call) -> Json:
    return {
        "number": call.number,
        "method": call.method,
        "status": call.status,
        "is_done": call.took is not None,
        "milliseconds": None if call.took is None else round(call.took * 1000, 1),
        "description": call.reason or call.description,
        "breaks": call.breaks,
        "is_retry": call.retry_of is not None,
        "request": _written(call.params),
        "answer": _written(_answer(call)),
    }


def _answer(call: Call) -> Any:
    """Return the result of a request, or the whole body of its refusal."""
    if call.description is None:
        return call.result
    return ApiError(call.status, call.description, call.parameters).body


def _written(value: Any) -> str:
    written = json.dumps(as_text(value), ensure_ascii=False, indent=2)
    return written if len(written) <= _MAX else f"{written[:_MAX]}…"
