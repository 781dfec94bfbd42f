"""A consistent copy of the embedded database while the bot runs."""

import asyncio
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from bot.domain.errors import OperatorError
from storage.database import Database, sqlite_path


async def backup(database: Database, target: Path) -> None:
    """Copy the embedded database to `target`, consistent as of one moment.

    SQLite's own backup copies from a snapshot, page by page, beside readers and writers.

    Raises:
        OperatorError: this is no embedded database, `target` exists, or cannot be written.
    """
    if not database.is_sqlite:
        raise OperatorError("backup copies the embedded database; use pg_dump for PostgreSQL")
    await asyncio.to_thread(_copy, sqlite_path(database.url), target)


def _copy(source: Path, target: Path) -> None:
    if not source.exists():
        raise OperatorError(f"there is no database at {source}; has the bot run yet?")
    if target.exists():
        raise OperatorError(f"{target} is there already; name a new file")
    part = target.with_name(target.name + ".part")
    try:
        with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(part)) as copy:
            live.backup(copy, pages=-1)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, no -wal beside it
        part.replace(target)
    except (OSError, sqlite3.Error) as error:
        with suppress(OSError):
            part.unlink()
        raise OperatorError(f"cannot write {target}: {error}") from error
