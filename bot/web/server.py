"""HTTP server with `/healthz`, `/readyz`, `/metrics` and further routes."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.domain.errors import OperatorError
from bot.web.header_limits import HeaderLimitProtocol, connections_max

_KEEP_ALIVE = 5  # seconds; Telegram reuses a connection for frequent updates
_DATE_SECONDS = 1.0  # the resolution of a Date header
_BACKLOG = 100  # connections waiting for accept; uvicorn accepts them in one batch

Check = Callable[[], Awaitable[dict[str, bool]]]
Measure = Callable[[], Awaitable[None]]


def application(check: Check, extra_routes: Sequence[BaseRoute] = ()) -> Starlette:
    """Return the HTTP application.

    Args:
        check: returns the parts of the bot by name, and whether each works.
        extra_routes: further routes.
    """

    async def healthz(_: Request) -> Response:
        return PlainTextResponse("alive\n")

    async def readyz(_: Request) -> Response:
        parts = await check()
        lines = "".join(
            f"{name}: {'ok' if works else 'not yet'}\n" for name, works in parts.items()
        )
        return PlainTextResponse(lines, 200 if all(parts.values()) else 503)

    return Starlette(routes=[Route("/healthz", healthz), Route("/readyz", readyz), *extra_routes])


def metrics_route(measure: Measure) -> Route:
    """Return the `/metrics` route.

    Args:
        measure: updates the gauges that are measured on request.
    """

    async def metrics(_: Request) -> Response:
        await measure()
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return Route("/metrics", metrics)


class Server(uvicorn.Server):
    """Serves an application until `stop`; leaves signals to the bot."""

    _serving: asyncio.Task[None] | None = None

    def __init__(self, app: Starlette) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=HeaderLimitProtocol,
                ws="none",
                log_config=None,
                access_log=False,
                lifespan="off",
                timeout_keep_alive=_KEEP_ALIVE,
                timeout_graceful_shutdown=1,
                backlog=min(_BACKLOG, connections_max()),
            )
        )
        self._stopping = asyncio.Event()
        self.is_serving = asyncio.Event()  # set once it accepts connections

    def start(
        self, group: asyncio.TaskGroup, address: tuple[str, int] | None, setting: str
    ) -> None:
        """Start serving on `address` (host and port); do nothing if it is None.

        Raises:
            OperatorError: the address, a value of `setting`, is in use or not local.
        """
        if address is not None:
            listening = _listen(*address, setting)
            self._serving = group.create_task(self.serve(sockets=[listening]), name="http")

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Accept connections."""
        await super().startup(sockets)
        self.is_serving.set()

    async def stop(self) -> None:
        """Finish running requests within a second, and close all connections."""
        self.should_exit = True
        self._stopping.set()
        if self._serving is not None:
            await self._serving

    async def main_loop(self) -> None:
        """Set the Date header each second, until `stop`; uvicorn wakes up ten times as often."""
        while not await self.on_tick(0):
            with suppress(TimeoutError):
                async with asyncio.timeout(_DATE_SECONDS):
                    await self._stopping.wait()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Install no signal handlers."""
        yield


def _listen(host: str, port: int, setting: str) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sets TCP_NODELAY only if the protocol is given.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise OperatorError(
            f"{setting}: cannot listen on {host}:{port} ({error.strerror}); name another address"
        ) from error
    return listening
