"""Runs a stage whenever it is woken, and now and then in case nobody woke it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import structlog

_POLL_SECONDS = 1.0  # between looks at the table: the safety net below the wake-up
_PAUSE_SECONDS = 2.0  # after a failure that nobody foresaw

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A step of the conveyor belt: `run_once` moves rows and returns how many it looked at."""

    name: str
    run_once: Callable[[], Awaitable[int]]
    poll_seconds: float = _POLL_SECONDS
    wakes: tuple["Stage", ...] = ()  # whose turn is next when rows were moved
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    busy: asyncio.Lock = field(default_factory=asyncio.Lock)  # held while rows are moved

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
                log.exception("a stage failed, it goes on", stage=self.name)
                await asyncio.sleep(_PAUSE_SECONDS)
                continue
            if moved:
                for stage in self.wakes:
                    stage.wake()
            else:
                await self._rest()

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(self.poll_seconds):
                await self.woken.wait()
        except TimeoutError:
            return
