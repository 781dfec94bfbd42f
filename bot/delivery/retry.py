"""When a message that failed is tried again: a push, an answer or a notice."""

import random
from datetime import datetime, timedelta

from bot.delivery.errors import BadMarkup, FloodWait, Rejected, SendError

TRIES = 36  # failures after which a message is given up, over about a day
_SHORTEST, _LONGEST = timedelta(seconds=2), timedelta(hours=1)


def next_attempt(error: SendError, failures: int, now: datetime) -> datetime | None:
    """Return when to try again: when Telegram says, else after 2 s, doubled by each failure.

    None where the message is given up. With jitter, so that many that failed together come apart.

    Args:
        error: of the last attempt.
        failures: attempts that failed, the last one included; being told to wait is none.
        now: the time, aware.
    """
    if isinstance(error, FloodWait):
        return now + timedelta(seconds=error.seconds)
    if isinstance(error, Rejected | BadMarkup) or failures >= TRIES:
        return None
    pause = min(_LONGEST, _SHORTEST * 2.0 ** (failures - 1))
    return now + pause * random.uniform(0.8, 1.2)  # noqa: S311 - jitter is no secret
