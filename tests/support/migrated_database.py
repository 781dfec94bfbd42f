"""A copy of a database that was migrated once, for each test that needs an empty one."""

import asyncio
import atexit
import functools
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from storage.engine.database import Database
from storage.engine.migrate import migrate


def copy_migrated(folder: Path) -> Path:
    """Put an empty database with the newest schema into `folder`; return its file.

    A file that is there already stays as it is.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "xulosa.db"
    if not file.exists():
        shutil.copy(_template(), file)
    return file


@functools.cache
def _template() -> Path:
    folder = TemporaryDirectory()
    atexit.register(folder.cleanup)
    file = Path(folder.name) / "xulosa.db"
    with ThreadPoolExecutor(1) as thread:  # the caller's thread may run an event loop
        thread.submit(asyncio.run, _migrate(file)).result()
    return file


async def _migrate(file: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{file}")
    try:
        await migrate(database)
    finally:
        await database.close()
