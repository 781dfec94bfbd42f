"""Restore a backup: replace the embedded database with a checked copy, atomically."""

import asyncio
import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from bot.domain.errors import OperatorError, XulosaError
from storage.engine.database import Database, embedded, files_of
from storage.engine.lock import instance_lock
from storage.engine.migrate import is_known, migrate
from storage.engine.sqlite.private_files import create_private_file

_REQUIRED_TABLES = {"alembic_version", "articles", "chats", "deliveries"}  # in every version
RowCounts = dict[str, int]  # number of rows by table


async def restore(database: Database, source: Path) -> Path | None:
    """Replace the embedded database with a copy of `source`.

    The copy is written next to the database, compared with `source`, migrated and checked. One
    rename then replaces the database. Before the rename, the database does not change.

    Returns:
        The new path of the former database; None if there was none.

    Raises:
        OperatorError: a bot uses the database, or the database is not SQLite. Or `source` is
            missing, is the database itself, or was made by a newer version.
        XulosaError: `source` is damaged or not a backup, or the copy cannot be written.
    """
    if not database.is_sqlite:
        raise OperatorError("restore replaces the embedded database; use pg_restore for PostgreSQL")
    with instance_lock(database):
        target = files_of(database)[0]
        part = target.with_name(target.name + ".restoring")
        parts = files_of(Database(embedded(part)))
        try:
            _delete(parts)
            await asyncio.to_thread(_copy, source, part, target)
            await _migrate(part)
            return await asyncio.to_thread(_replace, part, target)
        except OSError as error:
            raise XulosaError(f"cannot write {part}: {error.strerror}") from error
        finally:
            _delete(parts)


def _delete(files: tuple[Path, ...]) -> None:
    for file in files:
        file.unlink(missing_ok=True)


def _copy(source: Path, part: Path, target: Path) -> None:
    """Check `source`, copy it to `part`, and compare the row counts."""
    if not source.is_file():
        raise OperatorError(f"there is no file at {source}")
    if target.exists() and source.samefile(target):
        raise OperatorError(f"{source} is the database itself; name a backup of it")
    counts = _check(source)
    create_private_file(part)
    try:
        with closing(sqlite3.connect(source)) as backup, closing(sqlite3.connect(part)) as copy:
            backup.backup(copy)
    except sqlite3.Error as error:
        raise XulosaError(f"cannot write {part}: {error}") from error
    if _check(part) != counts:
        raise XulosaError(f"the copy of {source} differs from it")
    _keep_sequences(part, target)


def _check(file: Path) -> RowCounts:
    """Check the integrity and the schema of a database file; return the row count of each table.

    Raises:
        OperatorError: a newer version made the file.
        XulosaError: the file is damaged, or not a database of this bot.
    """
    try:
        with closing(_read_only(file)) as opened:
            if opened.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
                raise XulosaError(f"{file} is damaged")
            tables = opened.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
            names = {name for (name,) in tables}
            if not names >= _REQUIRED_TABLES:
                raise XulosaError(f"{file} is no backup of this bot's")
            schemas = opened.execute("SELECT version_num FROM alembic_version").fetchall()
            if not schemas:
                raise XulosaError(f"{file} has no schema version, so it cannot be restored")
            for (schema,) in schemas:
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


def _keep_sequences(part: Path, former: Path) -> None:
    """Raise the id sequences of `part` to those of the former database, if it can be read.

    Chats still show cards that were sent after the backup. A rating of such a card must not count
    for a new article with the same id.
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


async def _migrate(part: Path) -> None:
    database = Database(embedded(part))
    try:
        await migrate(database)
    finally:
        await database.close()


def _replace(part: Path, target: Path) -> Path | None:
    """Check the migrated copy and rename it to `target`; return the former database's new path."""
    with closing(sqlite3.connect(part)) as copy:
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, no -wal beside it
    _check(part)
    with part.open("rb") as file:
        os.fsync(file.fileno())
    former = _keep_former(target) if target.exists() else None
    part.replace(target)
    _sync_folder(target.parent)
    return former


def _keep_former(target: Path) -> Path:
    """Link the former database to a second name, and move its log files to that name.

    A readable database first gets a checkpoint, so `target` stays complete until it is replaced.
    The new database must not find the former log files.
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
    _sync_folder(target.parent)
    return former


def _sync_folder(folder: Path) -> None:
    """Write a folder's entries to the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
