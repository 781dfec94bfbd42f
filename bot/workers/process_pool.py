"""A process pool for CPU-bound work that kills a process whose task exceeds its CPU limit.

A fork server imports the modules once. So a new process is ready in milliseconds, and the
processes share the memory of the imports.
"""

import asyncio
import multiprocessing
import pickle
import signal
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import structlog

from bot.domain.errors import XulosaError
from bot.domain.ids import UserId
from bot.domain.offload import TookTooLong
from bot.telemetry.metrics import WORKER_KILLS, KillReason
from bot.workers.fair_semaphore import FairSemaphore
from bot.workers.time_limit import TimeLimit
from bot.workers.worker_process import HAS_CPU_LIMIT, WorkerDied, WorkerProcess

MEMORY = 512 * 2**20  # bytes of data of a process, including the imports of the fork server
LIMIT = TimeLimit() if HAS_CPU_LIMIT else TimeLimit(hang=20.0)
_TEMP_PATH_MAX = 70  # characters of the temporary folder; a socket path has at most 107
_TASKS_PER_PROCESS = 500  # then a process is replaced, as its memory grows
_START_FAILED = "the processes for slow work cannot be started"
_KILLS: dict[KillReason, str] = {  # log lines, with advice for the operator
    "cpu": "a page or file took too much CPU time and is refused",
    "memory": "a page or file took too much memory and is refused; "
    "if this is frequent, raise BOT_WORKER_MEMORY",
    "time": "a page or file took too long and is refused",
    "crash": "a process for slow work ended, and its page or file is refused; "
    "if the machine has too little memory, lower BOT_WORKERS",
}
_RETRY_DELAY, _RETRY_DELAY_MAX = 1.0, 60.0  # seconds between starts; doubled after each failure

Result = TypeVar("Result")
log = structlog.get_logger(__name__)


class ProcessStartFailed(XulosaError):
    """No process for slow work can be started; the message contains the reason."""


class Pool:
    """A process pool that implements `Offload`. Call `close()` in any case.

    Args:
        workers: the number of processes.
        limit: the time limit of a task.
        memory: bytes of data that each process may allocate.
        preload: modules that the fork server imports. All pools of this program share one
            server; the first pool starts it.
        retries_start: if no process can be started, retry without end while tasks wait.
        logs_kills: log the end of each process; a command, which has no log, reports the error.
    """

    def __init__(
        self,
        workers: int,
        limit: TimeLimit = LIMIT,
        preload: Sequence[str] = (),
        *,
        memory: int = MEMORY,
        retries_start: bool = False,
        logs_kills: bool = False,
    ) -> None:
        self._limit = limit
        self._memory = memory
        self._retries_start = retries_start
        self._logs_kills = logs_kills
        self._context = multiprocessing.get_context(_start_method())
        if preload:
            self._context.set_forkserver_preload(list(preload))
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="pool")
        self._slots = FairSemaphore(workers)
        self._start_lock = asyncio.Lock()
        self._all: set[WorkerProcess] = set()
        self._idle: list[WorkerProcess] = []
        self._is_closed = False

    async def __call__(
        self, work: Callable[..., Result], *arguments: object, requester: UserId | None = None
    ) -> Result:
        """Return `work(*arguments)`, run in one of the processes.

        The processes are shared fairly between requesters: see `FairSemaphore`.

        Raises:
            TookTooLong: the task exceeded its limit of time or memory, or the process died.
            ProcessStartFailed: no process can be started, and `retries_start` is False.
        """
        task = pickle.dumps((work, arguments))
        async with self._slots.slot(requester):
            while True:
                worker = await self._take()
                try:
                    result: Result = await self._run(worker, task)
                    return result
                except WorkerDied as error:
                    if self._is_closed:
                        raise RuntimeError("the pool is closed") from error
                    if error.is_over_cpu_limit:
                        spent = self._limit.cpu_seconds(len(task))
                        raise self._killed("cpu", f"more than {spent:.1f} CPU seconds") from error
                    if error.code != -signal.SIGTERM:  # the process group was signaled from outside
                        raise self._killed("crash", str(error)) from error

    async def start(self) -> None:
        """Start the first process, so that no task waits a second for the server's imports.

        Raises:
            ProcessStartFailed: no process can be started, and `retries_start` is False.
        """
        async with self._slots.slot(None):
            self._idle.append(await self._take())

    async def close(self) -> None:
        """Kill all processes, also those with a task."""
        self._is_closed = True
        for worker in list(self._all):
            worker.kill()
        await asyncio.to_thread(self._threads.shutdown)  # waits for a process that is starting
        for worker in list(self._all):
            await asyncio.to_thread(worker.end)
        self._idle.clear()

    async def _take(self) -> WorkerProcess:
        """Return an idle process, or a new one if there is none."""
        while self._idle:
            worker = self._idle.pop()
            if worker.tasks < _TASKS_PER_PROCESS and worker.is_alive:
                return worker
            await self._in_thread(self._end, worker)
        async with self._start_lock:
            return await self._start_with_retry()

    async def _start_with_retry(self) -> WorkerProcess:
        """Start a process; retry with a growing delay if the pool retries."""
        delay = _RETRY_DELAY
        while True:
            try:
                return await self._start_in_thread()
            except (OSError, EOFError) as error:
                if not self._retries_start:
                    raise ProcessStartFailed(f"{_START_FAILED}: {error!r}") from error
                # A first failure is not logged: at shutdown the server may end before the bot.
                if delay == 2 * _RETRY_DELAY:
                    log.warning(f"{_START_FAILED}; their tasks wait", reason=repr(error))
            await asyncio.sleep(delay)
            delay = min(2 * delay, _RETRY_DELAY_MAX)

    async def _start_in_thread(self) -> WorkerProcess:
        starting = self._in_thread(self._start)
        try:
            return await asyncio.shield(starting)
        except asyncio.CancelledError:
            starting.add_done_callback(self._add_idle)
            raise

    def _start(self) -> WorkerProcess:
        worker = WorkerProcess(self._context, self._memory, self._limit)
        self._all.add(worker)
        return worker

    def _add_idle(self, starting: asyncio.Future[WorkerProcess]) -> None:
        """Add a started process to the idle ones after its task was canceled."""
        if not starting.cancelled() and starting.exception() is None:
            self._idle.append(starting.result())

    async def _run(self, worker: WorkerProcess, task: bytes) -> Any:
        running = self._in_thread(worker.run, task)
        try:
            async with asyncio.timeout(self._limit.hang):
                is_success, outcome = await asyncio.shield(running)
        except WorkerDied:
            self._all.discard(worker)
            raise
        except (TimeoutError, asyncio.CancelledError) as error:
            self._all.discard(worker)
            worker.kill()
            await asyncio.gather(running, return_exceptions=True)
            if isinstance(error, TimeoutError):
                raise self._killed("time", f"more than {self._limit.hang} seconds") from error
            raise
        if isinstance(outcome, MemoryError):
            await self._in_thread(self._end, worker)
            raise self._killed("memory", f"more than {self._memory // 2**20} MB")
        self._idle.append(worker)
        if not is_success:
            raise outcome
        return outcome

    def _end(self, worker: WorkerProcess) -> None:
        self._all.discard(worker)
        worker.end()

    def _killed(self, reason: KillReason, detail: str) -> TookTooLong:
        """Count and log the end of a process; return the error of its task."""
        WORKER_KILLS.add(reason)
        if self._logs_kills:
            log.warning(_KILLS[reason], reason=detail)
        return TookTooLong(detail)

    def _in_thread(self, work: Callable[..., Result], *arguments: object) -> asyncio.Future[Result]:
        return asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)


def _start_method() -> str:
    """Return the start method: "spawn" if the path of the fork server's socket is too long."""
    return "forkserver" if len(tempfile.gettempdir()) <= _TEMP_PATH_MAX else "spawn"
