"""Commands whose standard output and error are a terminal."""

import fcntl
import os
import pty
import select
import struct
import termios
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support import commands
from tests.support.bot_process import environment

SIZE = (24, 80)  # rows and columns


@dataclass(frozen=True, slots=True)
class OnTerminal:
    """A command that runs on a terminal."""

    process: commands.Process
    reader: int  # the descriptor that reads what the terminal was sent

    def shown(self) -> str:
        """Return what it has written so far."""
        parts = []
        while select.select([self.reader], [], [], 0)[0]:
            try:
                parts.append(os.read(self.reader, 4_096))
            except OSError:  # the command has ended, and everything is read
                break
        return b"".join(parts).decode()


@asynccontextmanager
async def on_terminal(folder: Path, *arguments: str, **settings: str) -> AsyncIterator[OnTerminal]:
    """Run a command in `folder` until the block ends; it must write little."""
    reader, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", *SIZE, 0, 0))
    streams = [os.open(os.devnull, os.O_RDONLY), terminal, os.dup(terminal)]
    process = await commands.start(folder, streams, arguments, environment(settings))
    try:
        yield OnTerminal(process, reader)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        os.close(reader)
