"""Bring a database to the newest schema.

Alembic is imported only where a migration has to run: it takes a fifth of a command's start
(`python -X importtime -m bot articles list`).
"""

from importlib import resources
from typing import TYPE_CHECKING

from sqlalchemy import Column, Connection, MetaData, String, Table, inspect, select
from sqlalchemy.exc import DBAPIError

from bot.domain.errors import OperatorError
from storage.engine.database import Database, files_of, make_folder, sqlite_path
from storage.engine.sqlite.private_files import narrow

if TYPE_CHECKING:
    from alembic.config import Config

_alembic_version = Table("alembic_version", MetaData(), Column("version_num", String(32)))


async def migrate(database: Database) -> None:
    """Run the migrations that are missing, all in one transaction; keep others out of the files.

    Raises:
        OperatorError: the database was made by a newer version, cannot be opened, or its folder
            cannot be written.
    """
    if database.is_sqlite:
        make_folder(database)
    try:
        async with database.schema_transaction() as connection:
            await connection.run_sync(_upgrade, database.setting)
    except DBAPIError as error:
        raise OperatorError(f"{_where(database)}: {error.orig}") from error
    narrow(files_of(database))


def _where(database: Database) -> str:
    """Return which setting names a database that cannot be opened, and which one it is."""
    if database.is_sqlite:
        return f"{database.setting}: cannot open {sqlite_path(database.url)}"
    return f"{database.setting}: cannot open the database at {database.url.host}"


async def revision(database: Database) -> tuple[str | None, str]:
    """Return the schema that the database has, and the newest one."""
    async with database.read() as connection:
        return await connection.run_sync(_current), _revisions()[-1]


def is_known(schema: str) -> bool:
    """Return whether this version knows a schema; not those of newer ones."""
    return schema in _revisions()


def alembic_config() -> "Config":
    """Return what Alembic needs to find the migrations."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    return config


def _revisions() -> list[str]:
    """Return the revisions, oldest first: each migration's file begins with its own."""
    files = resources.files("storage.migrations.versions").iterdir()
    return sorted(file.name[:4] for file in files if file.name[:4].isdecimal())


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table(_alembic_version.name):
        return None
    return connection.execute(select(_alembic_version.c.version_num)).scalar_one_or_none()


def _upgrade(connection: Connection, setting: str) -> None:
    current = _current(connection)
    if current is not None and not is_known(current):
        raise OperatorError(
            f"{setting}: the database has schema {current}, which this version does not "
            "know; start the version that made it, or a newer one"
        )
    if current == _revisions()[-1]:
        return
    from alembic import command

    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
