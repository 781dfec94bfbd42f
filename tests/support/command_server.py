"""Runs commands in forks of a process that has imported the bot, so that none imports it again.

The import takes 1 CPU second. A command is a process of its own all the same, with its own
environment, folder and standard streams. `python -m tests.support.command_server SOCKET` serves;
each connection asks for one command.
"""

import importlib
import io
import json
import os
import pkgutil
import select
import signal
import socket
import sys
import time
import warnings
from contextlib import suppress
from pathlib import Path
from typing import Any

import bot.cli

_REQUEST_MAX = 1 << 20  # bytes: the environment and the arguments


def serve(path: Path) -> None:
    """Serve commands until standard input ends, as it does with the process of the tests."""
    for module in pkgutil.iter_modules(bot.cli.__path__):
        importlib.import_module(f"bot.cli.{module.name}")
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the supervisors
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        listening.listen()
        print("ready", flush=True)
        while sys.stdin not in select.select([listening, sys.stdin], [], [])[0]:
            connection, _ = listening.accept()
            if os.fork() == 0:
                listening.close()
                with suppress(ConnectionError):
                    _supervise(connection)
                os._exit(0)
            connection.close()


def _supervise(connection: socket.socket) -> None:
    """Run the command of a connection; send its process id, and its exit code when it has ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    request, streams, _, _ = socket.recv_fds(connection, _REQUEST_MAX, 3)
    pid = os.fork()
    if pid == 0:
        connection.close()
        _become(json.loads(request), streams)
    for stream in streams:
        os.close(stream)
    connection.sendall(f"{pid}\n".encode())
    _, status = os.waitpid(pid, 0)
    connection.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())


def _become(request: dict[str, Any], streams: list[int]) -> None:
    """Be the command: end with its exit code."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    time.tzset()
    sys.stdin, sys.stdout, sys.stderr = (
        io.TextIOWrapper(os.fdopen(number, mode), "utf-8", errors, line_buffering=number == 2)
        for number, mode, errors in ((0, "rb", "strict"), (1, "wb", "strict"), (2, "wb", "replace"))
    )
    warnings.simplefilter("ignore", ResourceWarning)
    code = 1  # of a program that ends by an exception
    try:
        code = bot.cli.main(request["arguments"])
    finally:
        if (error := sys.exc_info())[0] is not None:
            sys.excepthook(*error)
        with suppress(OSError, ValueError):
            sys.stdout.flush()
        with suppress(OSError, ValueError):
            sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
