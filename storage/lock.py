"""One running bot per embedded database."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from bot.domain.errors import OperatorError
from storage.database import Database, sqlite_path


@contextmanager
def only_one(database: Database) -> Iterator[None]:
    """Hold the embedded database for this process; the system lets go when the process ends.

    Raises:
        OperatorError: another process holds it.
    """
    if not database.is_sqlite:
        yield
        return
    path = sqlite_path(database.url).with_suffix(".lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise OperatorError(
                f"BOT_DATA_DIR: a bot is running on {sqlite_path(database.url)} already; "
                "stop it first, or give this one a folder of its own"
            ) from error
        yield
