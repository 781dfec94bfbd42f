"""Migrations, one at a time."""

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import (
    Connection,
)

from storage.engine.database import Database
from storage.engine.migrate import alembic_config

SCRIPTS = ScriptDirectory.from_config(alembic_config())


CHAIN = [script.revision for script in SCRIPTS.walk_revisions("base")][::-1]


async def move(database: Database, target: str, *, down: bool = False) -> None:
    def run(connection: Connection) -> None:
        config = alembic_config()
        config.attributes["connection"] = connection
        (command.downgrade if down else command.upgrade)(config, target)

    async with database.schema_transaction() as connection:
        await connection.run_sync(run)
