"""A migration that ends at any of its statements changes nothing, and runs again from its start."""

import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, event

from storage.engine.database import Database, embedded, sqlite_path
from tests.support.filled_schemas import fill
from tests.support.migration_steps import CHAIN, SCRIPTS, move

pytestmark = pytest.mark.sqlite


class Interrupted(Exception):
    """A crash, a signal or a full disk that ends a migration."""


def dump(file: Path) -> str:
    """Return all committed tables and rows: they are left if the bot ends now."""
    with closing(sqlite3.connect(file)) as other:
        return "\n".join(other.iterdump())


def run(connection: Connection, revision: str, file: Path) -> list[str]:
    """Run a migration; return the committed rows before each of its statements."""
    committed: list[str] = []

    def note(*_: Any) -> None:
        committed.append(dump(file))

    event.listen(connection, "before_cursor_execute", note)
    context = MigrationContext.configure(connection, opts={"render_as_batch": True})
    with Operations.context(context):
        SCRIPTS.get_revision(revision).module.upgrade()
    return committed


async def interrupt(database: Database, revision: str) -> None:
    """Run a migration, and interrupt it before its commit; check that nothing changes."""
    file = sqlite_path(database.url)
    before = dump(file)
    committed: list[str] = []
    with suppress(Interrupted):
        async with database.schema_transaction() as connection:
            committed = await connection.run_sync(run, revision, file)
            raise Interrupted

    assert set(committed) == {before}, f"{revision} commits before its end"
    assert dump(file) == before


async def test_a_migration_interrupted_at_any_statement_changes_nothing(tmp_path: Path) -> None:
    database = Database(embedded(tmp_path / "xulosa.db"))
    try:
        for revision in CHAIN:
            await interrupt(database, revision)
            await move(database, revision)
            async with database.transaction() as connection:
                await connection.run_sync(fill)
    finally:
        await database.close()
