"""When a feed is asked next, and what its answer means for it; pure.

A feed's `FeedStatus` and an answer give its next `FeedStatus`. Nothing here waits, dials or asks
the clock. The rules are those of HTTP (RFC 9110, 9111), RSS 2.0 and its Syndication module.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from bot.domain.feed import FeedError, FeedStatus, Hints
from bot.ingestion.http.response import retry_after

LONGEST = timedelta(hours=24)  # between two fetches, whatever anybody asks for
JITTER = 0.1  # of the wait, added at most, so that feeds do not come due together
MOVES = 3  # same answers in a row before a permanent redirect is believed
MISSING_FOR = timedelta(days=14)  # of 404, then the feed is stopped
TOLD_AFTER = 5  # failures in a row, then editors are told; some four hours at the default interval

_NO_ACCESS = frozenset({401, 402, 403, 407, 451})
_BUSY = frozenset({408, 425, 429, 503})
_FINE = frozenset({200, 203})
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of asking for a feed."""

    status: int = 0  # of HTTP; 0 where there was no answer
    headers: Mapping[str, str] | None = None  # names in lower case
    url: str | None = None  # where it was found, after redirects
    is_moved: bool = False  # there were redirects, and every one was permanent
    hints: Hints | None = None  # where it was read
    trouble: FeedError | None = None  # why there is nothing to read, where the status does not say


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """How the feed stands from now on, and whether editors are to be told why."""

    status: FeedStatus
    notice: FeedError | None = None


def conditions(standing: FeedStatus) -> dict[str, str]:
    """Return the headers that ask for changes only: what the site sent last, as it came."""
    sent = {"If-None-Match": standing.etag, "If-Modified-Since": standing.last_modified}
    return {name: value for name, value in sent.items() if value is not None}


def decide(
    before: FeedStatus, answer: Answer, now: datetime, *, interval: timedelta, jitter: float
) -> Decision:
    """Return how a feed stands after an answer.

    Args:
        before: how it stood when it was asked.
        answer: what came.
        now: aware.
        interval: between two fetches of a feed that says nothing itself.
        jitter: 0 to 1, drawn at random.
    """
    trouble = _trouble(before, answer)
    moved = _moved(before, answer)
    if trouble is None:
        return Decision(status=_succeeded(moved, answer, now, interval, jitter))
    return _failed(moved, answer, trouble, now, interval, jitter)


def _trouble(before: FeedStatus, answer: Answer) -> FeedError | None:
    status = answer.status
    if answer.trouble is not None:
        return answer.trouble
    if status == 304:
        return None if before.is_conditional else "unasked"
    if status in _FINE:
        return None
    named: dict[int, FeedError] = {404: "missing", 410: "gone", 0: "unreachable"}
    if status in named:
        return named[status]
    if status in _NO_ACCESS:
        return "no_access"
    if status in _BUSY:
        return "busy"
    return "server" if 500 <= status < 600 else "odd"


def _moved(before: FeedStatus, answer: Answer) -> FeedStatus:
    """Count how often in a row the feed said that it moved for good; believe it the third time."""
    is_found = answer.status in _FINE or answer.status == 304
    if not is_found or answer.trouble is not None:
        return before
    if not answer.is_moved or answer.url is None or answer.url == before.url:
        return replace(before, moved_to=None, moved_times=0)
    times = before.moved_times + 1 if answer.url == before.moved_to else 1
    if times >= MOVES:
        return replace(before, url=answer.url, moved_to=None, moved_times=0)
    return replace(before, moved_to=answer.url, moved_times=times)


def _succeeded(
    before: FeedStatus, answer: Answer, now: datetime, interval: timedelta, jitter: float
) -> FeedStatus:
    headers = answer.headers or {}
    hints = answer.hints or before.hints
    asked = retry_after(headers, now)
    waits = [interval, _fresh_for(headers, now), hints.interval, asked]
    is_new = answer.status != 304
    return replace(
        before,
        next_at=_next(now, max(wait for wait in waits if wait), hints, jitter),
        not_before=now + asked if asked else None,
        etag=headers.get("etag") if is_new else before.etag,
        last_modified=headers.get("last-modified") if is_new else before.last_modified,
        failures=0,
        failing_since=None,
        trouble=None,
        succeeded_at=now,
        hints=hints,
    )


def _failed(
    before: FeedStatus,
    answer: Answer,
    trouble: FeedError,
    now: datetime,
    interval: timedelta,
    jitter: float,
) -> Decision:
    failures = before.failures + 1
    since = before.failing_since or now
    asked = retry_after(answer.headers or {}, now)
    backoff = min(LONGEST, interval * 2 ** min(failures - 1, 20))
    is_over = trouble == "gone" or (trouble == "missing" and now - since >= MISSING_FOR)
    after = replace(
        before,
        state="stopped" if is_over else before.state,
        next_at=_next(now, max(backoff, asked or backoff), before.hints, jitter),
        not_before=now + asked if asked else None,
        failures=failures,
        failing_since=since,
        trouble=trouble,
    )
    is_shut_out = trouble == "no_access" and before.trouble != "no_access"
    is_told = is_over or is_shut_out or failures == TOLD_AFTER
    return Decision(status=after, notice=trouble if is_told else None)


def _fresh_for(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Return how long an answer stays fresh: `max-age` unless `no-cache`, else `Expires`.

    `Expires` counts from the site's own `Date`, so that a wrong clock there does no harm.
    """
    control = [part.strip().lower() for part in headers.get("cache-control", "").split(",")]
    if "no-cache" in control or "no-store" in control:
        return None
    for part in control:
        name, _, value = part.partition("=")
        value = value.strip('" ')
        if name.strip() == "max-age" and value.isascii() and value.isdigit():
            return timedelta(seconds=min(int(value[:12]), int(LONGEST.total_seconds())))
    until, at = _date(headers.get("expires", "")), _date(headers.get("date", "")) or now
    return until - at if until is not None and until > at else None


def _date(written: str) -> datetime | None:
    try:
        parsed = parsedate_to_datetime(written)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return parsed if parsed.tzinfo else None


def _next(now: datetime, wait: timedelta, hints: Hints, jitter: float) -> datetime:
    """Return `now` and the wait, capped, with jitter, moved past the hours to skip."""
    wait = min(wait, LONGEST)
    at = now + wait * (1 + JITTER * jitter)
    if not _is_skipped(at, hints):
        return at
    hour = at.replace(minute=0, second=0, microsecond=0)
    for _ in range(7 * 24):
        hour += _HOUR
        if not _is_skipped(hour, hints):
            return hour + _HOUR * jitter * 0.99
    return at  # it wants never to be read; it is read as if it had said nothing


def _is_skipped(at: datetime, hints: Hints) -> bool:
    return at.hour in hints.skip_hours or at.weekday() in hints.skip_days
