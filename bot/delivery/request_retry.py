"""Requests to Telegram: translate the library's errors, and retry the safe ones."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from telegram.error import (
    BadRequest,
    ChatMigrated,
    EndPointNotFound,
    Forbidden,
    RetryAfter,
    TelegramError,
)

from bot.delivery.errors import (
    ChatMoved,
    ChatUnreachable,
    DeliveryUnknown,
    FloodWait,
    NotSupported,
    Rejected,
    classify_bad_request,
)
from bot.delivery.retry import jitter, retry_after_seconds
from bot.domain.ids import ChatId
from bot.telemetry.metrics import FLOODS

_REPLY_RETRY_DELAYS = (1.0, 2.0, 4.0)  # seconds before each retry of a reply
_RETRY_DELAYS = (0.5, 1.0, 2.0)  # seconds before each retry of a request that sends no message
_REQUEST_MAX_WAIT = 5.0  # the longest flood wait in seconds of such a request
_MESSAGE_GONE = ("message to edit not found", "message can't be edited", "message_id_invalid")
REPLY_MAX_WAIT = 60.0  # seconds that a reply may wait for the limits of its chat or a flood wait
STALE_REASONS = ("message is not modified", "query is too old", "query id is invalid")

Result = TypeVar("Result")


async def translate_errors(request: Awaitable[Result]) -> Result:
    """Await a request; translate the errors of the library to a `SendError`."""
    try:
        return await request
    except ChatMigrated as error:
        raise ChatMoved(str(error), ChatId(error.new_chat_id)) from error
    except RetryAfter as error:
        FLOODS.inc()
        raise FloodWait(str(error), retry_after_seconds(error)) from error
    except Forbidden as error:
        raise ChatUnreachable(str(error)) from error
    except EndPointNotFound as error:
        raise NotSupported(str(error)) from error
    except BadRequest as error:
        raise classify_bad_request(error.message) from error
    except TelegramError as error:
        raise DeliveryUnknown(str(error)) from error


async def with_retry(
    attempt: Callable[[], Awaitable[Result]],
    *,
    delays: Sequence[float] = _RETRY_DELAYS,
    max_wait: float = _REQUEST_MAX_WAIT,
) -> Result:
    """Retry a request after a flood wait or an unknown result.

    Args:
        attempt: starts the request; a request that sends no message is safe to repeat.
        delays: seconds before each retry after an unknown result.
        max_wait: the longest flood wait in seconds; a longer one is raised.
    """
    for delay in delays:
        try:
            return await translate_errors(attempt())
        except FloodWait as error:
            if error.seconds > max_wait:
                raise
            await asyncio.sleep(error.seconds)
        except DeliveryUnknown:
            await asyncio.sleep(delay * jitter())
    return await translate_errors(attempt())


async def retry_reply(attempt: Callable[[], Awaitable[Result]]) -> Result:
    """Retry a message that a person waits for, with longer delays."""
    return await with_retry(attempt, delays=_REPLY_RETRY_DELAYS, max_wait=REPLY_MAX_WAIT)


async def ignore_stale(attempt: Callable[[], Awaitable[object]]) -> bool:
    """Retry an edit or an answer, ignoring stale ones; return whether the message exists."""
    try:
        await with_retry(attempt)
    except Rejected as error:
        reason = str(error).lower()
        if any(gone in reason for gone in _MESSAGE_GONE):
            return False
        if not any(stale in reason for stale in STALE_REASONS):
            raise
    return True
