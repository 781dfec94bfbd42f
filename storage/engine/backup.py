"""Back up the embedded database to a file while the bot runs."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.domain.errors import OperatorError, XulosaError
from storage.engine.database import Database, sqlite_path
from storage.engine.sqlite.private_files import create_private_file


async def backup(database: Database, target: Path) -> None:
    """Copy one consistent snapshot of the embedded database to `target`.

    SQLite's backup API copies page by page and blocks neither readers nor writers.

    Raises:
        OperatorError: the database is not SQLite, its file is missing, or `target` exists.
        XulosaError: the database cannot be read, or the copy cannot be written.
    """
    if not database.is_sqlite:
        raise OperatorError("backup copies the embedded database; use pg_dump for PostgreSQL")
    await asyncio.to_thread(_copy, sqlite_path(database.url), target)


def _copy(source: Path, target: Path) -> None:
    part = target.with_name(target.name + ".part")
    _require_new(target, part)
    try:
        with closing(_open_readable(source)) as live, closing(sqlite3.connect(part)) as copy:
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
    """Create an empty file `part`; refuse if `target` exists."""
    try:
        if target.exists():
            raise OperatorError(f"{target} exists already; name a new file")
        part.unlink(missing_ok=True)
        create_private_file(part)
    except OSError as error:
        raise OperatorError(f"cannot write {target}: {error.strerror}") from error


def _open_readable(source: Path) -> sqlite3.Connection:
    """Open a database file and check that it can be read."""
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
