"""Workers that look for due rows whenever they are woken, and now and then in any case.

A `PollingWorker` handles all due rows in one call. A `ConcurrentWorker` handles slow rows side by
side, so that none keeps another waiting.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import structlog

_POLL_SECONDS = 1.0  # between looks at the table: the safety net below the wake-up
_PAUSE_SECONDS = 2.0  # after a failure that nobody foresaw
_SLOW_SECONDS = 3.0  # after which work is slow; a page takes one

Work = Callable[[], Awaitable[None]]
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class PollingWorker:
    """A step of the conveyor belt: `run_once` moves rows and returns how many it looked at."""

    name: str
    run_once: Callable[[], Awaitable[int]]
    poll_seconds: float = _POLL_SECONDS
    wakes: tuple[
        "PollingWorker | ConcurrentWorker", ...
    ] = ()  # whose turn is next when rows were moved
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    busy: asyncio.Lock = field(default_factory=asyncio.Lock)  # held while rows are moved
    failed: asyncio.Event = field(default_factory=asyncio.Event)  # set from a fault to a success

    def wake(self) -> None:
        """Let the stage look at its table at once."""
        self.woken.set()

    async def run(self) -> None:
        """Run until cancelled; a fault is logged and does not end the stage."""
        while True:
            self.woken.clear()
            try:
                async with self.busy:
                    moved = await self.run_once()
            except Exception:  # the workers' boundary
                self.failed.set()
                log.exception("a stage failed, it goes on", stage=self.name)
                await asyncio.sleep(_PAUSE_SECONDS)
                continue
            self.failed.clear()
            if moved:
                for stage in self.wakes:
                    stage.wake()
            else:
                await self._rest()

    async def _rest(self) -> None:
        await _woken(self.woken, self.poll_seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcurrentWorker:
    """A step whose rows are slow: `take` returns the work on the next one, None where none is due.

    One looks at the table; at most `size` rows are worked on at the same time, and `slow_size` more
    that have been worked on for a few seconds.
    """

    name: str
    take: Callable[[], Awaitable[Work | None]]
    size: int
    slow_size: int = 0
    poll_seconds: float = _POLL_SECONDS
    wakes: tuple[
        "PollingWorker | ConcurrentWorker", ...
    ] = ()  # whose turn is next when a row was moved
    woken: asyncio.Event = field(default_factory=asyncio.Event)

    def wake(self) -> None:
        """Let the crew look at its table at once."""
        self.woken.set()

    async def run(self) -> None:
        """Run until cancelled; a fault is logged and does not end the crew."""
        places = _Places(self.size, self.slow_size)
        async with asyncio.TaskGroup() as group:
            while True:
                await places.wait()
                self.woken.clear()
                work = await self._take()
                if work is None:
                    await _woken(self.woken, self.poll_seconds)
                else:
                    group.create_task(self._do(work, places.take()), name=self.name)

    async def _take(self) -> Work | None:
        try:
            return await self.take()
        except Exception:  # the workers' boundary
            log.exception("a stage failed, it goes on", stage=self.name)
            await asyncio.sleep(_PAUSE_SECONDS)
            return None

    async def _do(self, work: Work, leave: Callable[[], None]) -> None:
        try:
            await work()
        except Exception:  # the workers' boundary
            log.exception("a stage failed, it goes on", stage=self.name)
        finally:
            leave()
        for stage in (self, *self.wakes):  # what waited for this row may be taken now
            stage.wake()


class _Places:
    """Places for work: `size` of them, and `slow_size` more for work that turned out to be slow."""

    def __init__(self, size: int, slow_size: int) -> None:
        self._size = size
        self._slow_size = slow_size
        self._under_way: set[object] = set()
        self._slow: set[object] = set()  # a part of what is under way
        self._changed = asyncio.Event()

    async def wait(self) -> None:
        """Wait until there is a place for new work."""
        while len(self._under_way) - min(len(self._slow), self._slow_size) >= self._size:
            self._changed.clear()
            await self._changed.wait()

    def take(self) -> Callable[[], None]:
        """Take a place at once; return the function that leaves it."""
        work = object()
        self._under_way.add(work)
        timer = asyncio.get_running_loop().call_later(_SLOW_SECONDS, self._call_slow, work)

        def leave() -> None:
            timer.cancel()
            self._under_way.discard(work)
            self._slow.discard(work)
            self._changed.set()

        return leave

    def _call_slow(self, work: object) -> None:
        self._slow.add(work)
        self._changed.set()


async def _woken(event: asyncio.Event, seconds: float) -> None:
    """Wait for an event, but no longer than `seconds`."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return
