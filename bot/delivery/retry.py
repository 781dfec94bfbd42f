"""Retry schedule for messages that failed, and the waits of all requests to Telegram."""

import random
from datetime import datetime, timedelta

from telegram.error import RetryAfter

from bot.delivery.errors import BadMarkup, FloodWait, Rejected, SendError

MAX_FAILURES = 36  # failures after which a message is given up; they spread over about a day
_MIN_DELAY, _MAX_DELAY = timedelta(seconds=2), timedelta(hours=1)


def next_attempt(error: SendError, failures: int, now: datetime) -> datetime | None:
    """Return the time of the next retry, or None to give the message up.

    Telegram's flood wait decides, otherwise exponential backoff from 2 seconds. Jitter spreads
    messages that failed together.

    Args:
        error: the error of the last attempt.
        failures: number of failed attempts, the last one included; a flood wait does not count.
        now: the current time, aware.
    """
    if isinstance(error, FloodWait):
        return now + timedelta(seconds=error.seconds)
    if isinstance(error, Rejected | BadMarkup) or failures >= MAX_FAILURES:
        return None
    delay = min(_MAX_DELAY, _MIN_DELAY * 2.0 ** (failures - 1))
    return now + delay * jitter()


def jitter() -> float:
    """Return a random factor from 0.8 to 1.2 for a delay, so that retries spread."""
    return random.uniform(0.8, 1.2)  # noqa: S311 - not a secret


def retry_after_seconds(error: RetryAfter) -> float:
    """Return how many seconds Telegram asks to wait."""
    after = error.retry_after
    return float(after) if isinstance(after, int) else after.total_seconds()
