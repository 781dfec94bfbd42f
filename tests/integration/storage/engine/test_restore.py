"""A restore replaces the whole database or changes nothing."""

import resource
import shutil
import signal
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.domain.errors import OperatorError, XulosaError
from storage.engine.backup import backup
from storage.engine.database import Database
from storage.engine.migrate import revision
from storage.engine.restore import restore
from storage.engine.sqlite.private_files import accessible_to_others
from storage.store import Store
from tests.support.migration_steps import CHAIN, move
from tests.support.stored_samples import NOW, draft, keys
from tests.support.write_lock import hold


def execute(file: Path, *statements: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as connection, connection:
        for statement in statements:
            rows = connection.execute(statement).fetchall()
    return rows


def write(file: Path, data: bytes) -> None:
    file.write_bytes(data)


def read(file: Path) -> bytes:
    return file.read_bytes()


def titles(file: Path) -> list[object]:
    return [title for (title,) in execute(file, "SELECT title FROM articles ORDER BY id")]


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


async def put(path: Path, name: str) -> None:
    """Store an article, as a bot that stops afterwards."""
    database = Database(f"sqlite+aiosqlite:///{path}")
    try:
        await Store(database).articles.put(draft(name), keys(name), now=NOW)
    finally:
        await database.close()


@pytest.fixture
async def copy(path: Path, tmp_path: Path) -> AsyncIterator[Path]:
    """A backup with one article; its database has two articles now."""
    await put(path, "first")
    database = Database(f"sqlite+aiosqlite:///{path}")
    (tmp_path / "elsewhere").mkdir()
    file = tmp_path / "elsewhere" / "copy.db"
    await backup(database, file)
    await database.close()
    await put(path, "second")
    yield file
    assert titles(file) == ["Title of first"]


def at(path: Path) -> Database:
    return Database(f"sqlite+aiosqlite:///{path}")


async def test_a_backup_replaces_the_database_and_keeps_it(path: Path, copy: Path) -> None:
    former = await restore(at(path), copy)
    again = await restore(at(path), copy)

    assert titles(path) == ["Title of first"]
    assert former is not None
    assert former.name == "xulosa.db.before-restore-1"
    assert titles(former) == ["Title of first", "Title of second"]
    assert again is not None
    assert again.name == "xulosa.db.before-restore-2"
    assert accessible_to_others([path, former]) == []


async def test_a_restored_database_gives_new_articles_new_numbers(path: Path, copy: Path) -> None:
    await restore(at(path), copy)

    await put(path, "third")

    assert titles(path) == ["Title of first", "Title of third"]
    assert execute(path, "SELECT id FROM articles ORDER BY id") == [(1,), (3,)]


async def test_the_log_of_a_crash_is_not_applied_to_the_new_database(
    path: Path, copy: Path
) -> None:
    running = at(path)
    await Store(running).articles.put(draft("third"), keys("third"), now=NOW)
    for end in ("", "-wal", "-shm"):
        shutil.copy(f"{path}{end}", f"{path}{end}.crashed")
    await running.close()
    for end in ("", "-wal", "-shm"):
        shutil.move(f"{path}{end}.crashed", f"{path}{end}")

    former = await restore(at(path), copy)

    assert titles(path) == ["Title of first"]
    assert former is not None
    assert titles(former)[-1] == "Title of third"


async def test_a_damaged_database_is_replaced_and_kept_with_its_log(path: Path, copy: Path) -> None:
    write(path, b"This is a letter to my aunt. " * 100)
    write(Path(f"{path}-wal"), b"and its envelope")

    former = await restore(at(path), copy)

    assert titles(path) == ["Title of first"]
    assert former is not None
    assert read(former).startswith(b"This is a letter")
    assert read(Path(f"{former}-wal")) == b"and its envelope"


async def test_a_backup_is_restored_without_an_earlier_database(tmp_path: Path, copy: Path) -> None:
    where = tmp_path / "new" / "xulosa.db"

    assert await restore(at(where), copy) is None

    assert titles(where) == ["Title of first"]


@pytest.mark.parametrize("schema", CHAIN[:-1])
async def test_a_backup_of_an_older_version_is_migrated(
    path: Path, tmp_path: Path, schema: str
) -> None:
    old = at(tmp_path / "old.db")
    await move(old, schema)
    await old.close()

    await restore(at(path), tmp_path / "old.db")

    database = at(path)
    try:
        assert await revision(database) == (CHAIN[-1], CHAIN[-1])
    finally:
        await database.close()
    assert execute(tmp_path / "old.db", "SELECT * FROM alembic_version") == [(schema,)]


def damage(file: Path) -> None:
    """Overwrite the middle half: some pages of the file are free."""
    quarter = file.stat().st_size // 4
    with file.open("r+b") as opened:
        opened.seek(quarter)
        opened.write(b"\xff" * 2 * quarter)


def of_another_program(file: Path) -> None:
    file.unlink()
    execute(file, "CREATE TABLE articles (id)")


BAD: dict[str, Callable[[Path], object]] = {
    "damaged": damage,
    "half": lambda file: file.write_bytes(file.read_bytes()[: file.stat().st_size // 2]),
    "letter": lambda file: file.write_bytes(b"This is a letter to my aunt. " * 100),
    "empty": lambda file: file.write_bytes(b""),
    "of another program": of_another_program,
    "newer": lambda file: execute(file, "UPDATE alembic_version SET version_num = '9999'"),
    "without a version": lambda file: execute(file, "DELETE FROM alembic_version"),
    "missing": Path.unlink,
}


@pytest.mark.parametrize("kind", BAD)
async def test_a_bad_file_is_refused_and_changes_nothing(path: Path, copy: Path, kind: str) -> None:
    given = copy.with_name("given.db")
    shutil.copy(copy, given)
    BAD[kind](given)
    before = names(path.parent) | {"xulosa.lock"}

    with pytest.raises(XulosaError) as raised:
        await restore(at(path), given)

    assert str(given) in str(raised.value)
    assert isinstance(raised.value, OperatorError) == (kind in ("newer", "missing"))
    assert titles(path) == ["Title of first", "Title of second"]
    assert names(path.parent) == before


async def test_a_database_is_not_restored_from_itself(path: Path, copy: Path) -> None:
    link = path.with_name("link.db")
    link.symlink_to(path)

    for itself in (path, link):
        with pytest.raises(OperatorError, match="is the database itself"):
            await restore(at(path), itself)

    assert titles(path) == ["Title of first", "Title of second"]


async def test_a_running_bot_is_refused(path: Path, copy: Path) -> None:
    with hold(path) as bot:
        assert bot.stdout is not None
        assert bot.stdout.readline() == "held\n"
        with pytest.raises(OperatorError, match="another bot runs on"):
            await restore(at(path), copy)
        bot.kill()

    assert titles(path) == ["Title of first", "Title of second"]


async def test_a_disk_full_during_a_restore_keeps_the_database(path: Path, copy: Path) -> None:
    before = names(path.parent) | {"xulosa.lock"}
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    refuse = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(read(copy)) // 2, hard))
    try:
        with pytest.raises(XulosaError, match="cannot write"):
            await restore(at(path), copy)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, refuse)

    assert titles(path) == ["Title of first", "Title of second"]
    assert names(path.parent) == before


async def test_a_database_on_a_server_is_not_restored(tmp_path: Path) -> None:
    pytest.importorskip("asyncpg")

    with pytest.raises(OperatorError, match="pg_restore"):
        await restore(Database("postgresql+asyncpg://nobody@localhost/none"), tmp_path / "copy.db")
