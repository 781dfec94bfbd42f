"""A consistent copy of the embedded database while the bot runs."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.domain.errors import OperatorError, XulosaError
from storage.engine.database import Database, sqlite_path
from storage.engine.sqlite.private_files import make_file


async def backup(database: Database, target: Path) -> None:
    """Copy the embedded database to `target`, consistent as of one moment.

    SQLite's own backup copies from a snapshot, page by page, beside readers and writers.

    Raises:
        OperatorError: this is no embedded database, there is none, or `target` is no new file.
        XulosaError: it cannot be read, or what is copied cannot be written.
    """
    if not database.is_sqlite:
        raise OperatorError("backup copies the embedded database; use pg_dump for PostgreSQL")
    await asyncio.to_thread(_copy, sqlite_path(database.url), target)


def _copy(source: Path, target: Path) -> None:
    part = target.with_name(target.name + ".part")
    _require_new(target, part)
    try:
        with closing(_opened(source)) as live, closing(sqlite3.connect(part)) as copy:
            live.backup(copy, pages=-1)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, no -wal beside it
        part.replace(target)
    except (OSError, sqlite3.Error) as error:
        is_source = getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_CORRUPT
        what = f"read {source}" if is_source else f"write {target}"
        raise XulosaError(f"cannot {what}: {error}") from error
    finally:
        part.unlink(missing_ok=True)


def _require_new(target: Path, part: Path) -> None:
    """Make an empty `part`, where nothing is at `target`."""
    try:
        if target.exists():
            raise OperatorError(f"{target} is there already; name a new file")
        part.unlink(missing_ok=True)
        make_file(part)
    except OSError as error:
        raise OperatorError(f"cannot write {target}: {error.strerror}") from error


def _opened(source: Path) -> sqlite3.Connection:
    """Open a database that can be read."""
    if not source.exists():
        raise OperatorError(f"there is no database at {source}; has the bot run yet?")
    live = None
    try:
        live = sqlite3.connect(source)
        live.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.Error as error:
        if live is not None:
            live.close()
        raise XulosaError(f"cannot read {source}: {error}") from error
    return live
