"""A free port for the bot's HTTP server."""

import socket

import pytest


@pytest.fixture
def port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
        return number
