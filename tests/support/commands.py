"""Commands in processes that have imported the bot already."""

import asyncio
import atexit
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from bot.playground.api_server.state.changes import HANG_SECONDS
from tests.support.paths import ROOT


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


@cache
def _server() -> Path:
    """Start the server of commands, once in a process; return its socket."""
    path = Path(mkdtemp(prefix="xulosa-commands-")) / "socket"
    server = subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "tests.support.command_server", str(path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert server.stdin is not None
    assert server.stdout is not None
    assert server.stdout.readline() == b"ready\n"

    def end() -> None:
        server.communicate()
        path.unlink()
        path.parent.rmdir()

    atexit.register(end)
    return path


class Process:
    """A command that runs, with the methods of `asyncio.subprocess.Process` that tests use."""

    def __init__(self, pid: int, answers: asyncio.StreamReader, end: Callable[[], None]) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self.stdout: asyncio.StreamReader | None = None
        self.stderr: asyncio.StreamReader | None = None
        self._ending = asyncio.create_task(self._watch(answers, end))

    async def _watch(self, answers: asyncio.StreamReader, end: Callable[[], None]) -> int:
        code = self.returncode = int(await answers.readline())
        end()
        return code

    async def wait(self) -> int:
        """Wait until it has ended; return its exit code."""
        return await asyncio.shield(self._ending)

    def send_signal(self, number: int) -> None:
        """Send it a signal."""
        os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill it; do nothing if it has ended."""
        with suppress(ProcessLookupError):
            self.send_signal(signal.SIGKILL)


async def start(
    folder: Path,
    streams: Sequence[int],
    arguments: Sequence[str],
    environment: Mapping[str, str],
    *,
    is_session: bool = False,
) -> Process:
    """Start a command in `folder`.

    Args:
        folder: its current folder.
        streams: its standard input, output and error; they are closed here.
        arguments: the words after `xulosa`.
        environment: all its variables.
        is_session: whether it leads a session of its own, so that signals reach its group alone.
    """
    request = {
        "folder": str(folder),
        "arguments": list(arguments),
        "environment": dict(environment),
        "is_session": is_session,
    }
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(str(await asyncio.to_thread(_server)))
    socket.send_fds(connection, [json.dumps(request).encode()], streams)
    for stream in streams:
        os.close(stream)
    answers, writer = await asyncio.open_unix_connection(sock=connection)
    return Process(int(await answers.readline()), answers, writer.close)


async def start_piped(
    folder: Path, arguments: Sequence[str], environment: Mapping[str, str]
) -> Process:
    """Start a command without standard input, in a session of its own, with output to read."""
    (our_out, their_out), (our_err, their_err) = os.pipe(), os.pipe()
    nothing = os.open(os.devnull, os.O_RDONLY)
    streams = [nothing, their_out, their_err]
    process = await start(folder, streams, arguments, environment, is_session=True)
    process.stdout, process.stderr = await _reader(our_out), await _reader(our_err)
    return process


async def _reader(stream: int) -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(stream, "rb")
    )
    return reader


async def run(
    folder: Path,
    stdin: bytes,
    arguments: Sequence[str],
    environment: Mapping[str, str],
    out: int | None = None,
) -> Ended:
    """Run a command in `folder` to its end, with `stdin` on standard input.

    Its standard output is collected, or it is `out`, which is closed here.
    """
    (their_in, our_in), (our_out, their_out), (our_err, their_err) = os.pipe(), os.pipe(), os.pipe()
    if out is not None:
        os.close(their_out)
    streams = [their_in, their_out if out is None else out, their_err]
    process = await start(folder, streams, arguments, environment)
    try:
        async with asyncio.timeout(HANG_SECONDS):
            _, said, complained, code = await asyncio.gather(
                asyncio.to_thread(_write, our_in, stdin),
                (await _reader(our_out)).read(),
                (await _reader(our_err)).read(),
                process.wait(),
            )
    except BaseException:
        process.kill()
        raise
    return Ended(code=code, out=said.decode(), err=complained.decode())


def _write(stream: int, data: bytes) -> None:
    with suppress(BrokenPipeError), os.fdopen(stream, "wb") as file:
        file.write(data)
