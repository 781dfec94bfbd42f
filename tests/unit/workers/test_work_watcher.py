"""The watcher wakes the workers of a queue when there is work, and lets them sleep otherwise."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.queues import Queue
from bot.workers.polling_workers import ConcurrentWorker, PollingWorker
from bot.workers.work_watcher import CHECK_SECONDS, WorkWatcher
from tests.support.virtual_time import simulate

_START = datetime(2026, 3, 1, tzinfo=UTC)
_HOUR = 3600.0  # simulated seconds


def _now() -> datetime:
    return _START + timedelta(seconds=asyncio.get_running_loop().time())


class Table:
    """Rows with due times, as a database has them: each write changes its version."""

    def __init__(self) -> None:
        self.version = 0
        self.rows: list[datetime] = []
        self.delays: list[float] = []  # seconds between due and done, of each done row
        self.polls = 0
        self.is_broken = False
        self.is_blocked = False  # its rows cannot be done now

    def put(self, due_at: datetime) -> None:
        self.rows.append(due_at)
        self.version += 1

    async def read_version(self) -> int:
        if self.is_broken:
            raise OSError("the disk is gone")
        return self.version

    async def first_due(self, _: datetime) -> dict[Queue, datetime]:
        return {"notices": min(self.rows)} if self.rows else {}

    async def do_due(self) -> int:
        self.polls += 1
        due = [] if self.is_blocked else [row for row in self.rows if row <= _now()]
        self.rows = [row for row in self.rows if row not in due]
        self.delays += [(_now() - row).total_seconds() for row in due]
        self.version += bool(due)
        return len(due)

    async def take_due(self) -> Callable[[], Awaitable[object]] | None:
        if self.is_blocked or not any(row <= _now() for row in self.rows):
            self.polls += 1
            return None
        await self.do_due()
        return lambda: asyncio.sleep(0)


def _started(table: Table, *, is_concurrent: bool = False) -> list[asyncio.Task[None]]:
    worker: PollingWorker | ConcurrentWorker
    if is_concurrent:
        worker = ConcurrentWorker(name="worker", take=table.take_due, size=3)  # type: ignore[arg-type]  # its result is not used
    else:
        worker = PollingWorker(name="worker", run_once=table.do_due)
    watcher = WorkWatcher(table.read_version, table.first_due, _now, {"notices": (worker,)})
    return [asyncio.create_task(each) for each in (worker.run(), watcher.run())]


def _stop(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()


@settings(max_examples=30)
@given(
    st.lists(st.tuples(st.floats(0, 100), st.floats(0, 300)), min_size=1, max_size=8),
    st.booleans(),
)
def test_a_row_is_done_when_it_is_due(rows: list[tuple[float, float]], is_concurrent: bool):
    """A row: the seconds until another process writes it, and then until it is due."""

    async def check() -> Table:
        table = Table()
        tasks = _started(table, is_concurrent=is_concurrent)
        loop = asyncio.get_running_loop()
        for written_in, due_in in rows:
            due_at = _START + timedelta(seconds=written_in + due_in)
            loop.call_later(written_in, table.put, due_at)
        await asyncio.sleep(500)
        _stop(tasks)
        return table

    table = simulate(check())

    assert len(table.delays) == len(rows)
    assert max(table.delays) <= CHECK_SECONDS + 0.02


def test_a_known_due_time_is_met_without_a_check():
    async def check() -> Table:
        table = Table()
        table.put(_START + timedelta(seconds=1_000.4))
        tasks = _started(table)
        await asyncio.sleep(_HOUR)
        _stop(tasks)
        return table

    assert simulate(check()).delays[0] < 0.02


def test_workers_of_empty_queues_sleep():
    async def check() -> int:
        table = Table()
        tasks = _started(table)
        await asyncio.sleep(_HOUR)
        _stop(tasks)
        return table.polls

    assert simulate(check()) <= _HOUR / 60 + 1


def test_a_write_that_leaves_no_work_wakes_no_worker():
    async def check() -> int:
        table = Table()
        tasks = _started(table)
        await asyncio.sleep(1)
        before = table.polls
        for _ in range(40):
            table.version += 1
            await asyncio.sleep(1)
        _stop(tasks)
        return table.polls - before

    assert simulate(check()) == 0


def test_a_worker_that_leaves_a_due_row_is_woken_each_second():
    async def check() -> Table:
        table = Table()
        table.is_blocked = True
        table.put(_START)
        tasks = _started(table)
        await asyncio.sleep(100.5)
        assert 95 <= table.polls <= 103
        table.is_blocked = False
        await asyncio.sleep(1.1)
        _stop(tasks)
        return table

    assert len(simulate(check()).delays) == 1


def test_workers_poll_while_the_database_fails():
    async def check() -> Table:
        table = Table()
        tasks = _started(table)
        await asyncio.sleep(5)
        table.is_broken = True
        table.put(_now())
        await asyncio.sleep(2)
        _stop(tasks)
        return table

    assert len(simulate(check()).delays) == 1
