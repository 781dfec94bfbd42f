"""A web site on loopback that can misbehave in every way; each answer writes its own bytes."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp.abc import AbstractResolver, ResolveResult

from bot.ingestion.http.fetcher import Limits
from bot.playground.api_server.state.changes import HANG_SECONDS
from tests.support.virtual_time import pass_time

Answer = Callable[["Visit"], Awaitable[None]]
# Limits of a fetcher that waits for a site even on a busy machine.
LONG_TIMEOUTS = Limits(total=HANG_SECONDS, lookup=HANG_SECONDS, silence=HANG_SECONDS)
HTML = "<html><body><p>Hello.</p></body></html>"


@dataclass(slots=True)
class Visit:
    """One request, and the writer of its answer."""

    path: str
    headers: dict[str, str]
    writer: asyncio.StreamWriter

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()


@dataclass(slots=True)
class Site:
    """Answers of a site by path, and the visits to it."""

    port: int = 0
    scheme: str = "http"
    answers: dict[str, Answer] = field(default_factory=dict)
    visits: list[Visit] = field(default_factory=list)
    came: asyncio.Event = field(default_factory=asyncio.Event)

    def url(self, path: str = "/", host: str = "news.test") -> str:
        return f"{self.scheme}://{host}:{self.port}{path}"

    def on(self, path: str, answer: Answer | bytes) -> str:
        """Set the answer of `path`; return its address."""
        self.answers[path] = just(answer) if isinstance(answer, bytes) else answer
        return self.url(path)

    async def visited(self, count: int) -> None:
        """Wait until so many requests came.

        Raises:
            TimeoutError: fewer came.
        """
        async with asyncio.timeout(HANG_SECONDS):
            while len(self.visits) < count:
                self.came.clear()
                await self.came.wait()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            lines = (line.partition(":") for line in head[1:] if line)
            headers = {name.lower(): value.strip() for name, _, value in lines}
            visit = Visit(head[0].split(" ")[1], headers, writer)
            self.visits.append(visit)
            self.came.set()
            await self.answers[visit.path.partition("?")[0]](visit)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


def page(
    body: bytes | str = HTML, status: str = "200 OK", content_type: str = "text/html", **more: str
) -> bytes:
    """Return a whole answer; `more` are further headers, `_` for `-`."""
    data = body.encode() if isinstance(body, str) else body
    headers = {"Content-Type": content_type, "Content-Length": str(len(data))}
    headers |= {name.replace("_", "-"): value for name, value in more.items()}
    if not content_type:
        del headers["Content-Type"]
    lines = [f"{name}: {value}" for name, value in headers.items()]
    head = "\r\n".join([f"HTTP/1.1 {status}", *lines, "Connection: close"])
    return head.encode("utf-8", "surrogateescape") + b"\r\n\r\n" + data


def to(location: str, status: str = "302 Found") -> bytes:
    """Return a redirect."""
    return page("", status, Location=location)


def just(data: bytes) -> Answer:
    async def answer(visit: Visit) -> None:
        await visit.send(data)

    return answer


def forever(head: bytes, piece: bytes, pause: float = 0.0) -> Answer:
    """Send `head`, then `piece` again and again, with `pause` seconds of virtual time between."""

    async def answer(visit: Visit) -> None:
        await visit.send(head)
        while True:
            await visit.send(piece)
            if pause:
                pass_time(pause)
            await asyncio.sleep(0)

    return answer


def reset_after(head: bytes) -> Answer:
    """Send `head`, then drop the connection with a reset."""

    async def answer(visit: Visit) -> None:
        await visit.send(head)
        visit.writer.transport.abort()

    return answer


async def silence(visit: Visit) -> None:
    """Never answer."""
    await asyncio.Event().wait()


def no_answer_for(seconds: float) -> Answer:
    """Never answer, and let so many seconds pass."""

    async def answer(visit: Visit) -> None:
        pass_time(seconds)
        await silence(visit)

    return answer


@asynccontextmanager
async def opened(
    tls: ssl.SSLContext | None = None, more: Sequence[str] = ()
) -> AsyncIterator[Site]:
    """Run a site on a free port of 127.0.0.1, and on the same port of more addresses."""
    site = Site(scheme="https" if tls else "http")
    tasks: set[asyncio.Task[None]] = set()

    def start(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(site.serve(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(start, "127.0.0.1", 0, ssl=tls)
    site.port = server.sockets[0].getsockname()[1]
    others = await asyncio.start_server(start, more, site.port, ssl=tls) if more else None
    try:
        yield site
    finally:
        server.close()
        if others is not None:
            others.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class Names(AbstractResolver):
    """Answers by a table of lists, one list after another; repeats the last list."""

    def __init__(self, **known: list[list[str]]) -> None:
        self.known = {name.replace("_", "."): answers for name, answers in known.items()}
        self.asked: list[str] = []

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        self.asked.append(host)
        answers = self.known.get(host)
        if not answers:
            raise OSError("unknown name")
        found = answers.pop(0) if len(answers) > 1 else answers[0]
        return [
            ResolveResult(hostname=host, host=ip, port=port, family=2, proto=0, flags=0)
            for ip in found
        ]

    async def close(self) -> None:
        """Do nothing: there is nothing to close."""


class SlowNames(Names):
    """Never answers, and lets a minute pass."""

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        pass_time(60)
        await asyncio.Event().wait()
        return []
