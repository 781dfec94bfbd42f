"""The bot answers and fetches with more connections than it has file descriptors."""

import asyncio
import resource
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from pathlib import Path

from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from bot.playground.api_server.state.changes import HANG_SECONDS
from tests.support.bot_and_site import address, html_of
from tests.support.bot_process import Running, at, get, started_in_new_interpreter
from tests.support.running_bot import EDITOR_ID
from tests.support.web_site import opened, page

DESCRIPTORS = 256
ASK = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@contextmanager
def limited(descriptors: int) -> Iterator[None]:
    """Limit the file descriptors of each process that starts inside the block."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


@asynccontextmanager
async def connections(port: int, count: int, said: bytes) -> AsyncIterator[list[Connection]]:
    """Open connections that send `said` and then nothing."""
    opened: list[Connection] = []
    try:
        for _ in range(count):
            opened.append(await asyncio.open_connection("127.0.0.1", port))
            opened[-1][1].write(said)
        yield opened
    finally:
        for _, writer in opened:
            writer.transport.abort()


async def answered(connection: Connection) -> None:
    """Send a request and wait for the answer."""
    reader, writer = connection
    writer.write(ASK)
    async with asyncio.timeout(HANG_SECONDS):
        await reader.readuntil(b"alive\n")


async def ended(connection: Connection) -> Connection:
    """Wait until the bot closes a connection; return that connection."""
    with suppress(ConnectionResetError):
        await connection[0].read()
    return connection


@asynccontextmanager
async def running(folder: Path, settings: dict[str, str]) -> AsyncIterator[Running]:
    """Run the bot with few file descriptors."""
    async with AsyncExitStack() as stack:
        with limited(DESCRIPTORS):
            bot = await stack.enter_async_context(started_in_new_interpreter(folder, **settings))
        await bot.says("ready")
        yield bot


async def test_the_bot_answers_with_more_connections_than_descriptors(
    bot_api: BotApiServer, tmp_path: Path, port: int, editor: Person
) -> None:
    async with opened() as site:
        site.on("/page", page(html_of()))
        settings = at(
            bot_api,
            port,
            BOT_ADMINS=str(EDITOR_ID),
            BOT_FETCH_ALLOW=f"127.0.0.1:{site.port}",
        )
        async with (
            running(tmp_path, settings) as bot,
            connections(port, DESCRIPTORS, b""),
            connections(port, DESCRIPTORS, ASK),
        ):
            health = await get(port, "/healthz")
            editor.send(f"/add {address(site, '/page')}")
            await bot_api.until(
                lambda: editor.private.from_bot() and editor.private.last.buttons,
                show=editor.private,
            )

    assert health == (200, "alive\n")
    assert len(site.visits) > 0
    assert "Traceback" not in bot.log
    assert "Too many open files" not in bot.log


async def test_the_longest_idle_connection_makes_room(
    bot_api: BotApiServer, tmp_path: Path, port: int
) -> None:
    most = DESCRIPTORS // 4
    async with (
        running(tmp_path, at(bot_api, port)),
        connections(port, most, b"") as first,
    ):
        for connection in first:
            await answered(connection)  # all are open, and the first one has been idle the longest
        async with connections(port, 1, b"") as (newest,):
            await answered(newest)
            ends = [asyncio.create_task(ended(connection)) for connection in first]
            done, others = await asyncio.wait(
                ends, timeout=HANG_SECONDS, return_when=asyncio.FIRST_COMPLETED
            )
            for task in others:
                task.cancel()

    assert first[0] in [task.result() for task in done]
