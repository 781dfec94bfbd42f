"""Simulated time: an event loop that jumps to its timers, and time jumps in a real loop."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

Result = TypeVar("Result")
_passed: WeakKeyDictionary[asyncio.AbstractEventLoop, float] = WeakKeyDictionary()
_TICK = 1e-9  # seconds that one turn of the loop takes, so that rounding cannot stop the time


class _Jump(selectors.DefaultSelector):
    """Never waits: adds the length of each wait to the virtual time."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise RuntimeError("every task waits for something that nobody will do")
        self.now += max(_TICK, timeout)
        return super().select(0)


class SimulatedLoop(asyncio.SelectorEventLoop):
    """An event loop with simulated time; it does not support threads."""

    def __init__(self) -> None:
        self._jump = _Jump()
        super().__init__(self._jump)

    def time(self) -> float:
        """Return the simulated seconds."""
        return self._jump.now


def simulate(work: Coroutine[Any, Any, Result]) -> Result:
    """Run `work` to its end in simulated time."""
    with asyncio.Runner(loop_factory=SimulatedLoop) as runner:
        return runner.run(work)


def pass_time(seconds: float) -> None:
    """Move the running event loop's time forward at once: its timers become due."""
    loop = asyncio.get_running_loop()
    if loop not in _passed:
        real = loop.time
        loop.time = lambda: real() + _passed[loop]  # type: ignore[method-assign]  # this loop only
    _passed[loop] = _passed.get(loop, 0.0) + seconds
