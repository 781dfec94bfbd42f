"""One running bot per embedded database."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from bot.domain.errors import OperatorError
from storage.engine.database import Database, make_folder, sqlite_path
from storage.engine.sqlite.private_files import make_file, narrow


@contextmanager
def only_one(database: Database) -> Iterator[None]:
    """Hold the embedded database for this process; the system lets go when the process ends.

    Raises:
        OperatorError: another process holds it, or its folder cannot be written.
    """
    if not database.is_sqlite:
        yield
        return
    make_folder(database)
    with _opened(database) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise OperatorError(
                f"{database.setting}: another bot runs on {sqlite_path(database.url)}; "
                "stop it first, or give this one a database of its own"
            ) from error
        yield


def _opened(database: Database) -> TextIO:
    path = sqlite_path(database.url)
    try:
        path = _lock_of(path.resolve())
        make_file(path)
        narrow([path])
        return path.open("w")
    except (OSError, RuntimeError) as error:  # RuntimeError: links that lead in a circle
        why = getattr(error, "strerror", None) or error
        raise OperatorError(f"{database.setting}: cannot write {path}: {why}") from error


def _lock_of(file: Path) -> Path:
    """Return the lock of a database, a name that no other database in its folder has."""
    return file.with_suffix(".lock" if file.suffix == ".db" else f"{file.suffix}.lock")
