"""URL validation that blocks requests to private networks (SSRF); pure, no DNS, no connection.

Errors, with `reason` one of: scheme, too long, characters, login, port, host, private, spelling:

    link.not_a_link             "That is not a link. Send one that begins with https://"
    link.refused (reason)       "I only open public web pages, and this address is not one."
    link.telegram               "I do not open Telegram links. Forward me the post itself."

An error never contains the address, because an address may contain a password.
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

ADDRESS_MAX = 2048  # characters; all common browsers and servers accept this length
_NAME_MAX, _LABEL_MAX = 253, 63  # characters; RFC 1035

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_\-]*[a-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_HIDDEN = {"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"}  # control, format, surrogates, white space
# Domains reserved for private networks (RFC 6761, 6762, 8375, 9476, 7686, ICANN 2024).
_PRIVATE_DOMAINS = {
    *("localhost", "local", "internal", "localdomain", "lan", "home", "corp", "intranet"),
    *("private", "arpa", "invalid", "onion", "alt"),
}
_TELEGRAM = ("t.me", "telegram.me", "telegram.dog")
_NOBODY = Allowlist()


def parse_address(text: str, allow: Allowlist = _NOBODY) -> URL:
    """Parse and check an address; return it with its host in ASCII, ready for the DNS lookup.

    This function checks literal IP addresses. `CheckedResolver` checks the addresses of a name.

    Args:
        text: an address from a person, a page or a redirect; surrounding white space is ignored.
        allow: private hosts that the operator permits.

    Raises:
        NotUnderstood: the text is not a link.
        Refused: the policy blocks the link.
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
    """Return whether the policy permits `text` as an address to fetch or to show as a link."""
    try:
        parse_address(text)
    except PersonError:
        return False
    return True


def literal(host: str) -> IPAddress | None:
    """Parse `host` as an IP address, with or without brackets; return None for a name."""
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None


def _split(text: str) -> SplitResult:
    """Split `text` into URL parts; refuse spellings that two parsers may read differently."""
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
    """Return the host in the form that DNS needs: lower case, international names as punycode.

    Refuse a host that this conversion turns into an IP address (full-width dots, circled digits):
    such a host is an attempt to pass the filter.
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
    if len(labels) < 2 or labels[-1] in _PRIVATE_DOMAINS:
        raise _refused("private")


def _is_label(label: str) -> bool:
    return len(label) <= _LABEL_MAX and _LABEL.fullmatch(label) is not None


def _is_number(host: str) -> bool:
    """Return whether the last label is a number, as in old IPv4 spellings (127.1, 0x7f.1, 0)."""
    return _NUMBER.fullmatch(host.rpartition(".")[2]) is not None


def _refuse_telegram(host: str) -> None:
    if any(host == name or host.endswith(f".{name}") for name in _TELEGRAM):
        raise Refused("link.telegram")


def _same_for_yarl(text: str, scheme: str, host: str, port: int) -> URL:
    """Parse `text` with yarl, which aiohttp uses; refuse it if yarl finds a different host."""
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
