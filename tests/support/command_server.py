"""Runs commands in forks of a process that has imported the bot, so that none imports it again.

The import takes 1 CPU second. A command is a process of its own all the same, with its own
environment, folder, standard streams and session, and it ends as an interpreter does.
`python -m tests.support.command_server SOCKET` serves; each connection asks for one command.
"""

import gc
import importlib
import io
import json
import os
import pkgutil
import select
import socket
import sys
import time
import warnings
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

import bot.__main__
import bot.cli

_REQUEST_MAX = 1 << 20  # bytes: the environment and the arguments


def serve(path: Path) -> None:
    """Serve commands until standard input ends, as it does with the process of the tests."""
    gc.disable()
    for module in pkgutil.iter_modules(bot.cli.__path__):
        importlib.import_module(f"bot.cli.{module.name}")
    gc.freeze()  # otherwise each command scans all modules when it ends, and copies their memory
    gc.enable()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        listening.listen()
        print("ready", flush=True)
        while sys.stdin not in select.select([listening, sys.stdin], [], [])[0]:
            connection, _ = listening.accept()
            _reap()
            if os.fork() == 0:
                listening.close()
                with suppress(ConnectionError):
                    _supervise(connection)
                os._exit(0)
            connection.close()
    _reap()


def _reap() -> None:
    """Let the supervisors go that have ended, so that their CPU time counts as the tests' own."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass


def _supervise(connection: socket.socket) -> None:
    """Run the command of a connection; send its process id, and its exit code when it has ended."""
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


def _become(request: dict[str, Any], streams: list[int]) -> NoReturn:
    """Be the command: let the interpreter end with its exit code."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    if request["is_session"]:
        os.setsid()
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    time.tzset()
    sys.stdin = io.TextIOWrapper(open(0, "rb", closefd=False), "utf-8")  # noqa: SIM115
    sys.stdout = _output(1, "strict")
    sys.stderr = _output(2, "backslashreplace")
    sys.modules["__main__"] = bot.__main__  # the pool of processes imports the main module
    warnings.simplefilter("ignore", ResourceWarning)
    sys.exit(bot.cli.main(request["arguments"]))


def _output(number: int, errors: str) -> io.TextIOWrapper:
    """Open a standard stream as an interpreter does."""
    is_unbuffered = bool(os.environ.get("PYTHONUNBUFFERED"))
    raw = open(number, "wb", 0 if is_unbuffered else -1, closefd=False)  # noqa: SIM115
    return io.TextIOWrapper(
        raw, "utf-8", errors, line_buffering=number == 2, write_through=is_unbuffered
    )


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
