"""What a site answered, and whether that is a page; pure.

Says no in these words:

    page.no_access              "The site does not let me read that page."
    page.gone                   "That page is no longer there."
    page.odd_status (status)    "The site answered with the status {status} instead of a page."
    page.empty                  "The site answered with an empty page."
    page.not_a_page (kind)      "That is not a page with text, but {kind}."

`kind` is one of `KINDS`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from bot.domain.errors import TryAgainLater, Unreadable

KINDS = ("pdf", "image", "video", "audio", "archive", "document", "data")
LONGEST_WAIT = timedelta(hours=24)  # whatever Retry-After says

_NO_ACCESS = frozenset({401, 402, 403, 407, 451})
_GONE = frozenset({404, 410})
_PASSING = frozenset({304, 408, 425, 429})  # 304 without a condition sent: try once more
_BY_MAIN_TYPE = {"image": "image", "video": "video", "audio": "audio", "font": "data"}
_BY_TYPE = {
    "application/pdf": "pdf",
    "application/zip": "archive",
    "application/x-zip-compressed": "archive",
    "application/x-tar": "archive",
    "application/x-7z-compressed": "archive",
    "application/x-rar-compressed": "archive",
    "application/vnd.rar": "archive",
    "application/msword": "document",
    "application/epub+zip": "document",
    "application/ogg": "audio",
    "application/x-msdownload": "data",
    "application/vnd.android.package-archive": "data",
}
_MAGIC = (  # the first bytes of the formats' own specifications
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "archive"),
    (b"Rar!\x1a\x07", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF87a", "image"),
    (b"GIF89a", "image"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "document"),
    (b"OggS", "audio"),
    (b"ID3\x02", "audio"),
    (b"ID3\x03", "audio"),
    (b"ID3\x04", "audio"),
    (b"fLaC", "audio"),
    (b"\x1a\x45\xdf\xa3", "video"),
    (b"\x7fELF", "data"),
    (b"MZ\x90\x00", "data"),
)
_RIFF = {b"WEBP": "image", b"AVI ": "video", b"WAVE": "audio"}
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


def media_kind(content_type: str, head: bytes) -> str | None:
    """Return which of `KINDS` a body is by its type and first bytes; None if it may be text."""
    by_magic = _by_magic(head)
    if by_magic:
        return by_magic
    if content_type in _BY_TYPE:
        return _BY_TYPE[content_type]
    if content_type.startswith("application/vnd.openxmlformats"):
        return "document"
    if content_type == "image/svg+xml" or not _is_markup(head):
        return _BY_MAIN_TYPE.get(content_type.partition("/")[0])
    return None


def _by_magic(head: bytes) -> str | None:
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12], "data")
    if head[4:8] == b"ftyp":
        return "image" if head[8:12] in (b"avif", b"heic", b"mif1") else "video"
    return None


def _not_text(fetched: HttpResponse) -> str | None:
    """Return "data" for what is neither markup nor of a type that may hold text."""
    if _is_markup(fetched.body):
        return None
    head = fetched.body[:_HEAD]
    is_binary = len(head.translate(None, _CONTROLS)) * 20 < len(head) * 19
    is_wide = fetched.content_type.startswith("text/")  # UTF-16 is full of zeros
    if fetched.content_type not in _TEXT_TYPES or (is_binary and not is_wide):
        return "data"
    return None


def _is_markup(body: bytes) -> bool:
    head = body[:_HEAD].replace(b"\x00", b"").lower()
    return any(tag in head for tag in (b"<!doctype html", b"<html", b"<head", b"<body", b"<meta"))


def _date(written: str) -> datetime | None:
    try:
        parsed = parsedate_to_datetime(written)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return parsed if parsed.tzinfo else None
