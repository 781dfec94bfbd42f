"""Migrate a database to the newest schema.

Alembic is imported only when a migration must run: the import takes one fifth of a command's
start time (`python -X importtime -m bot articles list`).
"""

from importlib import resources
from typing import TYPE_CHECKING

from sqlalchemy import Column, Connection, MetaData, String, Table, inspect, select
from sqlalchemy.exc import DBAPIError

from bot.domain.errors import OperatorError
from storage.engine.database import Database, cannot_open, files_of, make_folder
from storage.engine.postgresql.sqlstates import ConnectionFault
from storage.engine.schema import metadata
from storage.engine.sqlite.private_files import make_private
from storage.engine.unfinished_move import has_unfinished_move

if TYPE_CHECKING:
    from alembic.config import Config

_alembic_version = Table("alembic_version", MetaData(), Column("version_num", String(32)))


async def migrate(database: Database, *, is_move: bool = False) -> None:
    """Run all missing migrations in one transaction; make the files private to their owner.

    Args:
        database: the database.
        is_move: whether a move is going to fill it, or to go on filling it.

    Raises:
        OperatorError: a newer version made the database, the database has tables but no schema
            version, the database cannot be opened, or its folder cannot be written. Or a move
            into the database was interrupted, and `is_move` is false.
    """
    if database.is_sqlite:
        make_folder(database)
    try:
        if not is_move:
            await _require_finished(database)
        current, newest = await revision(database)
        if current != newest:  # the transaction checks all rows, which a start need not wait for
            async with database.schema_transaction() as connection:
                if await connection.run_sync(_upgrade, database.setting):
                    await database.finish_schema(connection)
    except (DBAPIError, ConnectionFault) as error:
        raise OperatorError(cannot_open(database, error)) from error
    make_private(files_of(database))


async def _require_finished(database: Database) -> None:
    async with database.read() as connection:
        is_unfinished = await connection.run_sync(has_unfinished_move)
    if is_unfinished:
        raise OperatorError(
            f"{database.setting}: a move into this database was interrupted; "
            "run the move again: xulosa move --to URL"
        )


async def revision(database: Database) -> tuple[str | None, str]:
    """Return the schema revision of the database (None: empty) and the newest revision."""
    async with database.read() as connection:
        return await connection.run_sync(_current), _revisions()[-1]


def is_known(schema: str) -> bool:
    """Return whether this version of the bot knows a schema revision."""
    return schema in _revisions()


def alembic_config() -> "Config":
    """Return an Alembic configuration that finds the migrations."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    return config


def _revisions() -> list[str]:
    """Return all revisions, oldest first; the file name of a migration begins with its revision."""
    files = resources.files("storage.migrations.versions").iterdir()
    return sorted(file.name[:4] for file in files if file.name[:4].isdecimal())


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table(_alembic_version.name):
        return None
    return connection.execute(select(_alembic_version.c.version_num)).scalar_one_or_none()


def _table_names(connection: Connection) -> list[str]:
    return inspect(connection).get_table_names()


def _upgrade(connection: Connection, setting: str) -> bool:
    """Run the missing migrations; return whether there were any."""
    current = _current(connection)
    if current is not None and not is_known(current):
        raise OperatorError(
            f"{setting}: the database has schema {current}, which this version does not "
            "know; start the version that made it, or a newer one"
        )
    if current is None and not metadata.tables.keys().isdisjoint(_table_names(connection)):
        raise OperatorError(
            f"{setting}: the database has tables, but no schema version in alembic_version, so it "
            "cannot be migrated; restore a backup (xulosa restore FILE), or name another database"
        )
    if current == _revisions()[-1]:
        return False
    from alembic import command

    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    return True
