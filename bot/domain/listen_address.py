"""The address of the bot's HTTP server: the setting BOT_LISTEN."""

import re

DEFAULT_LISTEN = "127.0.0.1:8080"
OFF = "off"  # in place of an address: there is no server
INVALID_LISTEN = "this is host:port, such as 127.0.0.1:8080, or off"
_HOST_PORT = re.compile(r"(?P<host>[^\s:]+|\[[0-9A-Fa-f:]+\]):(?P<port>\d{1,5})")


def parse_host_and_port(address: str) -> tuple[str, int] | None:
    """Split host:port; return None if `address` has another format."""
    found = _HOST_PORT.fullmatch(address)
    if found is None or int(found["port"]) > 65_535:
        return None
    return found["host"].strip("[]"), int(found["port"])
