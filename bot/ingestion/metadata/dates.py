"""Parse the date formats of web pages and feeds."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)  # the web is not older
_GRACE = timedelta(days=1)  # for a wrong clock or time zone; dates after it are ignored

_LOOSE_ISO = re.compile(  # 2024-04-30 16:00:34 +02:00, also with fractions of a second
    r"(\d{4}-\d\d-\d\d)(?:[T ]+(\d\d:\d\d(?::\d\d)?)(?:[.,]\d+)?\s*(Z|[+-]\d\d:?\d\d)?)?(?!\d)"
)
_IN_PATH = re.compile(r"/((?:19|20)\d\d)[/-](\d\d?)[/-](\d\d?)(?=[/-])")


def first_date(candidates: Iterable[str], now: datetime) -> datetime | None:
    """Return the first candidate that is a plausible date, in UTC; None if there is none.

    A date without a time zone counts as UTC. A date at most one day after `now` (aware) becomes
    `now`. A later date, or one before `EARLIEST`, is skipped.
    """
    for candidate in candidates:
        moment = _parse(candidate.strip()[:64])
        if moment is None or moment < EARLIEST or moment > now + _GRACE:
            continue
        return min(moment, now.astimezone(UTC))
    return None


def dates_in_path(path: str) -> list[str]:
    """Return the dates in a path such as `/2026/01/08/title` in the form YYYY-MM-DD."""
    return [f"{year}-{month:0>2}-{day:0>2}" for year, month, day in _IN_PATH.findall(path)]


def _parse(text: str) -> datetime | None:
    found = _LOOSE_ISO.match(text)
    try:
        if found:
            day, time, zone = found.groups()
            moment = datetime.fromisoformat(f"{day}T{time or '00:00'}{zone or ''}")
        else:
            moment = parsedate_to_datetime(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
