"""The mark in a database that a move has not filled completely; no bot may use it.

The table exists from the first step of a move to its last one, and holds how far the move is.
"""

from sqlalchemy import Column, Connection, MetaData, String, Table, Text, inspect

unfinished_move = Table(
    "unfinished_move",
    MetaData(),  # not of the schema: a finished database has no such table
    Column("name", String(64), primary_key=True),  # a table that is copied, or see `move`
    Column("value", Text, nullable=False),
)


def has_unfinished_move(connection: Connection) -> bool:
    """Return whether a move into this database has begun and not ended."""
    return inspect(connection).has_table(unfinished_move.name)
