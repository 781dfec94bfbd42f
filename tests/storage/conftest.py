"""A fresh database for each test: a copy of one that was migrated once."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import Database
from storage.migrate import migrate
from storage.store import Store


async def _migrated(path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{path}")
    try:
        await migrate(database)
    finally:
        await database.close()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "xulosa.db"
    asyncio.run(_migrated(path))
    return path


@pytest.fixture
def path(tmp_path: Path, template: Path) -> Path:
    return Path(shutil.copy(template, tmp_path / "xulosa.db"))


@pytest.fixture
async def database(path: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite+aiosqlite:///{path}")
    yield database
    await database.close()


@pytest.fixture
def store(database: Database) -> Store:
    return Store(database)
