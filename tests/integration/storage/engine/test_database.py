"""The two engines: transactions, their order, and a clean end after errors and cancellation."""

import asyncio
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.dialects import sqlite

from bot.domain.errors import OperatorError
from bot.domain.ids import TagKey
from bot.playground.api_server.state.changes import HANG_SECONDS
from storage.engine.columns import UtcDateTime
from storage.engine.database import Database
from storage.engine.schema import tags
from storage.engine.sqlite.sqlite_driver import connect
from storage.store import Store
from tests.support.cancel_at_step import stop_at
from tests.support.stored_samples import ANN, BOB, NOW, put_news, rating

END = """
import asyncio, sys, threading
from datetime import UTC, datetime
from storage.engine.database import Database
from storage.engine.migrate import migrate
from storage.store import Store

NOW = datetime(2026, 1, 1, tzinfo=UTC)

async def use(database):
    using = asyncio.current_task()
    await migrate(database)
    store = Store(database)
    for number in range(10**9):
        async with asyncio.TaskGroup() as group:
            group.create_task(store.processed_updates.add([number], NOW))
            group.create_task(store.processed_updates.seen([number]))
        if number == 20:
            print("in use", flush=True)
            if sys.argv[2] == "raise":
                raise SystemExit(3)
            if sys.argv[2] == "cancel":
                asyncio.get_running_loop().call_later(0.05, using.cancel)

async def main():
    database = Database(f"sqlite+aiosqlite:///{sys.argv[1]}")
    try:
        await asyncio.create_task(use(database))
    finally:
        if sys.argv[2] == "cancel":
            asyncio.current_task().cancel()
        await database.close()

try:
    asyncio.run(main())
finally:
    for thread in set(threading.enumerate()) - {threading.main_thread()}:
        thread.join()  # the last answer of a thread comes a moment before its end
    print("threads:", threading.active_count(), flush=True)
"""


@pytest.mark.parametrize(("way_out", "code"), [("raise", 3), ("cancel", 1), ("interrupt", 1)])
def test_a_process_that_stops_midway_leaves_no_thread(tmp_path: Path, way_out: str, code: int):
    command = [sys.executable, "-c", END, str(tmp_path / "xulosa.db"), way_out]
    with subprocess.Popen(  # noqa: S603 -- our own interpreter
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "in use\n"
        if way_out == "interrupt":
            process.send_signal(2)
            code = -2
        process.wait(timeout=HANG_SECONDS)
        said = process.stdout.read()  # communicate() would lose buffered output

    assert said == "threads: 1\n"
    assert process.returncode == code


async def test_a_connection_that_is_stopped_while_it_closes_ends(tmp_path: Path):
    connection = await connect(str(tmp_path / "xulosa.db"))
    closed = asyncio.create_task(connection.close())
    await asyncio.sleep(0)

    stopped = connection.stop()

    await asyncio.wait_for(closed, HANG_SECONDS)
    assert stopped is not None
    assert stopped.done()  # the thread answers nobody after the close


async def test_a_transaction_is_all_or_nothing(database: Database, store: Store):
    async def write_and_fail() -> None:
        async with database.transaction() as connection:
            await connection.exec_driver_sql("INSERT INTO tags (key, name) VALUES ('a', 'a')")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await write_and_fail()

    assert await store.tags.find(TagKey("a")) is None


async def test_readers_do_not_wait_for_a_writer_and_see_the_old_rows(
    database: Database, store: Store
):
    await store.processed_updates.add([1], NOW)

    async with database.transaction() as connection:
        await connection.exec_driver_sql("DELETE FROM processed_updates")
        async with asyncio.timeout(HANG_SECONDS):
            seen = await asyncio.gather(*(store.processed_updates.seen([1]) for _ in range(20)))

    assert seen == [{1}] * 20
    assert await store.processed_updates.seen([1]) == set()


async def test_a_reader_keeps_one_view_while_others_write(database: Database, store: Store):
    count = "SELECT count(*) FROM processed_updates"

    async with database.read() as connection:
        before = (await connection.exec_driver_sql(count)).scalar_one()
        await store.processed_updates.add([1], NOW)
        after = (await connection.exec_driver_sql(count)).scalar_one()

    assert (before, after) == (0, 0)


def test_without_begin_immediate_a_read_before_a_write_fails(path: Path):
    with closing(sqlite3.connect(path, timeout=5)) as one, closing(sqlite3.connect(path)) as two:
        for connection in (one, two):
            connection.isolation_level = None
            connection.execute("BEGIN")
            connection.execute("SELECT count(*) FROM tags").fetchone()
        one.execute("INSERT INTO tags (key, name) VALUES ('a', 'a')")
        one.execute("COMMIT")

        with pytest.raises(sqlite3.OperationalError, match="database is locked"):
            two.execute("INSERT INTO tags (key, name) VALUES ('b', 'b')")


@pytest.mark.sqlite
async def test_writers_get_the_lock_in_the_order_of_their_requests(database: Database):
    asked: list[int] = []
    served: list[int] = []
    ended = asyncio.Condition()

    async def write(number: int) -> None:
        async with ended:  # some writers ask just as another one ends
            await ended.wait_for(lambda: len(served) >= number // 2)
        asked.append(number)
        async with database.transaction():
            served.append(number)
        async with ended:
            ended.notify_all()

    await asyncio.gather(*(write(number) for number in range(100)))

    assert served == asked


async def test_a_write_transaction_locks_at_its_first_read(database: Database, path: Path):
    with closing(sqlite3.connect(path, timeout=0)) as other:
        async with database.transaction() as connection:
            await connection.execute(select(tags.c.key))
            with pytest.raises(sqlite3.OperationalError, match="database is locked"):
                other.execute("INSERT INTO tags (key, name) VALUES ('a', 'a')")


async def test_canceled_tasks_release_the_write_lock(store: Store):
    number = await put_news(store)
    stopped: list[object] = []  # keeps the tasks and their open cursors alive

    async def use() -> None:
        stopped.append(asyncio.current_task())
        for _ in range(5):
            await store.ratings.put(rating(number, ANN, 1))
            await store.articles.get(number)

    step = 1
    while await stop_at(step, use):
        async with asyncio.timeout(HANG_SECONDS):  # ends the wait for a lock that was not released
            await store.ratings.put(rating(number, BOB, 5))
        step += 1

    assert len(stopped) > 20
    assert (await store.articles.get(number)).tally.votes == 2


async def test_no_thread_is_left_after_closing(path: Path):
    before = set(threading.enumerate())
    database = Database(f"sqlite+aiosqlite:///{path}")
    store = Store(database)
    stopped = [
        asyncio.create_task(store.processed_updates.add([number], NOW)) for number in range(20)
    ]
    await asyncio.gather(*(store.processed_updates.seen([number]) for number in range(20)))
    ours = set(threading.enumerate()) - before
    assert ours
    for task in stopped:
        task.cancel()
    await asyncio.wait(stopped)

    await database.close()
    await database.close()

    for thread in ours:
        thread.join(HANG_SECONDS)
    assert not any(thread.is_alive() for thread in ours)


@pytest.mark.parametrize("way", [Database.read, Database.transaction])
async def test_a_canceled_connect_leaves_no_thread(path: Path, way):
    async def use() -> None:
        async with way(database) as connection:
            await connection.execute(select(tags.c.key))

    step, was_stopped = 1, True
    while was_stopped:
        before = set(threading.enumerate())
        database = Database(f"sqlite+aiosqlite:///{path}")
        was_stopped = await stop_at(step, use)
        await database.close()
        await asyncio.to_thread(_end, set(threading.enumerate()) - before)
        step += 1

    assert step > 5


async def test_a_database_that_cannot_be_opened_leaves_no_thread(tmp_path: Path):
    before = set(threading.enumerate())
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'no' / 'folder' / 'x.db'}")

    assert not await Store(database).is_working()

    assert not {each for each in threading.enumerate() if _is_ours(each)} - before


def _is_ours(thread: threading.Thread) -> bool:
    """Return whether a connection owns a thread; the threads of `asyncio.to_thread` stay."""
    return "connection_worker" in thread.name


def _end(threads: set[threading.Thread]) -> None:
    ours = [thread for thread in threads if _is_ours(thread)]
    for thread in ours:
        thread.join(HANG_SECONDS)
    assert not any(thread.is_alive() for thread in ours)


@pytest.mark.parametrize(
    "url", ["nonsense", "sqlite:///x.db", "sqlite+aiosqlite://", "nothing+here://x"]
)
def test_an_unusable_database_url_is_an_operator_error(url: str):
    with pytest.raises(OperatorError, match="BOT_DATABASE_URL"):
        Database(url)


def test_a_naive_datetime_is_refused():
    with pytest.raises(ValueError, match="needs a time zone"):
        UtcDateTime().process_bind_param(NOW.replace(tzinfo=None), sqlite.dialect())


@given(
    st.datetimes(datetime(1970, 1, 2), datetime(9000, 1, 1)),  # noqa: DTZ001 -- gets its zone
    st.integers(-12 * 60, 14 * 60),
)
def test_a_datetime_comes_back_as_the_same_time_in_utc(moment, minutes):
    kind, dialect = UtcDateTime(), sqlite.dialect()
    aware = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))

    stored = kind.process_bind_param(aware, dialect)
    assert stored is not None
    as_sqlite_keeps_it = stored.replace(tzinfo=None)
    back = kind.process_result_value(as_sqlite_keeps_it, dialect)

    assert back == aware
    assert back is not None
    assert back.tzinfo is UTC
    assert kind.process_result_value(stored, dialect) == aware


def test_a_missing_time_stays_none():
    kind, dialect = UtcDateTime(), sqlite.dialect()

    assert kind.process_bind_param(None, dialect) is None
    assert kind.process_result_value(None, dialect) is None
