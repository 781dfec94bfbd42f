"""Check and parse links as tdlib/td does (LinkManager.cpp, HttpUrl.cpp, FormattedDate.cpp)."""

import re
from dataclasses import dataclass
from ipaddress import IPv6Address
from urllib.parse import parse_qsl

from bot.playground.api_server.errors import Json, bad_request

TIME_FORMAT = re.compile(r"r|w?[dD]?[tT]?")
_MAX_USER_ID = (1 << 40) - 1
_MAX_TIME = (1 << 31) - 1
_NUMBER = re.compile(r"-?[1-9][0-9]{0,18}")
_SCHEME = re.compile(r"([^:/?#@\[\]]*)://")
_APP_LINK = re.compile(r"tg:(?://)?([^/?#]*)/?\?([^#]*)", re.IGNORECASE)
_APP_SCHEME = re.compile(r"(tg|ton|tonsite):(?://)?", re.IGNORECASE)
_AUTHORITY = re.compile(r"[^/?#]*")
_WITH_PORT = re.compile(r"(.+):([^:\]@]*)", re.DOTALL)
_PORT = re.compile(r"0*([1-9][0-9]{0,4})")
_HOST = re.compile(r"(?:[A-Za-z0-9.\-_!$,~*'();&+=\x80-\U0010ffff]|%[0-9A-Fa-f]{2})+")
_USER = re.compile(r"(?:[A-Za-z0-9.\-_!$,~*'();&+=:\x80-\U0010ffff]|%[0-9A-Fa-f]{2})*")
_APP_HOST = {"tg": re.compile(r"[A-Za-z0-9\-_]+"), "tonsite": re.compile(r"[A-Za-z0-9\-_.]+")}
_SPACES = " \t\r\n\v\0"
_LOCAL = re.compile(r"https?://localhost(?::\d+)?(?:/\S*)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _HttpUrl:
    """An http or https URL in its parts; the path starts with `/` and includes the query."""

    scheme: str
    user: str
    host: str  # lower case
    port: int  # 0: not given
    path: str

    @property
    def is_ipv6(self) -> bool:
        return self.host.startswith("[")

    def __str__(self) -> str:
        user = f"{self.user}@" if self.user else ""
        port = f":{self.port}" if self.port else ""
        return f"{self.scheme}://{user}{self.host}{port}{self.path}"


def _parse_url(url: str) -> _HttpUrl | None:
    """Return the parts of a URL, http by default; None if it is none."""
    given = _SCHEME.match(url)
    scheme = given.group(1).lower() if given else "http"
    if scheme not in {"http", "https"}:
        return None
    rest = url[given.end() :] if given else url
    authority = (_AUTHORITY.match(rest) or [""])[0]
    address, port = authority, 0
    if match := _WITH_PORT.fullmatch(authority):
        address, digits = match.groups()
        number = _PORT.fullmatch(digits)
        port = int(number.group(1)) if number else -1
    user, _, host = address.rpartition("@")
    host = re.sub("[A-Z]+", lambda capitals: capitals.group().lower(), host)
    if not 0 <= port <= 65535 or not _is_host(host) or not _USER.fullmatch(user):
        return None
    path = rest[len(authority) :].rstrip(_SPACES)
    path = re.sub("[\0- ]", lambda space: f"%{ord(space.group()):02X}", path)
    return _HttpUrl(scheme, user, host, port, path if path.startswith("/") else f"/{path}")


def _is_host(host: str) -> bool:
    if host.startswith("[") and host.endswith("]"):
        try:
            IPv6Address(host[1:-1])
        except ValueError:
            return False
        return "%" not in host
    return host != "." and _HOST.fullmatch(host) is not None


def normalize_url(url: str) -> str | None:
    """Return the URL as Telegram stores it, or None if Telegram refuses it.

    A host needs a dot, so `http://localhost` is refused. A missing path becomes `/`.
    """
    app = _APP_SCHEME.match(url)
    rest = url[app.end() :] if app else url
    parsed = _parse_url(rest)
    if parsed is None:
        return None
    if app is None:
        return str(parsed) if "." in parsed.host or parsed.is_ipv6 else None
    scheme = app.group(1).lower()
    is_web = rest.lower().startswith("http://") or parsed.scheme == "https"
    if is_web or parsed.user or parsed.port:
        return None
    if not _APP_HOST.get(scheme, _APP_HOST["tg"]).fullmatch(parsed.host):
        return None
    path = parsed.path.removeprefix("/") if parsed.path.startswith("/?") else parsed.path
    return f"{scheme}://{parsed.host}{path}"


def _app_query(url: str, host: str) -> list[tuple[str, str]]:
    """Return the parameters of a `tg://<host>?…` link; none for another link."""
    match = _APP_LINK.match(url)
    if match is None or match.group(1).lower() != host:
        return []
    parameters = (one.partition("=") for one in match.group(2).split("&"))
    return [(name, value) for name, _, value in parameters]


def mentioned_user(url: str) -> int | None:
    """Return the user id in a `tg://user?id=…` link; None for other links."""
    value = dict(reversed(_app_query(url.lower(), "user"))).get("id", "")
    user_id = int(value) if _NUMBER.fullmatch(value) else 0
    return user_id if 0 < user_id <= _MAX_USER_ID else None


def custom_emoji(url: str) -> str | None:
    """Return the identifier in a `tg://emoji?id=…` link; None for other links."""
    return emoji_id(dict(reversed(_app_query(url, "emoji"))).get("id", ""))


def emoji_id(value: str) -> str | None:
    """Return the identifier of a custom emoji, or None if it is not a number."""
    return value if _NUMBER.fullmatch(value) else None


def linked_time(url: str) -> tuple[int, str] | None:
    """Return the Unix time and format in a `tg://time?unix=…&format=…` link; else None."""
    given = dict(_app_query(url, "time"))
    value, form = given.get("unix", ""), time_format(given.get("format", ""))
    if not _NUMBER.fullmatch(value) or not 0 < int(value) <= _MAX_TIME or form is None:
        return None
    return int(value), form


def time_format(form: str) -> str | None:
    """Return the format of a time as the Bot API gives it; None if it is invalid.

    The format is `r` for a relative time, or `w`, `d` or `D`, and `t` or `T` in any order. The
    short form wins over the long one.
    """
    if form in {"r", "R"}:
        return "r"
    if set(form) - set("tTdDwW"):
        return None
    date = next((one for one in "dD" if one in form), "")
    time = next((one for one in "tT" if one in form), "")
    return ("w" if "w" in form.lower() else "") + date + time


def parse_time(query: str) -> tuple[int, str] | None:
    """Return the Unix time and format in `unix=…&format=…`; None if one is invalid."""
    given = dict(parse_qsl(query, keep_blank_values=True))
    value, form = given.get("unix", ""), time_format(given.get("format", ""))
    if not re.fullmatch(r"\d{1,12}", value, re.ASCII) or form is None:
        return None
    return int(value), form


def check_link_preview(options: Json | None) -> Json | None:
    """Check LinkPreviewOptions and return them.

    Raises:
        ApiError: 400, the URL is invalid.
    """
    url = (options or {}).get("url")
    if url and normalize_url(url) is None and not _LOCAL.match(url):
        raise bad_request("WEBPAGE_URL_INVALID")
    return options
