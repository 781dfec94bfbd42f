"""Which addresses may be opened at all; pure, nothing is looked up or dialled.

Says no in these words, with `reason` one of `REASONS`:

    link.not_a_link             "That is not a link. Send one that begins with https://"
    link.refused (reason)       "I only open public web pages, and this address is not one."
    link.telegram               "That is a Telegram link. Send me the article's own address."

The address itself is never part of an error: it may hold a password.
"""

import ipaddress
import re
import unicodedata
from urllib.parse import SplitResult, urlsplit

import idna
from yarl import URL

from bot.domain.errors import NotUnderstood, PersonError, Refused
from bot.ingestion.http.allowlist import STANDARD_PORTS, Allowlist
from bot.ingestion.http.public_networks import IPAddress, is_public

REASONS = ("scheme", "too long", "characters", "login", "port", "host", "private", "spelling")
ADDRESS_MAX = 2048  # characters; what browsers and servers agree on
_NAME_MAX, _LABEL_MAX = 253, 63  # characters; RFC 1035

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_\-]*[a-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_HIDDEN = {"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"}  # control, format, surrogates, white space
# Names that only mean something inside a network (RFC 6761, 6762, 8375, 9476, 7686, ICANN 2024).
_INSIDE = {
    *("localhost", "local", "internal", "localdomain", "lan", "home", "corp", "intranet"),
    *("private", "arpa", "invalid", "onion", "alt"),
}
_TELEGRAM = ("t.me", "telegram.me", "telegram.dog")
_NOBODY = Allowlist()


def parse_address(text: str, allow: Allowlist = _NOBODY) -> URL:
    """Return the address that `text` is, its host in ASCII, ready to be looked up.

    Literal IP addresses are judged here; names are judged again when they are looked up.

    Args:
        text: what a person, a page or a redirect gives; outer white space does not count.
        allow: hosts inside the network that may be opened after all.

    Raises:
        NotUnderstood: it is no link.
        Refused: it is one that we do not open.
    """
    text = text.strip()
    if len(text) > ADDRESS_MAX:
        raise _refused("too long")
    parts = _split(text)
    host = _ascii_host(parts.hostname or "")
    port = _port(parts)
    if not allow.allows(host, port):
        _require_standard(port)
        _require_public(host)
    _refuse_telegram(host)
    return _same_for_yarl(text, parts.scheme, host, port)


def is_openable(text: str) -> bool:
    """Say whether `text` is an address that may be opened or shown as a link."""
    try:
        parse_address(text)
    except PersonError:
        return False
    return True


def literal(host: str) -> IPAddress | None:
    """Return the IP address that `host` spells, brackets or not; None for a name."""
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None


def _split(text: str) -> SplitResult:
    """Take `text` apart, refusing what two parsers might read in two ways."""
    if any(unicodedata.category(sign) in _HIDDEN for sign in text):
        raise _refused("characters") if _SCHEME.match(text) else NotUnderstood("link.not_a_link")
    scheme = _SCHEME.match(text)
    if not scheme:
        raise NotUnderstood("link.not_a_link")
    if scheme.group().lower() not in ("http:", "https:"):
        raise _refused("scheme") if "." not in scheme.group() else NotUnderstood("link.not_a_link")
    rest = text[scheme.end() :]
    if not rest.startswith("//") or "\\" in rest:
        raise _refused("spelling")
    if "@" in rest[2:].partition("/")[0]:
        raise _refused("login")
    try:
        return urlsplit(text)
    except ValueError:
        raise _refused("spelling") from None


def _port(parts: SplitResult) -> int:
    try:
        port = parts.port
    except ValueError:
        raise _refused("port") from None
    if port is None:
        return 443 if parts.scheme == "https" else 80
    return port


def _require_standard(port: int) -> None:
    if port not in STANDARD_PORTS:
        raise _refused("port")


def _ascii_host(host: str) -> str:
    """Return the host as it is looked up: lower case, international letters as punycode.

    A host that only becomes an IP address through that (full-width dots, circled digits) is
    refused: nobody writes one in good faith.
    """
    host = host.rstrip(".").lower()
    if literal(host):
        return host
    if not host.isascii():
        try:
            host = idna.encode(host, uts46=True, transitional=False).decode("ascii").lower()
        except (idna.IDNAError, UnicodeError):
            raise _refused("host") from None
        if literal(host) or _is_number(host):
            raise _refused("host")
    return host


def _require_public(host: str) -> None:
    address = literal(host)
    if address:
        if not is_public(address):
            raise _refused("private")
        return
    labels = host.split(".")
    if len(host) > _NAME_MAX or not all(map(_is_label, labels)) or _is_number(host):
        raise _refused("host")
    if len(labels) < 2 or labels[-1] in _INSIDE:
        raise _refused("private")


def _is_label(label: str) -> bool:
    return len(label) <= _LABEL_MAX and _LABEL.fullmatch(label) is not None


def _is_number(host: str) -> bool:
    """Say whether the host ends in a number, as old spellings of IPv4 do (127.1, 0x7f.1, 0)."""
    return _NUMBER.fullmatch(host.rpartition(".")[2]) is not None


def _refuse_telegram(host: str) -> None:
    if any(host == name or host.endswith(f".{name}") for name in _TELEGRAM):
        raise Refused("link.telegram")


def _same_for_yarl(text: str, scheme: str, host: str, port: int) -> URL:
    """Return what yarl (which dials) makes of `text`; refuse it where it sees another host."""
    try:
        url = URL(text)
        seen = (url.scheme, (url.raw_host or "").rstrip(".").lower(), url.port, url.user)
    except ValueError:
        raise _refused("spelling") from None
    if _one_spelling(seen[1]) != _one_spelling(host) or seen[0] != scheme or seen[2] != port:
        raise _refused("spelling")
    return url.with_host(host).with_fragment(None)


def _one_spelling(host: str) -> str:
    address = literal(host)
    return address.compressed if address else host


def _refused(reason: str) -> Refused:
    return Refused("link.refused", reason=reason)
