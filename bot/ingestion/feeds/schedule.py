"""Polling schedule of feeds: the next poll time, backoff, redirects and hints; pure.

`decide` computes the next `FeedStatus` from the current one and the outcome of a fetch. The rules
are those of HTTP (RFC 9110, 9111), RSS 2.0 and its Syndication module.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.feed import FeedError, FeedStatus, Hints
from bot.ingestion.http.response import NO_ACCESS, parse_http_date, retry_after

MAX_INTERVAL = timedelta(hours=24)  # between two polls, whatever the feed or the backoff says
MAX_JITTER = 0.1  # share of the wait that is added at most, so that polls spread out
MOVES_NEEDED = 3  # equal permanent redirects in a row before the URL changes
STOP_AFTER = timedelta(days=14)  # of status 404
NOTIFY_AFTER = 5  # failures in a row; about four hours at the default interval

_BUSY = frozenset({408, 425, 429, 503})
OK = frozenset({200, 203})
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchOutcome:
    """The outcome of fetching a feed."""

    status: int = 0  # HTTP status; 0 without a response
    headers: Mapping[str, str] | None = None  # names in lower case
    url: str | None = None  # after redirects
    is_moved: bool = False  # at least one redirect, and all redirects permanent
    hints: Hints | None = None  # from the parsed feed; None if it was not parsed
    error: FeedError | None = None  # an error that the status does not show


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The next status of a feed, and the error to report to editors, if any."""

    status: FeedStatus
    notice: FeedError | None = None


def conditional_headers(status: FeedStatus) -> dict[str, str]:
    """Return the headers of a conditional request, with the validators exactly as received."""
    headers = {"If-None-Match": status.etag, "If-Modified-Since": status.last_modified}
    return {name: value for name, value in headers.items() if value is not None}


def decide(
    before: FeedStatus, outcome: FetchOutcome, now: datetime, *, interval: timedelta, jitter: float
) -> Decision:
    """Return the next status of a feed after a fetch.

    Args:
        before: the status at the time of the fetch.
        outcome: the outcome of the fetch.
        now: aware.
        interval: the default interval between two polls.
        jitter: a random number from 0 to 1.
    """
    error = _error(before, outcome)
    moved = _moved(before, outcome)
    if error is None:
        return Decision(status=_succeeded(moved, outcome, now, interval, jitter))
    return _failed(moved, outcome, error, now, interval, jitter)


def _error(before: FeedStatus, outcome: FetchOutcome) -> FeedError | None:
    status = outcome.status
    if outcome.error is not None:
        return outcome.error
    if status == 304:
        return None if before.is_conditional else "unasked"
    if status in OK:
        return None
    named: dict[int, FeedError] = {404: "missing", 410: "gone", 0: "unreachable"}
    if status in named:
        return named[status]
    if status in NO_ACCESS:
        return "no_access"
    if status in _BUSY:
        return "busy"
    return "server" if 500 <= status < 600 else "odd"


def _moved(before: FeedStatus, outcome: FetchOutcome) -> FeedStatus:
    """Count permanent redirects in a row; change the URL after `MOVES_NEEDED` equal ones."""
    is_found = outcome.status in OK or outcome.status == 304
    if not is_found or outcome.error is not None:
        return before
    if not outcome.is_moved or outcome.url is None or outcome.url == before.url:
        return replace(before, moved_to=None, moved_times=0)
    times = before.moved_times + 1 if outcome.url == before.moved_to else 1
    if times >= MOVES_NEEDED:
        return replace(before, url=outcome.url, moved_to=None, moved_times=0)
    return replace(before, moved_to=outcome.url, moved_times=times)


def _succeeded(
    before: FeedStatus, outcome: FetchOutcome, now: datetime, interval: timedelta, jitter: float
) -> FeedStatus:
    headers = outcome.headers or {}
    hints = outcome.hints or before.hints
    requested = retry_after(headers, now)
    waits = [interval, _freshness(headers, now), hints.interval, requested]
    is_new = outcome.status != 304
    return replace(
        before,
        next_at=_next_poll(now, max(wait for wait in waits if wait), hints, jitter),
        not_before=now + requested if requested else None,
        etag=headers.get("etag") if is_new else before.etag,
        last_modified=headers.get("last-modified") if is_new else before.last_modified,
        failures=0,
        failing_since=None,
        error=None,
        succeeded_at=now,
        hints=hints,
    )


def _failed(
    before: FeedStatus,
    outcome: FetchOutcome,
    error: FeedError,
    now: datetime,
    interval: timedelta,
    jitter: float,
) -> Decision:
    failures = before.failures + 1
    since = before.failing_since or now
    requested = retry_after(outcome.headers or {}, now)
    backoff = min(MAX_INTERVAL, interval * 2 ** min(failures - 1, 20))
    is_stopped = error == "gone" or (error == "missing" and now - since >= STOP_AFTER)
    after = replace(
        before,
        state="stopped" if is_stopped else before.state,
        next_at=_next_poll(now, max(backoff, requested or backoff), before.hints, jitter),
        not_before=now + requested if requested else None,
        failures=failures,
        failing_since=since,
        error=error,
    )
    is_newly_denied = error == "no_access" and before.error != "no_access"
    should_notify = is_stopped or is_newly_denied or failures == NOTIFY_AFTER
    return Decision(status=after, notice=error if should_notify else None)


def _freshness(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Return the freshness lifetime of a response: `max-age`, or `Expires`; None if not cacheable.

    `Expires` is compared with the site's own `Date` header, so that a wrong clock on the server
    does not matter.
    """
    control = [part.strip().lower() for part in headers.get("cache-control", "").split(",")]
    if "no-cache" in control or "no-store" in control:
        return None
    for part in control:
        name, _, value = part.partition("=")
        value = value.strip('" ')
        if name.strip() == "max-age" and value.isascii() and value.isdigit():
            return timedelta(seconds=min(int(value[:12]), int(MAX_INTERVAL.total_seconds())))
    expires_at = parse_http_date(headers.get("expires", ""))
    sent_at = parse_http_date(headers.get("date", "")) or now
    return expires_at - sent_at if expires_at is not None and expires_at > sent_at else None


def _next_poll(now: datetime, wait: timedelta, hints: Hints, jitter: float) -> datetime:
    """Return the time of the next poll: after the capped wait with jitter, in a permitted hour."""
    wait = min(wait, MAX_INTERVAL)
    at = now + wait * (1 + MAX_JITTER * jitter)
    if not _is_skipped(at, hints):
        return at
    hour = at.replace(minute=0, second=0, microsecond=0)
    for _ in range(7 * 24):
        hour += _HOUR
        if not _is_skipped(hour, hints):
            return hour + _HOUR * jitter * 0.99
    return at  # the hints exclude every hour of the week, so ignore them


def _is_skipped(at: datetime, hints: Hints) -> bool:
    return at.hour in hints.skip_hours or at.weekday() in hints.skip_days
