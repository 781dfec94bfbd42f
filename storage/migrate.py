"""Bring a database to the newest schema."""

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from bot.domain.errors import OperatorError
from storage.database import Database, files_of, make_folder, sqlite_path
from storage.private import narrow


async def migrate(database: Database) -> None:
    """Run the migrations that are missing, all in one transaction; keep others out of the files.

    Raises:
        OperatorError: the database was made by a newer version, cannot be opened, or its folder
            cannot be written.
    """
    if database.is_sqlite:
        make_folder(database)
    try:
        async with database.reshape() as connection:
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
        return await connection.run_sync(_current), _newest()


def is_known(schema: str) -> bool:
    """Return whether this version knows a schema; not those of newer ones."""
    scripts = ScriptDirectory.from_config(_config()).walk_revisions()
    return schema in {script.revision for script in scripts}


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    return config


def _newest() -> str:
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _upgrade(connection: Connection, setting: str) -> None:
    config = _config()
    current = _current(connection)
    if current is not None and not is_known(current):
        raise OperatorError(
            f"{setting}: the database has schema {current}, which this version does not "
            "know; start the version that made it, or a newer one"
        )
    if current == _newest():
        return
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
