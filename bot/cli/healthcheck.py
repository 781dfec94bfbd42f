"""The command healthcheck: ask the running bot's `/healthz`, as the setting BOT_LISTEN says.

It runs each minute beside the bot, so it imports no more than it needs: not all settings, nor the
database.
"""

import argparse
import os
from http.client import HTTPConnection, HTTPException

from dotenv import dotenv_values

from bot.domain.errors import OperatorError, XulosaError
from bot.domain.listen_address import DEFAULT_LISTEN, INVALID_LISTEN, OFF, parse_host_and_port

_TIMEOUT = 4.0  # seconds; the container's check ends after ten
_ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - replaced, not listened on


def healthcheck(_: argparse.Namespace) -> int:
    """Ask `/healthz`; return 0 if the bot answers 200.

    Raises:
        OperatorError: BOT_LISTEN is off, or malformed.
        XulosaError: the bot does not answer, or says that it is not alive.
    """
    host, port = _listen_address()
    connection = HTTPConnection(host, port, timeout=_TIMEOUT)
    try:
        connection.request("GET", "/healthz")
        status = connection.getresponse().status
    except (OSError, HTTPException) as error:
        raise XulosaError(f"{host}:{port} does not answer: {error}") from error
    finally:
        connection.close()
    if status != 200:
        raise XulosaError(f"{host}:{port} answers {status}")
    return 0


def _listen_address() -> tuple[str, int]:
    """Return host and port of BOT_LISTEN; the environment has precedence over `.env`."""
    given = os.environ.get("BOT_LISTEN") or dotenv_values(".env").get("BOT_LISTEN")
    listen = given or DEFAULT_LISTEN
    if listen == OFF:
        raise OperatorError("BOT_LISTEN: it is off, so nothing answers a health check")
    address = parse_host_and_port(listen)
    if address is None:
        raise OperatorError(f"BOT_LISTEN: {INVALID_LISTEN}")
    host, port = address
    return _ANY_ADDRESS.get(host, host), port
