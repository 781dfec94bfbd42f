"""Allowlist of private hosts that the operator permits the bot to fetch (`BOT_FETCH_ALLOW`)."""

import ipaddress
from dataclasses import dataclass

STANDARD_PORTS = frozenset({80, 443, 8080, 8443})


@dataclass(frozen=True, slots=True)
class Allowlist:
    """Pairs of host and port; the port None stands for `STANDARD_PORTS`."""

    entries: frozenset[tuple[str, int | None]] = frozenset()

    @classmethod
    def parse(cls, written: str) -> "Allowlist":
        """Parse comma-separated `host[:port]` entries; an IPv6 address with a port needs brackets.

        Raises:
            ValueError: an entry is not valid; the message names it.
        """
        parts = (part.strip() for part in written.split(","))
        return cls(frozenset(_entry(part) for part in parts if part))

    def allows(self, host: str, port: int) -> bool:
        """Return whether the list contains `host` (a name or an IP address) with `port`."""
        host = _one_spelling(host)
        return (host, port) in self.entries or (
            port in STANDARD_PORTS and (host, None) in self.entries
        )


def _entry(written: str) -> tuple[str, int | None]:
    if written.count(":") > 1 and not written.startswith("["):
        return _one_spelling(_host(written, written)), None
    host, colon, port = written.rpartition(":") if not written.endswith("]") else (written, "", "")
    if not colon:
        host = written
    elif not (port.isascii() and port.isdigit() and 1 <= int(port) <= 65535):
        raise ValueError(f"{written!r} has no port from 1 to 65535 after its colon")
    return _one_spelling(_host(host, written)), int(port) if colon else None


def _host(host: str, written: str) -> str:
    bare = host.removeprefix("[").removesuffix("]")
    if not bare or any(sign in bare for sign in "/@[] \\"):
        raise ValueError(f"{written!r} is not host or host:port")
    return bare


def _one_spelling(host: str) -> str:
    bare = host.strip("[]").rstrip(".").lower()
    try:
        return ipaddress.ip_address(bare).compressed
    except ValueError:
        return bare
