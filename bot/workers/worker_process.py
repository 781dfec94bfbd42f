"""One process for slow work: it does a task at a time, and can be ended at any moment.

Parent and process talk over a pipe of their own and share nothing else, no lock and no semaphore:
ending one harms no other, and one that is just starting finds nothing gone.
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
_NICENESS = 5  # so that taps are answered first where the processors are busy
_LOCK = threading.Lock()  # starting one looks at the exit codes of all, which are read once


class WorkerDied(Exception):
    """The process ended before its task did.

    Args:
        code: its exit code; negative is the number of the signal that ended it.
    """

    def __init__(self, code: int | None) -> None:
        super().__init__(f"the process ended with {code}")
        self.code = code

    @property
    def is_over_cpu_limit(self) -> bool:
        """Whether the task took more CPU time than its limit."""
        return HAS_CPU_LIMIT and self.code == -signal.SIGPROF


class WorkerProcess:
    """A process that waits for tasks. Everything but `kill` blocks, and belongs into a thread."""

    def __init__(self, context: BaseContext, memory: int, limit: TimeLimit) -> None:
        """Start it; it may take `memory` bytes of data, and dies of a task over the CPU limit.

        Raises:
            OSError, EOFError: it cannot be started.
        """
        self.tasks = 0  # that it was given
        resource_tracker.ensure_running()  # it lets signals through where it is started
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # in this thread, and inherited
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
        """Whether it can be given a task: one that has none says nothing until it dies."""
        return not self._connection.poll()

    def run(self, task: bytes) -> tuple[bool, Any]:
        """Return whether a pickled task succeeded, and its result or its error.

        Raises:
            WorkerDied: it was killed, or died of the task.
        """
        self.tasks += 1
        try:
            self._connection.send_bytes(task)
            answer = self._connection.recv_bytes()
        except (OSError, EOFError) as error:
            self.end()
            raise WorkerDied(self._process.exitcode) from error
        found: tuple[bool, Any] = pickle.loads(answer)  # noqa: S301 - from our own process
        return found

    def kill(self) -> None:
        """End the process, whatever it is at."""
        self._process.kill()

    def end(self) -> None:
        """End the process and wait until it is gone."""
        self._process.kill()
        with _LOCK:
            self._process.join()
        self._connection.close()


def _serve(connection: Connection, memory: int, limit: TimeLimit) -> None:
    """Do what comes over the pipe, until it is closed; runs in the process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if HAS_CPU_LIMIT:
        signal.signal(signal.SIGPROF, signal.SIG_DFL)  # it ends the process
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    if sys.platform == "linux":
        import resource  # elsewhere this limit does nothing, or is unknown

        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    try:
        connection.send_bytes(b"ready")
        while True:
            connection.send_bytes(_done(connection.recv_bytes(), limit))
    except (OSError, EOFError):
        return  # the bot is gone


def _done(task: bytes, limit: TimeLimit) -> bytes:
    """Return the pickled outcome of a pickled task; end the process where it passes its limit."""
    try:
        work, arguments = pickle.loads(task)  # noqa: S301 - from our own bot
        with _cpu_limit(limit.cpu_seconds(len(task))):  # what the task imports is not counted
            return pickle.dumps((True, work(*arguments)))
    except Exception as error:  # noqa: BLE001 - the task's own, and raised in the bot
        try:
            answer = pickle.dumps((False, error))
            pickle.loads(answer)  # noqa: S301 - what we have just written
        except Exception:  # noqa: BLE001 - an error that cannot travel
            return pickle.dumps((False, RuntimeError(repr(error))))
        return answer


@contextmanager
def _cpu_limit(seconds: float) -> Iterator[None]:
    """Let the kernel end this process once the block has taken so much CPU time."""
    if not HAS_CPU_LIMIT:
        yield
        return
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0.0)
