"""Detect URLs and email addresses in plain text (tdlib/td, `find_urls` in MessageEntity.cpp).

An address without a scheme needs a top-level domain of the list beside this module: those of the
root zone (IANA), and .ton.
"""

import re
from collections.abc import Iterator
from pathlib import Path

_LIST = Path(__file__).with_name("top_level_domains.txt")
_TOP_LEVEL_DOMAINS = frozenset(_LIST.read_text(encoding="utf-8").split())

# Character classes. Spaces and most of the general punctuation end an address.
_SPACES = "\u0020\u00a0\u1680\u2000-\u200b\u200e\u200f\u2016-\u206f\u3000"
_AFTER_LATIN = "\u00c0-\u167f\u1681-\u1fff\u200c\u200d\u2010-\u2015\u2070-\u2fff\u3001-\U0010ffff"
_DOMAIN = rf"[.A-Za-z0-9_~\-{_AFTER_LATIN}]*"
_DOMAIN_RUN = re.compile(_DOMAIN)
_HOST_RUN = re.compile(_DOMAIN.replace("[.", "[.@"))
_USER_RUN = re.compile(rf"[^\n/\[\]{{}}()'`<>\"@«»{_SPACES}]*")
_PATH_RUN = re.compile(rf"[^\n<>\"«»{_SPACES}]*")
_SCHEME_RUN = re.compile(r"[A-Za-z0-9+\-]*")
_PORT = re.compile(r":0*([1-9][0-9]{0,4})(?![0-9])")
_SCHEME = re.compile(r"(?:https?|ftp|tonsite)://", re.IGNORECASE)
_NO_PATH_END = ".:;,('?!`"
_PAIRS = {"(": ")", "[": "]", "{": "}"}

_APP_LINK = re.compile(r"(?:tg|ton)://[A-Za-z0-9_\-]{1,253}", re.IGNORECASE)
_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_IPV4 = re.compile(rf"{_OCTET}(?:\.{_OCTET}){{3}}")
_EMAIL = re.compile(
    r"(?:[A-Za-z0-9_\-]{0,26}[.+]){0,10}[A-Za-z0-9_\-]{1,35}"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9_\-]{0,28}[A-Za-z0-9])?\.){1,6}[A-Za-z]{2,8}"
)


def find_app_links(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each `tg://` and `ton://` link."""
    for match in _APP_LINK.finditer(text):
        yield match.start(), _path_end(text, match.end())


def find_addresses(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield "url" or "email", start and end of each address that has a dot in its host."""
    for start, end in _candidates(text):
        address = text[start:end]
        if _EMAIL.fullmatch(address):
            yield "email", start, end
        elif address.startswith("mailto:") and _EMAIL.fullmatch(address[7:]):
            yield "email", start + 7, end
        elif length := _length_of_url(address):
            yield "url", start, start + length


def _candidates(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each possible address: one at most around each dot.

    An address never reaches back beyond the end of the one before it.
    """
    begin = 0
    while 0 <= (dot := text.find(".", begin)) < len(text) - 1:
        if text[dot + 1] == " ":
            begin = dot + 2
            continue
        end = _end_of_address(text, dot)
        start = _start_of_address(text, begin, dot)
        if start is None:
            begin = text.rindex(".", dot, end) + 1
            continue
        if end > dot + 1:
            yield start, end
        begin = end
        while text.startswith(".", begin):
            begin += 1


def _run_start(run: re.Pattern[str], text: str, begin: int, end: int) -> int:
    """Return where the characters of `run` before `end` start, `begin` at the earliest."""
    match = run.match(text[begin:end][::-1])
    return end - match.end() if match else end


def _end_of_address(text: str, dot: int) -> int:
    """Return the end of the host around `dot` with its port and path."""
    host = _HOST_RUN.match(text, dot)
    end = host.end() if host else dot
    port = _PORT.match(text, end)
    if port and int(port.group(1)) <= 65535:
        end = port.end()
    end = _path_end(text, end)
    while end > dot + 1 and text[end - 1] == ".":
        end -= 1
    return end


def _path_end(text: str, at: int) -> int:
    """Return the end of the path, query and fragment that start at `at`, if any do."""
    if text[at : at + 1] not in {"/", "?", "#"}:
        return at
    path = _PATH_RUN.match(text, at + 1)
    kept = path.group().rstrip(_NO_PATH_END) if path else ""
    return at + 1 + len(kept) if kept or text[at] == "/" else at


def _start_of_address(text: str, begin: int, dot: int) -> int | None:
    """Return the start of the address around `dot`; None if the text before it forbids one."""
    start = _run_start(_DOMAIN_RUN, text, begin, dot)
    host = _HOST_RUN.match(text, dot)
    has_user_after = host is not None and "@" in host.group()
    if has_user_after:
        start = _run_start(_USER_RUN, text, begin, start)
    if start > begin and text[start - 1] == "@":
        user = _run_start(_USER_RUN, text, begin, start - 1)
        if has_user_after or user == start - 1:
            return None
        start = user
    return _start_with_scheme(text, begin, start)


def _start_with_scheme(text: str, begin: int, start: int) -> int | None:
    """Return the start of the scheme before `start`, or `start` without one; None if forbidden."""
    if start == begin:
        return start
    if not text[begin:start].endswith("://"):
        before = text[start - 1]
        return None if before.isalnum() or before in "_/#@" else start
    first = _run_start(_SCHEME_RUN, text, begin, start - 3)
    scheme = text[first : start - 3].lower()
    if scheme in {"shttp", "tftp", "sftp"}:
        return None
    known = (one for one in ("http", "https", "ftp", "tonsite") if scheme.endswith(one))
    return next((start - 3 - len(one) for one in known), None)


def _length_of_url(address: str) -> int:
    """Return how much of `address` is a URL; 0 if it is not a URL."""
    scheme = _SCHEME.match(address)
    start = scheme.end() if scheme else 0
    host = re.split("[/?#]", address[start:], maxsplit=1)[0]
    path = address[start + len(host) :]
    domain = host.partition("@")[2] if "@" in host else host
    domain = domain.rpartition(":")[0] if ":" in domain else domain
    if not _is_domain(domain, has_scheme=scheme is not None):
        return 0
    return start + len(host) + len(_balanced(path).rstrip(_NO_PATH_END))


def _balanced(path: str) -> str:
    """Return `path` up to the first bracket that closes nothing."""
    depths = dict.fromkeys(_PAIRS.values(), 0)
    for at, character in enumerate(path):
        if character in _PAIRS:
            depths[_PAIRS[character]] += 1
        elif character in depths:
            depths[character] -= 1
            if depths[character] < 0:
                return path[:at]
    return path


def _is_domain(domain: str, *, has_scheme: bool) -> bool:
    """Tell whether Telegram takes `domain` for an IPv4 address or a name in a known domain."""
    labels = domain.split(".")
    if len(labels) == 1 or domain.lower() == "teiegram.org":  # a name that cheats use
        return False
    if not all(0 < len(one.encode()) < 64 and not one.endswith("-") for one in labels):
        return False
    if _IPV4.fullmatch(domain):
        return True
    if re.fullmatch("[0-9.]*", domain) or "_" in labels[-2]:
        return False
    return _is_top_level(labels[-1], has_scheme=has_scheme)


def _is_top_level(label: str, *, has_scheme: bool) -> bool:
    if label.startswith("xn--"):
        return len(label) > 5 and label[4:].isascii() and label[4:].isalnum()
    if len(label) == 1 or "_" in label or "-" in label:
        return False
    return has_scheme or _is_known(label)


def _is_known(label: str) -> bool:
    """Tell whether `label` is a top-level domain; `Org` starts a sentence instead."""
    lowered = label.lower()
    return lowered in _TOP_LEVEL_DOMAINS and (lowered == label or lowered[1:] != label[1:])
