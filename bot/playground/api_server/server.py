"""The Bot API server: a scenario with an HTTP address.

In a test's own loop::

    async with BotApiServer() as server:
        ann = server.person("Ann")
        ann.send("/start")

In its own process::

    python -m bot.playground.api_server.server --listen 127.0.0.1:9000 --token 123:ABC
"""

import argparse
import asyncio
import contextlib
import signal
import sys
from collections.abc import Callable
from importlib import import_module
from types import TracebackType
from typing import Self

from starlette.types import ASGIApp

from bot.playground.api_server.asgi_listener import Listener
from bot.playground.api_server.control import control_routes
from bot.playground.api_server.dispatch import Dispatcher
from bot.playground.api_server.faults import Fault, Faults, Kind
from bot.playground.api_server.flood_control import FloodControl
from bot.playground.api_server.http_app import make_app
from bot.playground.api_server.request_log import Call, RequestLog
from bot.playground.api_server.scenario import TEST_TOKEN, TEST_USERNAME, Scenario
from bot.playground.api_server.state.changes import HANG_SECONDS
from bot.playground.api_server.state.chats import Chat
from bot.playground.api_server.state.world import Options
from bot.playground.api_server.webhook_sender import WebhookSender

_LOOPBACK = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - clients of a wildcard address use loopback


class BotApiServer(Scenario):
    """A Bot API server on loopback that runs in the current event loop.

    Args:
        token: the bot's token; requests with another token get 401.
        username: the bot's username.
        name: the bot's first name.
        flood_control: whether messages over Telegram's rate limits get 429.
        options: the bot's @BotFather settings and the Bot API version.
        host: the address to listen on.
        port: the port; 0 for a free one.
        history: the number of requests and updates to keep; None for all, 0 for none.
        has_control: whether another process can control it with `POST /control/…`.
    """

    def __init__(
        self,
        token: str = TEST_TOKEN,
        username: str = TEST_USERNAME,
        *,
        name: str = "Xulosa",
        flood_control: bool = False,
        options: Options | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        history: int | None = None,
        has_control: bool = False,
    ) -> None:
        super().__init__(token, username, name=name, options=options, history=history)
        self.flood = FloodControl(flood_control)
        self.faults = Faults()
        self._log = RequestLog(history)
        self._dispatcher = Dispatcher(self.world, token, self._log, self.faults, self.flood)
        self.webhook_sender = WebhookSender(self.world, self._dispatcher.answer)
        self._listener = Listener()
        self._has_control = has_control
        self._host = host
        self._port = port
        self.url = ""

    async def start(self) -> Self:
        """Start to listen; set `url`."""
        self._port = await self._listener.start(self._application(), self._host, self._port)
        host = _LOOPBACK.get(self._host, self._host)
        self.url = f"http://[{host}]:{self._port}" if ":" in host else f"http://{host}:{self._port}"
        self.webhook_sender.start()
        return self

    def _application(self) -> ASGIApp:
        control = control_routes(self, self.faults, self._log) if self._has_control else []
        return make_app(self._dispatcher, self._listener.abort, control)

    async def stop(self) -> None:
        """Wait for requests in progress, then close every connection."""
        self._dispatcher.stopping.set()
        self.world.queue.close()
        await self.webhook_sender.stop()
        await self._listener.stop()

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    def calls(self, method: str | None = None, *, ok: bool | None = None) -> list[Call]:
        """Return the logged requests, oldest first.

        Args:
            method: return only requests for this method.
            ok: True for successful requests only, False for refused ones only.
        """
        found = self._log.find(method)
        return found if ok is None else [call for call in found if call.ok == ok]

    @property
    def rule_breaks(self) -> list[str]:
        """Mistakes of the bot that the real Telegram would not report."""
        return self._dispatcher.rule_breaks

    def fail(
        self,
        method: str,
        kind: Kind,
        *,
        times: int | None = 1,
        chat_id: int | None = None,
        retry_after: int | None = None,
        is_stored: bool = False,
        delay: float = 0.0,
        description: str | None = None,
    ) -> Fault:
        """Make the next requests fail; `Fault` describes the arguments."""
        return self.faults.add(
            Fault(
                method=method,
                kind=kind,
                times=times,
                chat_id=chat_id,
                retry_after=retry_after,
                is_stored=is_stored,
                delay=delay,
                description=description,
            )
        )

    async def until(
        self,
        condition: Callable[[], object],
        timeout: float = HANG_SECONDS,
        *,
        show: Chat | None = None,
    ) -> None:
        """Wait until `condition` is true; it is checked after each change.

        A LookupError in it means "not yet".

        Raises:
            TimeoutError: it was not true within `timeout` seconds; the error lists the messages.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        while not _is_true(condition):
            left = deadline - loop.time()
            if left <= 0 or not await self.world.changes.wait(left):
                if _is_true(condition):
                    return
                raise TimeoutError(f"not within {timeout} s:\n{self.describe_state(show)}")

    async def idle(self, timeout: float = HANG_SECONDS) -> None:
        """Wait until the bot has handled every update and waits for the next one.

        No request is in progress, and no update is pending. Without a webhook, a long poll waits
        that came after the last update: a bot that is still handling one does not wait for more.

        Raises:
            TimeoutError: the bot is still busy after `timeout` seconds.
        """
        await self.until(lambda: self.is_idle, timeout)

    @property
    def is_idle(self) -> bool:
        """Whether no update and no request waits for the bot or for this server."""
        queue = self.world.queue
        is_waiting = bool(queue.webhook.url) or queue.is_being_polled
        return is_waiting and not queue.pending and not self._dispatcher.in_flight

    def describe_state(self, chat: Chat | None = None) -> str:
        """Return the last messages of one or all chats, pending updates and last requests."""
        lines = []
        for shown in [chat] if chat is not None else list(self.world.chats.values())[:20]:
            name = shown.title or (shown.person.first_name if shown.person else "")
            lines.append(f"{shown.type} {name} ({shown.id}):")
            lines.extend(f"  {message!r}" for message in shown.messages[-8:])
        lines.append(f"{len(self.world.queue.pending)} updates pending")
        lines.extend(f"  {update}" for update in self.pending_updates[:3])
        lines.extend(
            f"{call.method} -> {call.status} {call.description or ''}" for call in self.calls()[-5:]
        )
        return "\n".join(lines)


def _is_true(condition: Callable[[], object]) -> bool:
    try:
        return bool(condition())
    except LookupError:
        return False


async def serve(host: str, port: int, token: str, username: str, flood_control: bool) -> None:
    """Print the address and run a server until SIGTERM or SIGINT."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(name, ended.set)
    server = BotApiServer(
        token,
        username,
        flood_control=flood_control,
        host=host,
        port=port,
        history=100_000,
        has_control=True,
    )
    async with server:
        sys.stdout.write(f"ready {server.url}\n")
        sys.stdout.flush()
        await ended.wait()


def main(arguments: list[str] | None = None) -> None:
    """Run a server from the command line."""
    parser = argparse.ArgumentParser(description="A Bot API server on loopback.")
    parser.add_argument("--listen", default="127.0.0.1:0", help="address:port; 0 for a free one")
    parser.add_argument("--token", default=TEST_TOKEN)
    parser.add_argument("--username", default=TEST_USERNAME)
    parser.add_argument("--flood-control", action="store_true")
    options = parser.parse_args(arguments)
    host, _, port = options.listen.rpartition(":")
    run = asyncio.run
    with contextlib.suppress(ImportError):
        run = import_module("uvloop").run
    run(serve(host, int(port), options.token, options.username, options.flood_control))


if __name__ == "__main__":
    main()
