"""Processes for slow work, each ended where a task passes its limit of CPU time.

They are forked from a server that has imported what they need: one that replaces another is ready
in milliseconds, and they share its memory.
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
from bot.workers.fair_semaphore import FairSemaphore
from bot.workers.time_limit import TimeLimit
from bot.workers.worker_process import HAS_CPU_LIMIT, WorkerDied, WorkerProcess

MEMORY = 512 * 2**20  # bytes of data of a process, those of its server's imports included
LIMIT = TimeLimit() if HAS_CPU_LIMIT else TimeLimit(hang=20.0)
_FOLDER_MAX = 70  # characters of the folder for temporary files; a socket's path has 107 at most
_TASKS = 500  # after which a process is replaced, since extraction's memory grows
_NO_PROCESS = "the processes for slow work cannot be started"
_PAUSE, _PAUSE_MAX = 1.0, 60.0  # seconds until a process is started again; doubled each time

Result = TypeVar("Result")
log = structlog.get_logger(__name__)


class NoProcess(XulosaError):
    """No process for slow work can be started; the message says why."""


class Pool:
    """A pool of processes; it is an `Offload`. `close()` on every way out.

    Args:
        workers: how many processes.
        limit: how long a task may take.
        memory: bytes of data that each process may take.
        preload: modules that their server imports before it forks the first one; the server is one
            for all pools of this program, and the first pool starts it.
        is_patient: where no process can be started, try again for ever, and let tasks wait.
    """

    def __init__(
        self,
        workers: int,
        limit: TimeLimit = LIMIT,
        preload: Sequence[str] = (),
        *,
        memory: int = MEMORY,
        is_patient: bool = False,
    ) -> None:
        self._limit = limit
        self._memory = memory
        self._is_patient = is_patient
        self._context = multiprocessing.get_context(_start_method())
        if preload:
            self._context.set_forkserver_preload(list(preload))
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="pool")
        self._room = FairSemaphore(workers)
        self._starting = asyncio.Lock()
        self._all: set[WorkerProcess] = set()
        self._idle: list[WorkerProcess] = []
        self._is_closed = False

    async def __call__(
        self, work: Callable[..., Result], *arguments: object, requester: UserId | None = None
    ) -> Result:
        """Return `work(*arguments)`, run in one of the processes.

        The processes are shared fairly between requesters: see `FairSemaphore`.

        Raises:
            TookTooLong: the task passed its limit of time or memory, or the process died.
            NoProcess: none can be started, and the pool is not patient.
        """
        task = pickle.dumps((work, arguments))
        async with self._room.place(requester):
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
                        raise TookTooLong(f"more than {spent:.1f} CPU seconds") from error
                    if error.code != -signal.SIGTERM:  # which somebody outside sends to all of us
                        raise TookTooLong(repr(error)) from error

    async def start(self) -> None:
        """Start the first process, so that no task waits for its server's imports: a second.

        Raises:
            NoProcess: it cannot be started, and the pool is not patient.
        """
        async with self._room.place(None):
            self._idle.append(await self._take())

    async def close(self) -> None:
        """End the processes, whatever they are at."""
        self._is_closed = True
        for worker in list(self._all):
            worker.kill()
        await asyncio.to_thread(self._threads.shutdown)  # one that is starting cannot be stopped
        for worker in list(self._all):
            await asyncio.to_thread(worker.end)
        self._idle.clear()

    async def _take(self) -> WorkerProcess:
        """Return a process that waits for a task, a new one where none does."""
        while self._idle:
            worker = self._idle.pop()
            if worker.tasks < _TASKS and worker.is_alive:
                return worker
            await self._in_thread(self._end, worker)
        async with self._starting:
            return await self._started()

    async def _started(self) -> WorkerProcess:
        """Start a process, where that fails again and again with growing pauses."""
        pause = _PAUSE
        while True:
            try:
                return await self._new()
            except (OSError, EOFError) as error:
                if not self._is_patient:
                    raise NoProcess(f"{_NO_PROCESS}: {error!r}") from error
                if pause == 2 * _PAUSE:  # once is no news: as we are stopped, they may be before us
                    log.warning(f"{_NO_PROCESS}; what needs them waits", reason=repr(error))
            await asyncio.sleep(pause)
            pause = min(2 * pause, _PAUSE_MAX)

    async def _new(self) -> WorkerProcess:
        starting = self._in_thread(self._start)
        try:
            return await asyncio.shield(starting)
        except asyncio.CancelledError:
            starting.add_done_callback(self._keep)
            raise

    def _start(self) -> WorkerProcess:
        worker = WorkerProcess(self._context, self._memory, self._limit)
        self._all.add(worker)
        return worker

    def _keep(self, starting: asyncio.Future[WorkerProcess]) -> None:
        """Keep a process that nobody waits for any more."""
        if not starting.cancelled() and starting.exception() is None:
            self._idle.append(starting.result())

    async def _run(self, worker: WorkerProcess, task: bytes) -> Any:
        running = self._in_thread(worker.run, task)
        try:
            async with asyncio.timeout(self._limit.hang):
                is_fine, found = await asyncio.shield(running)
        except WorkerDied:
            self._all.discard(worker)
            raise
        except (TimeoutError, asyncio.CancelledError) as error:
            self._all.discard(worker)
            worker.kill()
            await asyncio.gather(running, return_exceptions=True)
            if isinstance(error, TimeoutError):
                raise TookTooLong(f"more than {self._limit.hang} seconds") from error
            raise
        if isinstance(found, MemoryError):
            await self._in_thread(self._end, worker)
            raise TookTooLong(repr(found))
        self._idle.append(worker)
        if not is_fine:
            raise found
        return found

    def _end(self, worker: WorkerProcess) -> None:
        self._all.discard(worker)
        worker.end()

    def _in_thread(self, work: Callable[..., Result], *arguments: object) -> asyncio.Future[Result]:
        return asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)


def _start_method() -> str:
    """Return how processes start: the server's socket needs a path that is not too long."""
    return "forkserver" if len(tempfile.gettempdir()) <= _FOLDER_MAX else "spawn"
