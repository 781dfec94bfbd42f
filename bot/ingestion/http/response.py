"""What a site answered, and whether that is a page; pure.

Says no in these words:

    page.no_access              "The site does not let me read that page."
    page.gone                   "That page is no longer there."
    page.odd_status (status)    "The site answered with the status {status} instead of a page."
    page.empty                  "The site answered with an empty page."
    page.not_a_page (kind)      "That is not a page with text, but {kind}."

`kind` is one of `bot.ingestion.media_types.KINDS`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from bot.domain.errors import TryAgainLater, Unreadable
from bot.ingestion.media_types import is_markup, media_kind

LONGEST_WAIT = timedelta(hours=24)  # whatever Retry-After says

_NO_ACCESS = frozenset({401, 402, 403, 407, 451})
_GONE = frozenset({404, 410})
_PASSING = frozenset({304, 408, 425, 429})  # 304 without a condition sent: try once more
_TEXT_TYPES = frozenset(
    {
        *("", "text/html", "text/plain", "text/xml", "application/xml", "application/xhtml+xml"),
        *("application/octet-stream", "binary/octet-stream", "application/unknown", "unknown"),
    }
)
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\f\r\x1b"))  # what a text does not hold
_HEAD = 1024  # bytes that are looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpResponse:
    """The last answer of a journey; picklable."""

    url: str  # where it was found, after redirects, without a fragment
    status: int
    headers: Mapping[str, str]  # names in lower case
    content_type: str  # lower case, without parameters; empty where none was sent
    charset: str | None  # as the header declares it
    body: bytes  # unpacked; empty unless the status is 200 to 299
    is_moved: bool = False  # there were redirects, and every one was permanent (301, 308)


def require_page(fetched: HttpResponse, now: datetime) -> None:
    """Return if the answer is a page that may hold an article.

    Args:
        fetched: the answer.
        now: aware; what a Retry-After date is measured from when the site sends no Date.

    Raises:
        Unreadable: it is none, and will not become one.
        TryAgainLater: it may be one later; `after` as the site asked, at most `LONGEST_WAIT`.
    """
    status = fetched.status
    if status in _PASSING or 500 <= status < 600:
        raise TryAgainLater(f"the site answered {status}", retry_after(fetched.headers, now))
    if status in _NO_ACCESS:
        raise Unreadable("page.no_access")
    if status in _GONE:
        raise Unreadable("page.gone")
    if status == 204 or (status == 200 and not fetched.body.strip()):
        raise Unreadable("page.empty")
    if status not in (200, 203):
        raise Unreadable("page.odd_status", status=status)
    kind = media_kind(fetched.content_type, fetched.body) or _not_text(fetched)
    if kind:
        raise Unreadable("page.not_a_page", kind=kind)


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Return how long `Retry-After` asks to wait, at most `LONGEST_WAIT`; None if it says nothing.

    Seconds or a date (RFC 9110, 10.2.3); a date counts from the site's own `Date`, so that a
    wrong clock there does no harm. What is past or makes no sense says nothing.
    """
    written = headers.get("retry-after", "").strip()
    if written.isascii() and written.isdigit():
        seconds = min(int(written[:12]), int(LONGEST_WAIT.total_seconds()))
        return timedelta(seconds=seconds) if seconds else None
    until = _date(written)
    if until is None:
        return None
    wait = until - (_date(headers.get("date", "")) or now)
    return min(wait, LONGEST_WAIT) if wait > timedelta(0) else None


def _not_text(fetched: HttpResponse) -> str | None:
    """Return "data" for what is neither markup nor of a type that may hold text."""
    if is_markup(fetched.body):
        return None
    head = fetched.body[:_HEAD]
    is_binary = len(head.translate(None, _CONTROLS)) * 20 < len(head) * 19
    is_wide = fetched.content_type.startswith("text/")  # UTF-16 is full of zeros
    if fetched.content_type not in _TEXT_TYPES or (is_binary and not is_wide):
        return "data"
    return None


def _date(written: str) -> datetime | None:
    try:
        parsed = parsedate_to_datetime(written)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return parsed if parsed.tzinfo else None
