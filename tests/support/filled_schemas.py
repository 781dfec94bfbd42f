"""A row in each table of any schema that the bot ever had."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, MetaData, func, insert, inspect, select, table
from sqlalchemy.types import Boolean, DateTime, Integer


def is_ours(name: str | None, kind: str, _parents: Any) -> bool:
    """Leave out the search index: a virtual table, and the shadow tables that FTS5 keeps."""
    return kind != "table" or not str(name).startswith("article_search")


def reflected(connection: Connection) -> MetaData:
    """Return the tables that the database has."""
    tables = MetaData()
    names = [name for name in inspect(connection).get_table_names() if is_ours(name, "table", None)]
    tables.reflect(connection, only=[name for name in names if name != "alembic_version"])
    return tables


def fill(connection: Connection) -> None:
    """Put a row into every empty table, with the columns of this revision."""
    full = {name for name, count in counts(connection).items() if count}
    for each in reflected(connection).sorted_tables:
        if each.name not in full:
            values = {column.name: _some_value(column) for column in each.columns}
            connection.execute(insert(each).values(values))


def counts(connection: Connection) -> dict[str, int]:
    """Return the number of rows of each table."""
    names = sorted(inspect(connection).get_table_names())
    return {
        name: connection.execute(select(func.count()).select_from(table(name))).scalar_one()
        for name in names
        if is_ours(name, "table", None) and name != "alembic_version"
    }


def _some_value(column: Column[Any]) -> object:
    match column.type:
        case Boolean():
            return True
        case Integer():
            return 1
        case DateTime():
            return datetime(2026, 1, 1)  # noqa: DTZ001 -- as SQLite keeps it
    return "x"
