"""The HTTP server: alive, ready, figures, and what else is to be served."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager

import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.domain.errors import OperatorError
from bot.web.header_limits import HeaderLimitProtocol, connections_max

_KEEP_ALIVE = 5  # seconds; where updates come often, Telegram posts on the same connection again
_BACKLOG = 100  # connections that wait to be taken, and are taken in one go

Check = Callable[[], Awaitable[dict[str, bool]]]
Measure = Callable[[], Awaitable[None]]


def application(check: Check, more: Sequence[BaseRoute] = ()) -> Starlette:
    """Return the HTTP application.

    Args:
        check: returns for each part of the bot whether it works.
        more: other routes.
    """

    async def healthz(_: Request) -> Response:
        return PlainTextResponse("alive\n")

    async def readyz(_: Request) -> Response:
        parts = await check()
        lines = "".join(
            f"{name}: {'ok' if works else 'not yet'}\n" for name, works in parts.items()
        )
        return PlainTextResponse(lines, 200 if all(parts.values()) else 503)

    return Starlette(routes=[Route("/healthz", healthz), Route("/readyz", readyz), *more])


def metrics_route(measure: Measure) -> Route:
    """Return the route to the figures.

    Args:
        measure: brings the figures that are taken only when somebody asks up to date.
    """

    async def metrics(_: Request) -> Response:
        await measure()
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return Route("/metrics", metrics)


class Server(uvicorn.Server):
    """Serves an application until `end`; signals stay the bot's own business."""

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

    def start(
        self, group: asyncio.TaskGroup, address: tuple[str, int] | None, setting: str
    ) -> None:
        """Serve on `address`, host and port, from now on; None serves nobody.

        Raises:
            OperatorError: the address, which `setting` names, is taken, or not ours.
        """
        if address is not None:
            listening = _listen(*address, setting)
            self._serving = group.create_task(self.serve(sockets=[listening]), name="http")

    async def end(self) -> None:
        """Answer what is under way, for a second at most, and close every connection."""
        self.should_exit = True
        if self._serving is not None:
            await self._serving

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


def _listen(host: str, port: int, setting: str) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named so that asyncio sends small answers at once (TCP_NODELAY).
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
