"""Column types and upsert statements that work the same on SQLite and PostgreSQL."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, Table
from sqlalchemy.dialects.postgresql import Insert
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.types import TypeDecorator

__all__ = [
    "RowNumber",
    "UtcDateTime",
    "upsert",
    "upsert_columns",
]  # PostgreSQL's insert compiles for SQLite too

# SQLite generates row ids only for a column whose type is exactly INTEGER.
RowNumber = BigInteger().with_variant(Integer, "sqlite")


def upsert_columns(table: Table, key: Sequence[str], changed: Sequence[str]) -> Insert:
    """Return an upsert: insert rows, or update the columns `changed` of existing ones.

    Args:
        table: the table to write.
        key: columns that identify a row.
        changed: columns to update when the row exists.
    """
    query = upsert(table)
    new_values = {name: query.excluded[name] for name in changed}
    return query.on_conflict_do_update(index_elements=key, set_=new_values)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime in UTC; SQLite stores no time zone, so reading adds UTC again."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the value in UTC; raise ValueError for a naive one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a datetime needs a time zone: {value}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the value as an aware datetime in UTC."""
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)
