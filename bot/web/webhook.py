"""The webhook route `POST /telegram`: checks secret and body, then passes the update on."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from hmac import compare_digest
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

BODY_MAX = 2**20  # bytes; the longest update, a rich message and its reply, has some 200,000
BODY_SECONDS = 10.0  # timeout for reading the body
_SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of the header

Receive = Callable[[dict[str, Any]], Awaitable[bool]]


class _Refused(Exception):
    """The request is refused with `status`."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


def webhook_route(receive: Receive, secret: str) -> Route:
    """Return the route that receives updates.

    Args:
        receive: waits until an update is handled or held; returns False if it must come again.
        secret: value of the secret header; a request without it is refused unread.
    """

    async def telegram(request: Request) -> Response:
        try:
            _check_secret(request, secret)
            async with asyncio.timeout(BODY_SECONDS):
                body = await _read_body(request)
            is_done = await receive(_parse_update(body))
        except _Refused as refusal:
            return _response(str(refusal), refusal.status)
        except TimeoutError:
            return _response("too slow", 408)
        except ClientDisconnect:
            return _response("gone", 400)  # nobody reads it
        return _response("ok", 200) if is_done else _response("come again", 503)

    return Route("/telegram", telegram, methods=["POST"])


def _response(text: str, status: int) -> Response:
    """Return an answer; close the connection after a refusal, as its body may be unread."""
    headers = {"Connection": "close"} if 400 <= status < 500 else None
    return PlainTextResponse(f"{text}\n", status, headers)


def _check_secret(request: Request, secret: str) -> None:
    given = request.headers.get(_SECRET, "")
    if not compare_digest(given.encode("latin-1"), secret.encode()):
        raise _Refused(403, "the secret is wrong")


async def _read_body(request: Request) -> bytes:
    announced = request.headers.get("Content-Length", "")
    if announced.isdecimal() and int(announced) > BODY_MAX:
        raise _Refused(413, "too long")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_MAX:
            raise _Refused(413, "too long")
    return bytes(body)


def _parse_update(body: bytes) -> dict[str, Any]:
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        raise _Refused(400, "the body is not JSON") from None
    if not isinstance(update, dict) or type(update.get("update_id")) is not int:
        raise _Refused(400, "the body is not an update")
    return update
