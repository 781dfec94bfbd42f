"""Column types and the upsert that mean the same on SQLite and on PostgreSQL."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, Table
from sqlalchemy.dialects.postgresql import Insert
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.types import TypeDecorator

__all__ = [
    "RowNumber",
    "UtcDateTime",
    "replacing",
    "upsert",
]  # PostgreSQL's insert compiles for SQLite too

# SQLite numbers rows by itself only for a column that is exactly INTEGER.
RowNumber = BigInteger().with_variant(Integer, "sqlite")


def replacing(table: Table, key: Sequence[str], changed: Sequence[str]) -> Insert:
    """Return the statement that puts rows in, or changes columns of those that are there."""
    query = upsert(table)
    new = {name: query.excluded[name] for name in changed}
    return query.on_conflict_do_update(index_elements=key, set_=new)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime in UTC; SQLite keeps no zone, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive values; store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs its zone: {value}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment aware, in UTC."""
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)
