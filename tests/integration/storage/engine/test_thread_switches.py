"""A transaction needs few switches to SQLite's thread and stays atomic."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import aiosqlite
import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError, OperationalError

from storage.engine.database import Database
from storage.engine.schema import tags

pytestmark = pytest.mark.sqlite


@pytest.fixture
def thread_calls(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The calls that wait for aiosqlite's thread, from now on."""
    seen: list[Any] = []
    stock: Any = aiosqlite.Connection._execute

    async def counted(connection: aiosqlite.Connection, *work: Any, **more: Any) -> Any:
        seen.append(work)
        return await stock(connection, *work, **more)

    monkeypatch.setattr(aiosqlite.Connection, "_execute", counted)
    return seen


def tag(number: int) -> dict[str, object]:
    return {"number": number, "key": f"key{number}", "name": "name"}


async def count(database: Database) -> int:
    async with database.read() as connection:
        return (await connection.execute(select(func.count()).select_from(tags))).scalar_one()


async def test_a_statement_and_a_commit_take_one_thread_switch_each(
    database: Database, thread_calls: list[Any]
):
    await count(database)  # opens the connections
    async with database.transaction() as connection:
        await connection.execute(tags.insert().values(tag(1)))
    thread_calls.clear()

    async with database.transaction() as connection:
        await connection.execute(tags.insert().values(tag(2)))
        await connection.execute(tags.insert(), [tag(3), tag(4)])
    written = len(thread_calls)
    assert await count(database) == 4

    assert (written, len(thread_calls) - written) == (3, 1)


async def test_an_empty_block_takes_no_thread_switch(database: Database, thread_calls: list[Any]):
    await count(database)
    async with database.transaction() as connection:
        await connection.execute(tags.insert().values(tag(1)))
    thread_calls.clear()

    async with database.transaction():
        pass

    assert thread_calls == []


async def test_a_failed_transaction_is_undone_and_the_next_one_works(
    database: Database,
):
    async def put_twice() -> None:
        async with database.transaction() as connection:
            await connection.execute(tags.insert().values(tag(1)))
            await connection.execute(tags.insert().values(tag(1)))

    with pytest.raises(IntegrityError):
        await put_twice()
    assert await count(database) == 0

    async with database.transaction() as connection:
        await connection.execute(tags.insert().values(tag(1)))
    assert await count(database) == 1


async def test_a_failed_begin_is_repeated_by_the_next_statement(
    database: Database, path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("storage.engine.sqlite.sqlite_backend._WRITER_TIMEOUT", 0)

    async def put_in_spite_of(other: sqlite3.Connection) -> None:
        async with database.transaction() as connection:
            with pytest.raises(OperationalError, match="locked"):
                await connection.execute(tags.insert().values(tag(1)))
            other.execute("ROLLBACK")
            await connection.execute(tags.insert().values(tag(1)))
            raise ZeroDivisionError

    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(ZeroDivisionError):
            await put_in_spite_of(other)

    assert await count(database) == 0
