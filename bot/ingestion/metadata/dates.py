"""Dates as pages write them."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)  # before the first web page there is no web article
_GRACE = timedelta(days=1)  # a clock or a time zone that is wrong; beyond it the date is nonsense

_LOOSE = re.compile(  # 2024-04-30 16:00:34 +02:00, and with any fraction of a second
    r"(\d{4}-\d\d-\d\d)(?:[T ]+(\d\d:\d\d(?::\d\d)?)(?:[.,]\d+)?\s*(Z|[+-]\d\d:?\d\d)?)?(?!\d)"
)
_IN_PATH = re.compile(r"/((?:19|20)\d\d)[/-](\d\d?)[/-](\d\d?)(?=[/-])")


def first_date(candidates: Iterable[str], now: datetime) -> datetime | None:
    """Return the first candidate that is a credible date, in UTC; None if none is.

    Without a time zone UTC is meant. A date up to a day ahead of `now` (aware) becomes `now`; one
    further ahead, or before `EARLIEST`, is passed over.
    """
    for written in candidates:
        moment = _parse(written.strip()[:64])
        if moment is None or moment < EARLIEST or moment > now + _GRACE:
            continue
        return min(moment, now.astimezone(UTC))
    return None


def dates_in_path(path: str) -> list[str]:
    """Return the date in an address such as `/2026/01/08/title`, as YYYY-MM-DD, if there is one."""
    return [f"{year}-{month:0>2}-{day:0>2}" for year, month, day in _IN_PATH.findall(path)]


def _parse(written: str) -> datetime | None:
    found = _LOOSE.match(written)
    try:
        if found:
            day, time, zone = found.groups()
            moment = datetime.fromisoformat(f"{day}T{time or '00:00'}{zone or ''}")
        else:
            moment = parsedate_to_datetime(written)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
