"""A backup in the place of the embedded database, all of it or nothing."""

import asyncio
import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from bot.domain.errors import OperatorError, XulosaError
from storage.engine.database import Database, embedded, files_of
from storage.engine.lock import only_one
from storage.engine.migrate import is_known, migrate
from storage.engine.sqlite.private_files import make_file

_OURS = {"alembic_version", "articles", "chats", "deliveries"}  # tables of every version
Counts = dict[str, int]  # rows by table


async def restore(database: Database, source: Path) -> Path | None:
    """Put a copy of `source` in the place of the embedded database.

    The copy is made beside it, compared with `source`, brought to the newest schema and checked;
    only then it takes the database's name, in one step. Until then nothing is changed.

    Returns:
        Where the former database is now; None where there was none.

    Raises:
        OperatorError: a bot runs on the database, this is no embedded one, or `source` is missing,
            the database itself, or made by a newer version.
        XulosaError: `source` is damaged or no backup, or the copy cannot be written.
    """
    if not database.is_sqlite:
        raise OperatorError("restore replaces the embedded database; use pg_restore for PostgreSQL")
    with only_one(database):
        target = files_of(database)[0]
        part = target.with_name(target.name + ".restoring")
        parts = files_of(Database(embedded(part)))
        try:
            _clear(parts)
            await asyncio.to_thread(_copy, source, part, target)
            await _bring_up_to_date(part)
            return await asyncio.to_thread(_finish, part, target)
        except OSError as error:
            raise XulosaError(f"cannot write {part}: {error.strerror}") from error
        finally:
            _clear(parts)


def _clear(files: tuple[Path, ...]) -> None:
    for file in files:
        file.unlink(missing_ok=True)


def _copy(source: Path, part: Path, target: Path) -> None:
    """Copy what was checked, and compare."""
    if not source.is_file():
        raise OperatorError(f"there is no file at {source}")
    if target.exists() and source.samefile(target):
        raise OperatorError(f"{source} is the database itself; name a backup of it")
    counts = _examine(source)
    make_file(part)
    try:
        with closing(sqlite3.connect(source)) as given, closing(sqlite3.connect(part)) as copy:
            given.backup(copy)
    except sqlite3.Error as error:
        raise XulosaError(f"cannot write {part}: {error}") from error
    if _examine(part) != counts:
        raise XulosaError(f"the copy of {source} is not what was copied")
    _go_on_counting(part, target)


def _examine(file: Path) -> Counts:
    """Return how many rows each table of a whole database of ours has.

    Raises:
        OperatorError: a newer version made it.
        XulosaError: it is damaged, or no database of ours.
    """
    try:
        with closing(_read_only(file)) as opened:
            if opened.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
                raise XulosaError(f"{file} is damaged")
            tables = opened.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
            names = {name for (name,) in tables}
            if not names >= _OURS:
                raise XulosaError(f"{file} is no backup of this bot's")
            for (schema,) in opened.execute("SELECT version_num FROM alembic_version"):
                if not is_known(schema):
                    raise OperatorError(
                        f"{file} has schema {schema}, which this version does not know; "
                        "restore it with the version that made it, or a newer one"
                    )
            return {
                name: opened.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 -- a table's own name
                for name in sorted(names)
            }
    except sqlite3.Error as error:
        raise XulosaError(f"cannot read {file}: {error}") from error


def _read_only(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)


def _go_on_counting(part: Path, former: Path) -> None:
    """Give out no number again that the former database gave out, where that can be read.

    Cards that were sent after the backup still stand in chats: a star under one must not count for
    another article that got the same number.
    """
    last: list[tuple[str, int]] = []
    with suppress(sqlite3.Error), closing(_read_only(former)) as old:
        last = old.execute("SELECT name, seq FROM sqlite_sequence").fetchall()
    with closing(sqlite3.connect(part)) as copy, copy:
        known = dict(copy.execute("SELECT name, seq FROM sqlite_sequence").fetchall())
        for name, number in last:
            if name not in known:
                copy.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, 0)", (name,))
            copy.execute(
                "UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?", (number, name)
            )


async def _bring_up_to_date(part: Path) -> None:
    database = Database(embedded(part))
    try:
        await migrate(database)
    finally:
        await database.close()


def _finish(part: Path, target: Path) -> Path | None:
    """Check the copy once more, and let it take the database's name."""
    with closing(sqlite3.connect(part)) as copy:
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, no -wal beside it
    _examine(part)
    with part.open("rb") as written:
        os.fsync(written.fileno())
    former = _keep(target) if target.exists() else None
    part.replace(target)
    _sync(target.parent)
    return former


def _keep(target: Path) -> Path:
    """Give the former database a second name, and what is beside it that name only.

    Where it can be read, its write-ahead log is written into it before: so the first name is whole
    until it is taken. What is left of the log must not be beside the new database.
    """
    with suppress(sqlite3.Error):
        with closing(_read_only(target)) as old:
            old.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        with closing(sqlite3.connect(target)) as old:
            old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    number = 1
    while (former := target.with_name(f"{target.name}.before-restore-{number}")).exists():
        number += 1
    os.link(target, former)
    for end in ("-wal", "-shm", "-journal"):
        with suppress(FileNotFoundError):
            target.with_name(target.name + end).replace(former.with_name(former.name + end))
    _sync(target.parent)
    return former


def _sync(folder: Path) -> None:
    """Write a folder's names through to the disk."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
