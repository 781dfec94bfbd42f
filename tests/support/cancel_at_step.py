"""Cancel work at each of its waits."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Generator
from types import TracebackType
from typing import Any

Work = Callable[[], Awaitable[object]]


class _Counted(Coroutine[Any, Any, Any]):
    """A coroutine that calls `waits` each time it is about to wait."""

    def __init__(self, inner: Coroutine[Any, Any, Any], waits: Callable[[], None]) -> None:
        self._inner = inner
        self._waits = waits

    def send(self, value: Any) -> Any:
        waited_for = self._inner.send(value)
        self._waits()
        return waited_for

    def throw(
        self,
        kind: Any,
        value: BaseException | object = None,
        trace: TracebackType | None = None,
    ) -> Any:
        waited_for = self._inner.throw(kind if value is None else value)  # type: ignore[arg-type]
        self._waits()
        return waited_for

    def close(self) -> None:
        self._inner.close()

    def __await__(self) -> Generator[Any, Any, Any]:
        return self._inner.__await__()


async def stop_at(step: int, work: Work) -> bool:
    """Run `work` and cancel it at wait number `step`, its own waits and those of its tasks counted.

    Returns:
        Whether it was canceled; False if it ended before.
    """
    loop = asyncio.get_running_loop()
    family: set[asyncio.Task[Any]] = set()
    count = 0

    def waits() -> None:
        nonlocal count
        count += 1
        if count == step:
            loop.call_soon(main.cancel)

    def make(loop: asyncio.AbstractEventLoop, coroutine: Any, **more: Any) -> asyncio.Task[Any]:
        if asyncio.current_task() not in family:
            return asyncio.Task(coroutine, loop=loop, **more)
        task = asyncio.Task(_Counted(coroutine, waits), loop=loop, **more)
        family.add(task)
        return task

    async def whole() -> None:
        family.add(main)
        await work()

    main = asyncio.Task(_Counted(whole(), waits), loop=loop)
    before = loop.get_task_factory()
    loop.set_task_factory(make)
    try:
        await main
    except asyncio.CancelledError:
        return True
    finally:
        loop.set_task_factory(before)
    return count >= step
