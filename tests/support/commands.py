"""Commands run to their end in processes that have imported the bot already."""

import asyncio
import atexit
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
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


async def run(
    folder: Path, stdin: bytes, arguments: Sequence[str], environment: Mapping[str, str]
) -> Ended:
    """Run a command in `folder` to its end, with `stdin` on standard input."""
    request = {
        "folder": str(folder),
        "arguments": list(arguments),
        "environment": dict(environment),
    }
    (their_in, our_in), (our_out, their_out), (our_err, their_err) = os.pipe(), os.pipe(), os.pipe()
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(await asyncio.to_thread(_server)))
        theirs = [their_in, their_out, their_err]
        socket.send_fds(connection, [json.dumps(request).encode()], theirs)
        for stream in theirs:
            os.close(stream)
        answers = connection.makefile()
        pid = int(await asyncio.to_thread(answers.readline))
        try:
            async with asyncio.timeout(HANG_SECONDS):
                _, out, err, code = await asyncio.gather(
                    asyncio.to_thread(_write, our_in, stdin),
                    asyncio.to_thread(_read, our_out),
                    asyncio.to_thread(_read, our_err),
                    asyncio.to_thread(answers.readline),
                )
        except BaseException:
            os.kill(pid, signal.SIGKILL)
            raise
    return Ended(code=int(code), out=out.decode(), err=err.decode())


def _write(stream: int, data: bytes) -> None:
    with suppress(BrokenPipeError), os.fdopen(stream, "wb") as file:
        file.write(data)


def _read(stream: int) -> bytes:
    with os.fdopen(stream, "rb") as file:
        return file.read()
