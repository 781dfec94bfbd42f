"""Runs a command that serves: on uvloop where it is installed, and not on Windows."""

import asyncio
import sys
from collections.abc import Coroutine

from bot.domain.errors import NOT_ON_WINDOWS, OperatorError


def require_unix(platform: str = sys.platform) -> None:
    """Check that the system has the signals and locks that a server needs.

    Raises:
        OperatorError: this is Windows.
    """
    if platform == "win32":
        raise OperatorError(NOT_ON_WINDOWS)


def run_server(serving: Coroutine[object, object, None]) -> None:
    """Run a server to its end."""
    try:
        import uvloop
    except ModuleNotFoundError:  # a Python for which it has no wheel yet
        asyncio.run(serving)
    else:
        uvloop.run(serving)
