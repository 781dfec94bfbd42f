"""When something that somebody waits for is said again, after an attempt that failed."""

from datetime import datetime, timedelta

from bot.delivery.outcome import SendError, TooFast

_SHORTEST, _LONGEST = timedelta(seconds=2), timedelta(hours=1)
_GIVEN_UP_AFTER = timedelta(days=1)


def next_attempt(owed_since: datetime, error: SendError, now: datetime) -> datetime | None:
    """Return when to try again: after as long as it was owed yet, or as Telegram asks to wait.

    None where a day has passed: whoever waited has gone on.
    """
    age = now - owed_since
    if age > _GIVEN_UP_AFTER:
        return None
    if isinstance(error, TooFast):
        return now + timedelta(seconds=error.seconds)
    return now + min(max(age, _SHORTEST), _LONGEST)
