"""A fresh database for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.engine.database import Database
from storage.store import Store
from tests.migrated import copy_migrated


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return copy_migrated(tmp_path)


@pytest.fixture
async def database(path: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite+aiosqlite:///{path}")
    yield database
    await database.close()


@pytest.fixture
def store(database: Database) -> Store:
    return Store(database)
