"""Backups are consistent while the bot writes, and one bot runs on one database."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.domain.errors import OperatorError, XulosaError
from storage.engine.backup import backup
from storage.engine.database import Database
from storage.engine.lock import instance_lock
from storage.store import Store
from tests.support.stored_samples import NOW, put_news
from tests.support.write_lock import hold

pytestmark = pytest.mark.sqlite


def at(path: Path) -> Database:
    return Database(f"sqlite+aiosqlite:///{path}")


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def ask(copy: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(copy)) as connection:
        return connection.execute(query).fetchall()


async def test_a_backup_has_the_rows_of_the_database(
    database: Database, store: Store, tmp_path: Path
):
    number = await put_news(store)

    await backup(database, tmp_path / "copy.db")

    restored = Database(f"sqlite+aiosqlite:///{tmp_path / 'copy.db'}")
    try:
        assert (await Store(restored).articles.get(number)).title == "Title of news"
    finally:
        await restored.close()


async def test_a_backup_beside_a_writer_is_one_moment_of_its_writes(
    database: Database, store: Store, tmp_path: Path
):
    written: list[int] = []
    is_going, is_over = asyncio.Event(), asyncio.Event()

    async def write() -> None:
        while not is_over.is_set():
            await store.processed_updates.add([len(written)], NOW)
            written.append(len(written))
            if len(written) == 50:
                is_going.set()

    async with asyncio.TaskGroup() as group:
        group.create_task(write())
        await is_going.wait()
        before = len(written)
        for copy in ("one.db", "two.db"):
            await backup(database, tmp_path / copy)
        after = len(written)
        is_over.set()

    assert after > before
    for copy in ("one.db", "two.db"):
        assert ask(tmp_path / copy, "PRAGMA integrity_check") == [("ok",)]
        rows = [row[0] for row in ask(tmp_path / copy, "SELECT update_id FROM processed_updates")]
        assert sorted(map(int, map(str, rows))) == list(range(len(rows)))
        assert before <= len(rows) <= after + 1
    assert {name for name in names(tmp_path) if "xulosa" not in name} == {"one.db", "two.db"}


async def test_a_backup_never_overwrites(database: Database, tmp_path: Path):
    (tmp_path / "copy.db").write_text("precious")

    with pytest.raises(OperatorError, match="exists already"):
        await backup(database, tmp_path / "copy.db")

    assert (tmp_path / "copy.db").read_text() == "precious"


@pytest.mark.parametrize("name", ["nowhere/copy.db", "file/copy.db", "n" * 300])
async def test_a_backup_that_cannot_be_written_is_an_operator_error(
    database: Database, store: Store, tmp_path: Path, name: str
):
    (tmp_path / "file").write_text("")

    with pytest.raises(OperatorError, match="cannot write"):
        await backup(database, tmp_path / name)


@pytest.mark.parametrize("kind", ["letter", "folder"])
async def test_the_error_of_an_unreadable_source_names_it(tmp_path: Path, kind: str):
    source = tmp_path / "source.db"
    if kind == "folder":
        source.mkdir()
    else:
        source.write_text("This is a letter to my aunt. " * 100)

    with pytest.raises(XulosaError, match=r"cannot read .*source\.db") as raised:
        await backup(Database(f"sqlite+aiosqlite:///{source}"), tmp_path / "copy.db")

    assert not isinstance(raised.value, OperatorError)
    assert names(tmp_path) == {"source.db"}


async def test_a_missing_database_cannot_be_backed_up(tmp_path: Path):
    nowhere = Database(f"sqlite+aiosqlite:///{tmp_path / 'none.db'}")
    with pytest.raises(OperatorError, match="no database at"):
        await backup(nowhere, tmp_path / "copy.db")

    assert names(tmp_path) == set()


async def test_a_database_on_a_server_is_neither_copied_nor_locked(tmp_path: Path):
    pytest.importorskip("asyncpg")
    database = Database("postgresql+asyncpg://nobody@localhost/none")

    with pytest.raises(OperatorError, match="pg_dump"):
        await backup(database, tmp_path / "copy.db")
    with instance_lock(database), instance_lock(database):
        assert not database.is_sqlite


async def test_a_second_process_is_refused_until_the_first_is_gone(database: Database, path: Path):
    with instance_lock(database), hold(path) as second:
        said, _ = second.communicate()
        assert "another bot runs on" in said

    with hold(path) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"

        with pytest.raises(OperatorError, match="BOT_DATABASE_URL"), instance_lock(database):
            pass

        holder.kill()  # the operating system releases the lock
        holder.wait()
        with instance_lock(database):
            pass


async def test_a_database_has_one_lock_for_all_links_to_it(tmp_path: Path):
    (tmp_path / "link.db").symlink_to("real.db")
    (tmp_path / "folder").symlink_to(".")

    for place in ("link.db", "folder/real.db"):
        with instance_lock(at(tmp_path / "real.db")), hold(tmp_path / place) as second:
            said, _ = second.communicate()
            assert "another bot runs on" in said


async def test_databases_of_one_folder_have_separate_locks(tmp_path: Path):
    a, b, db = [at(tmp_path / name) for name in ("news.a", "news.b", "news.db")]

    with instance_lock(a), instance_lock(b), instance_lock(db):
        assert names(tmp_path) == {"news.a.lock", "news.b.lock", "news.lock"}


async def test_a_circular_link_is_an_operator_error(tmp_path: Path):
    (tmp_path / "x.db").symlink_to("x.db")

    with pytest.raises(OperatorError, match="cannot write"), instance_lock(at(tmp_path / "x.db")):
        pass


async def test_the_lock_is_released_after_an_error(database: Database):
    with pytest.raises(ZeroDivisionError), instance_lock(database):
        raise ZeroDivisionError

    with instance_lock(database):
        pass


async def test_a_lock_that_cannot_be_written_is_an_operator_error(tmp_path: Path):
    (tmp_path / "x.lock").mkdir()
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'x.db'}")

    with pytest.raises(OperatorError, match="cannot write"), instance_lock(database):
        pass
