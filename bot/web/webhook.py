"""`POST /telegram`: what Telegram posts, checked before anything is made of it."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from hmac import compare_digest
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

BODY_MAX = 2**20  # bytes; the longest update, a rich message and its reply, has some 200,000
BODY_SECONDS = 10.0  # that a body may take to come
_SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of the header

Receive = Callable[[dict[str, Any]], Awaitable[bool]]


class _Refused(Exception):
    """A post that is answered with `status`."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


def webhook_route(receive: Receive, secret: str) -> Route:
    """Return the route that takes updates.

    Args:
        receive: takes an update; returns, once it is so, whether it was handled or is held.
        secret: what Telegram sends along; other posts are refused unread.
    """

    async def telegram(request: Request) -> Response:
        try:
            _check_secret(request, secret)
            async with asyncio.timeout(BODY_SECONDS):
                body = await _read(request)
            is_done = await receive(_update(body))
        except _Refused as refusal:
            return _say(str(refusal), refusal.status)
        except TimeoutError:
            return _say("too slow", 408)
        except ClientDisconnect:
            return _say("gone", 400)  # to nobody
        return _say("ok", 200) if is_done else _say("come again", 503)

    return Route("/telegram", telegram, methods=["POST"])


def _say(words: str, status: int) -> Response:
    """Return an answer; after a refusal the connection ends, as its body may be unread."""
    headers = {"Connection": "close"} if 400 <= status < 500 else None
    return PlainTextResponse(f"{words}\n", status, headers)


def _check_secret(request: Request, secret: str) -> None:
    given = request.headers.get(_SECRET, "")
    if not compare_digest(given.encode("latin-1"), secret.encode()):
        raise _Refused(403, "the secret is wrong")


async def _read(request: Request) -> bytes:
    announced = request.headers.get("Content-Length", "")
    if announced.isdecimal() and int(announced) > BODY_MAX:
        raise _Refused(413, "too long")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_MAX:
            raise _Refused(413, "too long")
    return bytes(body)


def _update(body: bytes) -> dict[str, Any]:
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        raise _Refused(400, "this is no JSON") from None
    if not isinstance(update, dict) or type(update.get("update_id")) is not int:
        raise _Refused(400, "this is no update")
    return update
