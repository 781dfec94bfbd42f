"""One running bot per embedded database."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from bot.domain.errors import OperatorError
from storage.database import Database, make_folder, sqlite_path


@contextmanager
def only_one(database: Database) -> Iterator[None]:
    """Hold the embedded database for this process; the system lets go when the process ends.

    Raises:
        OperatorError: another process holds it, or its folder cannot be written.
    """
    if not database.is_sqlite:
        yield
        return
    path = sqlite_path(database.url).with_suffix(".lock")
    make_folder(database)
    with _opened(path) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise OperatorError(
                f"BOT_DATA_DIR: another bot runs on {sqlite_path(database.url)}; "
                "stop it first, or give this one a folder of its own"
            ) from error
        yield


def _opened(path: Path) -> TextIO:
    try:
        return path.open("w")
    except OSError as error:
        raise OperatorError(f"BOT_DATA_DIR: cannot write {path}: {error.strerror}") from error
