"""The command healthcheck: ask the running bot's `/healthz`, as the settings say."""

import argparse
from http.client import HTTPException
from urllib.request import ProxyHandler, build_opener

from bot.config import read_settings
from bot.domain.errors import OperatorError, XulosaError

_TIMEOUT = 4.0  # seconds; the container's check ends after five
_ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - replaced, not listened on


def healthcheck(_: argparse.Namespace) -> int:
    """Ask `/healthz`; return 0 if the bot answers 200.

    Raises:
        OperatorError: BOT_LISTEN is off.
        XulosaError: the bot does not answer, or says that it is not alive.
    """
    listen = read_settings().listen
    if listen is None:
        raise OperatorError("BOT_LISTEN: it is off, so nothing answers a health check")
    url = _health_url(*listen)
    try:
        # The opener uses no proxy: the bot listens on this machine.
        with build_opener(ProxyHandler({})).open(url, timeout=_TIMEOUT):
            return 0
    except (OSError, HTTPException) as error:
        raise XulosaError(f"{url}: {error}") from error


def _health_url(host: str, port: int) -> str:
    host = _ANY_ADDRESS.get(host, host)
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/healthz"
