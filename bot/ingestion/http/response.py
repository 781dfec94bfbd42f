"""HTTP response type, and the check that a response is a readable page; pure.

Errors:

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

ACCEPT_PAGE = "text/html,application/xhtml+xml;q=0.9,text/plain;q=0.8,*/*;q=0.1"
RETRY_AFTER_MAX = timedelta(hours=24)  # limit for Retry-After

NO_ACCESS = frozenset({401, 402, 403, 407, 451})
_GONE = frozenset({404, 410})
_TRANSIENT = frozenset({304, 408, 425, 429})  # 304 to an unconditional request: retry
_TEXT_TYPES = frozenset(
    {
        *("", "text/html", "text/plain", "text/xml", "application/xml", "application/xhtml+xml"),
        *("application/octet-stream", "binary/octet-stream", "application/unknown", "unknown"),
    }
)
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\f\r\x1b"))  # control characters not used in text
_SNIFFED_BYTES = 1024  # the first bytes of a body, which the check for text reads


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpResponse:
    """The last response of a fetch, after its redirects; picklable."""

    url: str  # after redirects, without a fragment
    status: int
    headers: Mapping[str, str]  # names in lower case
    content_type: str  # lower case, without parameters; empty if the header is missing
    charset: str | None  # from the Content-Type header
    body: bytes  # decompressed; empty unless the status is 200 to 299
    is_moved: bool = False  # at least one redirect, and all redirects permanent (301, 308)


def require_page(fetched: HttpResponse, now: datetime) -> None:
    """Check that the response is a page that may contain an article.

    Args:
        fetched: the response.
        now: aware; the reference for a Retry-After date if the site sends no Date header.

    Raises:
        Unreadable: the response is not a page, and a retry will not help.
        TryAgainLater: a retry may help; `after` is from Retry-After, at most `RETRY_AFTER_MAX`.
    """
    status = fetched.status
    if status in _TRANSIENT or 500 <= status < 600:
        raise TryAgainLater(f"the site answered {status}", retry_after(fetched.headers, now))
    if status in NO_ACCESS:
        raise Unreadable("page.no_access")
    if status in _GONE:
        raise Unreadable("page.gone")
    if status == 204 or (status == 200 and not fetched.body.strip()):
        raise Unreadable("page.empty")
    if status not in (200, 203):
        raise Unreadable("page.odd_status", status=status)
    kind = media_kind(fetched.content_type, fetched.body) or _binary_kind(fetched)
    if kind:
        raise Unreadable("page.not_a_page", kind=kind)


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Return the wait from `Retry-After`, at most `RETRY_AFTER_MAX`; None without a valid one.

    The header holds seconds or a date (RFC 9110, 10.2.3). A date is compared with the site's own
    `Date` header, so that a wrong clock on the server does not matter. A past date is not valid.
    """
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        seconds = min(int(value[:12]), int(RETRY_AFTER_MAX.total_seconds()))
        return timedelta(seconds=seconds) if seconds else None
    until = parse_http_date(value)
    if until is None:
        return None
    wait = until - (parse_http_date(headers.get("date", "")) or now)
    return min(wait, RETRY_AFTER_MAX) if wait > timedelta(0) else None


def _binary_kind(fetched: HttpResponse) -> str | None:
    """Return "data" for a body that is neither markup nor text."""
    if is_markup(fetched.body):
        return None
    head = fetched.body[:_SNIFFED_BYTES]
    is_binary = len(head.translate(None, _CONTROLS)) * 20 < len(head) * 19
    is_declared_text = fetched.content_type.startswith("text/")  # UTF-16 has many zero bytes
    if fetched.content_type not in _TEXT_TYPES or (is_binary and not is_declared_text):
        return "data"
    return None


def parse_http_date(value: str) -> datetime | None:
    """Parse an HTTP date header; return None if it is not valid or has no time zone."""
    try:
        parsed = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return parsed if parsed.tzinfo else None
