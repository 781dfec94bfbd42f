"""Alembic's entry: runs the migrations on the connection of `storage.engine.migrate`."""

from alembic import context

from storage.engine.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite alters a table by copying it
    transactional_ddl=True,
)
context.run_migrations()
