"""A lock that lets only one bot process use an embedded database."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from bot.domain.errors import NOT_ON_WINDOWS, OperatorError
from storage.engine.database import Database, make_folder, sqlite_path
from storage.engine.sqlite.private_files import create_private_file, make_private


@contextmanager
def instance_lock(database: Database) -> Iterator[None]:
    """Lock the embedded database for this process; the system unlocks it when the process ends.

    Other databases are not locked.

    Raises:
        OperatorError: another process holds the lock, its file cannot be written, or this is
            Windows.
    """
    if not database.is_sqlite:
        yield
        return
    try:
        import fcntl
    except ModuleNotFoundError as error:
        raise OperatorError(NOT_ON_WINDOWS) from error
    make_folder(database)
    with _open_lock_file(database) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise OperatorError(
                f"{database.setting}: another bot runs on {sqlite_path(database.url)}; "
                "stop it first, or give this one a database of its own"
            ) from error
        yield


def _open_lock_file(database: Database) -> TextIO:
    path = sqlite_path(database.url)
    try:
        path = _lock_path(path.resolve())
        create_private_file(path)
        make_private([path])
        return path.open("w")
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop of symbolic links
        why = getattr(error, "strerror", None) or error
        raise OperatorError(f"{database.setting}: cannot write {path}: {why}") from error


def _lock_path(file: Path) -> Path:
    """Return the path of a database's lock file; two databases never share one."""
    return file.with_suffix(".lock" if file.suffix == ".db" else f"{file.suffix}.lock")
