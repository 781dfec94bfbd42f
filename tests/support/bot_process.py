"""The program in a process of its own, run to its end or until the test stops it."""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import psutil  # type: ignore[import-untyped]  # it has no types

from bot.playground.api_server.server import BotApiServer
from bot.playground.api_server.state.changes import HANG_SECONDS
from tests.support import commands
from tests.support.commands import Ended
from tests.support.paths import ROOT
from tests.support.running_bot import TOKEN


@dataclass(slots=True)
class Running:
    """A process of `run`, and its standard error so far."""

    process: commands.Process | asyncio.subprocess.Process
    errors: list[str] = field(default_factory=list)
    out: list[str] = field(default_factory=list)
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    _said: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def log(self) -> str:
        """Its whole standard error so far."""
        return "".join(self.errors)

    async def says(self, words: str) -> None:
        """Wait until `words` appear on its standard error."""
        async with asyncio.timeout(HANG_SECONDS):
            while words not in self.log:
                assert not self.ended.is_set(), f"it ended without saying {words!r}: {self.log}"
                self._said.clear()
                await self._said.wait()

    async def prints(self) -> str:
        """Wait until it has printed a line; return its whole output."""
        async with asyncio.timeout(HANG_SECONDS):
            while not self.out:
                assert not self.ended.is_set(), f"it ended and printed nothing: {self.log}"
                self._said.clear()
                await self._said.wait()
        return "".join(self.out)

    async def stop(self, number: int) -> int:
        """Send a signal; return the exit code."""
        self.process.send_signal(number)
        return await self.ends()

    async def ends(self) -> int:
        """Wait for its end; return the exit code."""
        async with asyncio.timeout(HANG_SECONDS):
            code = await self.process.wait()
            await self.ended.wait()
        return code

    async def stop_all(self, number: int) -> int:
        """Send a signal to it and its children at once, as Ctrl-C does; return the exit code."""
        os.killpg(self.process.pid, number)
        return await self.ends()

    def family(self) -> list[psutil.Process]:
        """Return its child processes and their children."""
        return list(psutil.Process(self.process.pid).children(recursive=True))

    async def has_family(self, count: int = 3) -> list[psutil.Process]:
        """Wait until its process pool and the fork server run; return them."""
        async with asyncio.timeout(HANG_SECONDS):
            while len(self.family()) < count:  # noqa: ASYNC110
                await asyncio.sleep(0.005)
        return self.family()

    async def listen(self) -> None:
        """Collect its standard error until it ends."""
        await asyncio.gather(
            self._keep(self.process.stderr, self.errors), self._keep(self.process.stdout, self.out)
        )
        self.ended.set()
        self._said.set()

    async def _keep(self, stream: asyncio.StreamReader | None, kept: list[str]) -> None:
        while stream is not None and (line := await stream.readline()):
            kept.append(line.decode())
            self._said.set()


async def survivors(family: list[psutil.Process]) -> list[psutil.Process]:
    """Wait until no process of a family works; return the processes that still do."""
    for _ in range(int(HANG_SECONDS / 0.05)):
        if not any(_is_at_work(process) for process in family):
            break
        await asyncio.sleep(0.05)
    return [process for process in family if _is_at_work(process)]


def _is_at_work(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def environment(settings: dict[str, str]) -> dict[str, str]:
    """Return this process's environment without the bot's settings, plus `settings`."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("BOT_")}
    ours.pop("FORCE_COLOR", None)
    return {**ours, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **settings}


async def xulosa(folder: Path, *arguments: str, **settings: str) -> Ended:
    """Run a command in `folder` to its end, with nothing on standard input."""
    return await fed(folder, b"", *arguments, **settings)


async def fed(folder: Path, stdin: bytes, *arguments: str, **settings: str) -> Ended:
    """Run a command in `folder` to its end, with `stdin` on standard input."""
    return await commands.run(folder, stdin, arguments, environment(settings))


async def printing_to(
    out: int, folder: Path, stdin: bytes, *arguments: str, **settings: str
) -> Ended:
    """Run a command as `fed` does, with standard output `out`, which is closed here."""
    return await commands.run(folder, stdin, arguments, environment(settings), out)


async def in_new_interpreter(folder: Path, stdin: bytes, *arguments: str, **settings: str) -> Ended:
    """Run a command as `fed` does, but with an interpreter that has imported nothing."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *arguments),
        cwd=folder,
        env=environment(settings),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(HANG_SECONDS):
            out, err = await process.communicate(stdin)
    finally:
        if process.returncode is None:
            process.kill()
    return Ended(code=process.returncode or 0, out=out.decode(), err=err.decode())


@asynccontextmanager
async def started(folder: Path, command: str = "run", **settings: str) -> AsyncIterator[Running]:
    """Run the bot, or the playground, in `folder` until the block ends."""
    process = await commands.start_piped(folder, command.split(), environment(settings))
    async with _until_block_ends(process) as running:
        yield running


@asynccontextmanager
async def started_in_new_interpreter(folder: Path, **settings: str) -> AsyncIterator[Running]:
    """Run the bot as `started` does, but with an interpreter that has imported nothing."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        cwd=folder,
        env=environment(settings),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    async with _until_block_ends(process) as running:
        yield running


@asynccontextmanager
async def _until_block_ends(
    process: commands.Process | asyncio.subprocess.Process,
) -> AsyncIterator[Running]:
    running = Running(process)
    listening = asyncio.create_task(running.listen())
    try:
        yield running
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        await listening


def at(bot_api: BotApiServer, port: int | None = None, **more: str) -> dict[str, str]:
    """Return the settings of a bot that uses `bot_api`, with an HTTP server if a port is given."""
    listen = "off" if port is None else f"127.0.0.1:{port}"
    return {"BOT_TOKEN": TOKEN, "BOT_API_URL": bot_api.url, "BOT_LISTEN": listen, **more}


async def get(port: int, path: str) -> tuple[int, str]:
    """Return status and body of an address of the bot's HTTP server."""
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}{path}") as answer,
    ):
        return answer.status, await answer.text()


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
        return number
