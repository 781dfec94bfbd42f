"""Check URLs in links and buttons as Telegram does; parse user mentions and times."""

import re
from urllib.parse import parse_qs, urlsplit

from bot.playground.api_server.errors import Json, bad_request

_USER = re.compile(r"tg:(?://)?user\?(?:.*&)?id=(\d+)", re.IGNORECASE)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_LOCAL = re.compile(r"https?://localhost(?::\d+)?(?:/\S*)?$", re.IGNORECASE)
TIME_FORMAT = re.compile(r"r|w?[dD]?[tT]?")
_APP_SCHEMES = ("tg:", "ton:", "tonsite:")


def mentioned_user(url: str) -> int | None:
    """Return the user id in a `tg://user?id=…` link; None for other links."""
    match = _USER.match(url)
    return int(match.group(1)) if match else None


def parse_time(query: str) -> tuple[int, str] | None:
    """Return the Unix time and format in `unix=…&format=…`; None if one is invalid.

    The format is `r` for a relative time, or `w`, `d` or `D`, and `t` or `T` in that order.
    """
    given = parse_qs(query)
    unix_time, form = given.get("unix", [""])[0], given.get("format", [""])[0]
    if not re.fullmatch(r"\d{1,12}", unix_time, re.ASCII):
        return None
    return (int(unix_time), form) if TIME_FORMAT.fullmatch(form) else None


def normalize_url(url: str) -> str | None:
    """Return the URL as Telegram stores it, or None if Telegram refuses it.

    A host needs a dot, so `http://localhost` is refused. A missing path becomes `/`.
    """
    url = url.strip()
    if url.lower().startswith(_APP_SCHEMES):
        return url
    if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", url):
        if _SCHEME.match(url) and not re.match(r"[^/?#]*:\d+(?:[/?#]|$)", url):
            return None
        url = f"http://{url}"
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https", "ftp"} or not host or " " in url:
        return None
    if "." not in host.strip(".") and ":" not in host:
        return None
    if parts.path or parts.query or parts.fragment:
        return url
    return f"{url}/"


def check_link_preview(options: Json | None) -> Json | None:
    """Check LinkPreviewOptions and return them.

    Raises:
        ApiError: 400, the URL is invalid.
    """
    url = (options or {}).get("url")
    if url and normalize_url(url) is None and not _LOCAL.match(url):
        raise bad_request("WEBPAGE_URL_INVALID")
    return options
