"""A process of the pool: it runs one task at a time and can be killed at any moment.

Parent and process communicate over their own pipe. They share no lock and no semaphore, so killing
a process cannot harm another one.
"""

import multiprocessing
import os
import pickle
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from typing import Any

from bot.workers.time_limit import TimeLimit

HAS_CPU_LIMIT = hasattr(signal, "setitimer")  # not on Windows
_NICENESS = 5  # a lower priority than the event loop, which answers users
_LOCK = threading.Lock()  # `start` polls the exit codes of all processes; each is readable once


class WorkerDied(Exception):
    """The process ended before its task.

    Args:
        code: the exit code of the process; -n means that signal n killed it.
    """

    def __init__(self, code: int | None) -> None:
        super().__init__(f"the process ended with {code}")
        self.code = code

    @property
    def is_over_cpu_limit(self) -> bool:
        """Whether the task exceeded its CPU limit."""
        return HAS_CPU_LIMIT and self.code == -signal.SIGPROF


class WorkerProcess:
    """A process that waits for tasks. All methods but `kill` block, so call them in a thread."""

    def __init__(self, context: BaseContext, memory: int, limit: TimeLimit) -> None:
        """Start the process with a limit of `memory` bytes of data and a CPU limit per task.

        Raises:
            OSError, EOFError: the process cannot be started.
        """
        self.tasks = 0  # started so far
        resource_tracker.ensure_running()  # before the mask, which starting the tracker resets
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # the process inherits the mask
        self._connection, theirs = multiprocessing.Pipe()
        arguments = (theirs, memory, limit)
        self._process = context.Process(target=_serve, args=arguments, daemon=True)  # type: ignore[attr-defined]  # every real context has it
        try:
            with _LOCK:
                self._process.start()
            theirs.close()
            self._connection.recv_bytes()  # it is ready
        except BaseException:
            theirs.close()
            self._connection.close()
            raise

    @property
    def is_alive(self) -> bool:
        """Whether the idle process lives: its pipe becomes readable only at its end."""
        return not self._connection.poll()

    def run(self, task: bytes) -> tuple[bool, Any]:
        """Run a pickled task; return whether it succeeded, and its result or its exception.

        Raises:
            WorkerDied: the process was killed or crashed.
        """
        self.tasks += 1
        try:
            self._connection.send_bytes(task)
            answer = self._connection.recv_bytes()
        except (OSError, EOFError) as error:
            self.end()
            raise WorkerDied(self._process.exitcode) from error
        outcome: tuple[bool, Any] = pickle.loads(answer)  # noqa: S301 - from our own process
        return outcome

    def kill(self) -> None:
        """Kill the process; do not wait for its end."""
        self._process.kill()

    def end(self) -> None:
        """Kill the process and wait for its end."""
        self._process.kill()
        with _LOCK:
            self._process.join()
        self._connection.close()


def _serve(connection: Connection, memory: int, limit: TimeLimit) -> None:
    """Run the tasks from the pipe until it is closed; the main function of the process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if HAS_CPU_LIMIT:
        signal.signal(signal.SIGPROF, signal.SIG_DFL)  # the default action ends the process
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    if sys.platform == "linux":
        import resource  # on other systems this limit has no effect or does not exist

        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    try:
        connection.send_bytes(b"ready")
        while True:
            connection.send_bytes(_run_task(connection.recv_bytes(), limit))
    except (OSError, EOFError):
        return  # the bot has ended


def _run_task(task: bytes, limit: TimeLimit) -> bytes:
    """Return the pickled outcome of a pickled task; exceeding the limit ends the process."""
    try:
        work, arguments = pickle.loads(task)  # noqa: S301 - from our own bot
        with _cpu_limit(limit.cpu_seconds(len(task))):  # unpickling, with its imports, is outside
            return pickle.dumps((True, work(*arguments)))
    except Exception as error:  # noqa: BLE001 - an exception of the task; the bot raises it
        try:
            answer = pickle.dumps((False, error))
            pickle.loads(answer)  # noqa: S301 - from the line before
        except Exception:  # noqa: BLE001 - an exception that cannot be pickled
            return pickle.dumps((False, RuntimeError(repr(error))))
        return answer


@contextmanager
def _cpu_limit(seconds: float) -> Iterator[None]:
    """Let the kernel end this process if the block takes more than `seconds` of CPU time."""
    if not HAS_CPU_LIMIT:
        yield
        return
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0.0)
