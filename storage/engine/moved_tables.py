"""The tables that a move copies: their rows in the order of the key, and their checksums."""

import hashlib
import json
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnClause, FromClause, RowMapping, func, insert, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine.schema import leases, metadata, processes
from storage.engine.search_columns import article_search
from storage.engine.search_index import search_index_of

Key = tuple[int | str, ...]  # values of the primary key
Values = RowMapping  # a row: values by column
_MODULUS = 2**256  # of a checksum


@dataclass(frozen=True, slots=True)
class MovedTable:
    """A table with the columns to copy, and those of its primary key."""

    source: FromClause
    name: str
    columns: tuple[ColumnClause[Any], ...]
    key: tuple[ColumnClause[Any], ...]

    def key_of(self, row: Values) -> Key:
        """Return the primary key of a row."""
        return tuple(row[column.name] for column in self.key)


@dataclass(frozen=True, slots=True)
class TableSum:
    """The number of rows of a table, and the sum of the SHA-256 of each row modulo 2^256.

    A sum does not depend on the order of the rows.
    """

    name: str
    rows: int
    checksum: int


_search = article_search.c
# In the order of the foreign keys. The processes of a bot and their leases end with the bot.
MOVED_TABLES = (
    *(
        MovedTable(table, table.name, tuple(table.columns), tuple(table.primary_key.columns))
        for table in metadata.sorted_tables
        if table not in (processes, leases)
    ),
    MovedTable(
        article_search,
        article_search.name,
        (_search.rowid, _search.title, _search.words, _search.written),
        (_search.rowid,),
    ),
)


async def read_rows(
    connection: AsyncConnection, table: MovedTable, after: Key | None, limit: int
) -> Sequence[Values]:
    """Return the first rows whose key is greater than `after`, in the order of the key."""
    query = select(*table.columns).order_by(*table.key).limit(limit)
    if after is not None:
        query = query.where(tuple_(*table.key) > after)
    return (await connection.execute(query)).mappings().all()


async def insert_rows(
    connection: AsyncConnection, table: MovedTable, rows: Sequence[Values]
) -> None:
    """Insert rows; those of the search index get the columns of this database's own index."""
    if table.source is not article_search:
        await connection.execute(insert(table.source), [dict(row) for row in rows])  # type: ignore[arg-type]
        return
    index = search_index_of(connection)
    for row in rows:
        values = index.columns(row["title"], row["words"], row["written"])
        await connection.execute(insert(article_search).values(rowid=row["rowid"], **values))


async def count_rows(connection: AsyncConnection) -> int:
    """Return the number of rows to move."""
    queries = (select(func.count()).select_from(table.source) for table in MOVED_TABLES)
    return sum([(await connection.execute(query)).scalar_one() for query in queries])


async def sum_table(
    connection: AsyncConnection, table: MovedTable, batch: int, advance: Callable[[int], None]
) -> TableSum:
    """Return the sum of a table, which is the same on both databases for the same rows."""
    rows = checksum = 0
    async for found in _batches(connection, table, batch):
        rows += len(found)
        checksum = (checksum + sum(map(_hash, found))) % _MODULUS
        advance(len(found))
    return TableSum(table.name, rows, checksum)


async def _batches(
    connection: AsyncConnection, table: MovedTable, batch: int
) -> AsyncIterator[Sequence[Values]]:
    after = None
    while rows := await read_rows(connection, table, after, batch):
        yield rows
        after = table.key_of(rows[-1])


def _hash(row: Values) -> int:
    text = json.dumps([_plain(value) for value in row.values()])
    return int.from_bytes(hashlib.sha256(text.encode()).digest())


def _plain(value: object) -> object:
    """Return a value as both databases have it: a time in UTC, a text without NUL."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, str):
        return value.replace("\0", "")  # PostgreSQL stores every character but this one
    return value
