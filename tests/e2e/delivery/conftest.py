"""A database on a server, which several processes can use."""

from collections.abc import AsyncIterator

import pytest

from storage.engine.database import Database
from storage.store import Store
from tests.support.postgresql_server import delete_rows, migrated_database


@pytest.fixture
async def server_store() -> AsyncIterator[Store]:
    """The database of the bot, or of all its processes."""
    database = Database(migrated_database().render_as_string(hide_password=False))
    yield Store(database)
    await database.close()
    await delete_rows(database.url)
