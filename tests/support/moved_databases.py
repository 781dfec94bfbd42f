"""Databases to move between, with rows in every table."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert, select
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine import schema
from storage.engine.database import Database, embedded
from storage.engine.move import BATCH, Advance, Move
from storage.engine.moved_tables import MOVED_TABLES, TableSum
from storage.store import Store
from tests.support.filled_schemas import fill
from tests.support.search_parity import put_random_articles

ODD = "NUL \0, ’, 😀, \u2028, \\N, \"quoted\", e\u0301 and 'tab\t'"
BIGGEST = 2**63 - 1


@asynccontextmanager
async def opened(address: URL | Path) -> AsyncIterator[Database]:
    """Open a file or an address until the block ends."""
    database = Database(embedded(address) if isinstance(address, Path) else address)
    try:
        yield database
    finally:
        await database.close()


async def fill_all(file: Path, articles: int = 12) -> None:
    """Put rows into every table of a migrated database: odd texts, all types, greatest numbers."""
    async with opened(file) as database:
        async with database.transaction() as connection:
            await connection.run_sync(fill)
            await _add_chats(connection)
        await put_random_articles(Store(database), articles, seed=1)
        async with database.transaction() as connection:
            await connection.execute(schema.feeds.delete())  # the sequence remembers its id


async def _add_chats(connection: AsyncConnection) -> None:
    for number in (-BIGGEST, -1_001_234_567_890, 0, 5_000_000_000, BIGGEST):
        chat = {
            "chat_id": number,
            "kind": "group",
            "title": ODD,
            "is_silent": number > 0,
            "created_at": datetime(2026, 3, 29, 1, 59, 59, 999_999, UTC),
        }
        await connection.execute(insert(schema.chats), chat)


async def move(
    source: URL | Path,
    target: URL | Path,
    advance: Advance = lambda _: None,
    *,
    batch: int = BATCH,
    pause: Callable[[float], Awaitable[None]] | None = None,
) -> list[TableSum]:
    """Move from one database to another one, without waiting for silent processes."""

    @contextmanager
    def show(label: str, _total: int) -> Iterator[Advance]:
        yield advance if label == "move" else lambda _: None

    async with opened(source) as one, opened(target) as other:
        run = Move(source=one, target=other, show=show, batch=batch, pause=pause or _pass)
        return list(await run.run())


@contextmanager
def no_progress(_label: str, _total: int) -> Iterator[Advance]:
    """Show nothing."""
    yield lambda _: None


async def _pass(_: float) -> None:
    """Wait for nothing."""


async def rows_of(address: URL | Path) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows that a move copies, by table, without NUL in texts."""
    async with opened(address) as database, database.read() as connection:
        return {
            each.name: [
                tuple(v.replace("\0", "") if isinstance(v, str) else v for v in row)
                for row in await connection.execute(select(*each.columns).order_by(*each.key))
            ]
            for each in MOVED_TABLES
        }


async def execute(address: URL | Path, *statements: str) -> None:
    """Run SQL in one transaction."""
    async with opened(address) as database, database.transaction() as connection:
        for statement in statements:
            await connection.exec_driver_sql(statement)
