"""Move all rows from one database to another: between SQLite and PostgreSQL, in each direction.

A move reads the source and never changes it. It copies each table in batches, in the order of the
primary key. One transaction stores a batch together with its last key, so an interrupted move goes
on behind that key. The target keeps its mark (`unfinished_move`) until both databases are equal.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass
from math import ceil

from sqlalchemy import Connection, Table, delete, insert, inspect, select, table
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.errors import OperatorError, XulosaError
from bot.domain.leases import RENEW_SECONDS, SILENT_SECONDS
from storage.engine.columns import upsert_columns
from storage.engine.database import Database, DatabaseFault, cannot_open, files_of
from storage.engine.lock import instance_lock
from storage.engine.migrate import is_known, migrate, revision
from storage.engine.moved_tables import (
    MOVED_TABLES,
    Key,
    MovedTable,
    TableSum,
    Values,
    count_rows,
    insert_rows,
    read_rows,
    sum_table,
)
from storage.engine.schema import metadata, processes
from storage.engine.unfinished_move import has_unfinished_move, unfinished_move

BATCH = 500  # rows in one transaction; an article has up to a megabyte
# Rows of the table `unfinished_move` beside those of the tables. No table has such a name.
_SOURCE = "move from"  # the address of the source
_DIFFERENCE = "difference"  # the source changed meanwhile: the next move begins again

Advance = Callable[[int], None]  # takes the number of rows that are done now
# Takes the name and the number of rows of a part of the work; shows its progress in a block.
ShowProgress = Callable[[str, int], AbstractContextManager[Advance]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A move of all rows from `source` to `target`.

    Args:
        source: a database with the newest schema.
        target: a database without rows, or one that an interrupted move has left.
        show: shows the progress.
        batch: rows in one transaction.
        pause: waits for a number of seconds between two looks at the processes of a database.
    """

    source: Database
    target: Database
    show: ShowProgress
    batch: int = BATCH
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def run(self) -> Sequence[TableSum]:
        """Copy, compare, and remove the mark from the target; return the sum of each table.

        Raises:
            OperatorError: a bot runs on one of the databases, the source has not the newest
                schema, the target has rows of its own, or a database cannot be opened.
            XulosaError: a row does not fit, the databases differ, or one failed.
        """
        if address_of(self.source) == address_of(self.target):
            raise OperatorError(f"{self.target.setting}: this is the database to move from")
        _require_file(self.source)
        with instance_lock(self.source):
            await self._require_source()
            with instance_lock(self.target):
                await self._prepare_target()
                async with _reporting("the move was interrupted"):
                    await self._copy()
                    sums = await self._compare()
                    await self._require_no_bot()
                    await self._finish()
        return sums

    async def _require_source(self) -> None:
        async with _opening(self.source):
            await _require_no_session(self.source)
            current, newest = await revision(self.source)
        setting = self.source.setting
        if current is None:
            raise OperatorError(f"{setting}: the database is empty, so there is nothing to move")
        if not is_known(current):
            raise OperatorError(
                f"{setting}: the database has schema {current}, which this version does not know; "
                "move it with the version that made it, or a newer one"
            )
        if current != newest:
            raise OperatorError(
                f"{setting}: the database has schema {current}, not {newest}; "
                "run xulosa migrate first"
            )
        await migrate(self.source)  # refuses the target of an unfinished move; changes nothing
        await _require_no_process(self.source, self.pause)

    async def _prepare_target(self) -> None:
        async with _opening(self.target):
            await _require_no_session(self.target)
            async with self.target.read() as connection:
                await connection.run_sync(_require_empty, self.target.setting)
        await migrate(self.target, is_move=True)
        await _require_no_process(self.target, self.pause)
        async with _opening(self.target), self.target.schema_transaction() as connection:
            await connection.run_sync(_require_empty, self.target.setting)
            await self._mark(connection)

    async def _mark(self, connection: AsyncConnection) -> None:
        """Mark the target, or check the mark of an earlier move; empty it after a difference."""
        mine = {"name": _SOURCE, "value": address_of(self.source)}
        if not await connection.run_sync(has_unfinished_move):
            await connection.run_sync(unfinished_move.create)
            await connection.execute(insert(unfinished_move), mine)
            return
        marks = await _marks(connection)
        if marks.get(_SOURCE) != mine["value"]:
            raise OperatorError(
                f"{self.target.setting}: the database has the unfinished move of another one, "
                f"{marks.get(_SOURCE)}; finish that move, or name an empty database"
            )
        if _DIFFERENCE in marks:
            for moved in reversed(MOVED_TABLES):
                await connection.execute(delete(moved.source))  # type: ignore[arg-type]
            await connection.execute(
                delete(unfinished_move).where(unfinished_move.c.name != _SOURCE)
            )

    async def _copy(self) -> None:
        async with self.source.read() as connection:
            total = await count_rows(connection)
        async with self.target.read() as connection:
            marks = await _marks(connection)
        with self.show("move", total) as advance:
            for moved in MOVED_TABLES:
                await self._copy_table(moved, marks.get(moved.name), advance)

    async def _copy_table(self, moved: MovedTable, mark: str | None, advance: Advance) -> None:
        """Copy the rows behind the last stored one."""
        after, done = _decode(mark)
        if done:
            advance(done)
        while True:
            async with self.source.read() as connection:
                rows = await read_rows(connection, moved, after, self.batch)
            if not rows:
                return
            after, done = moved.key_of(rows[-1]), done + len(rows)
            async with _reporting(f"the table {moved.name} was not moved"):
                mark = await self._store(moved, rows, mark, _encode(after, done))
            advance(len(rows))

    async def _store(
        self, moved: MovedTable, rows: Sequence[Values], expected: str | None, mark: str
    ) -> str:
        """Store a batch and its mark in one transaction; return the mark."""

        async def work(connection: AsyncConnection) -> None:
            if (await _marks(connection)).get(moved.name) != expected:
                raise OperatorError(f"{self.target.setting}: another move fills this database")
            await insert_rows(connection, moved, rows)
            await _set_mark(connection, moved.name, mark)

        await self.target.write(work)
        return mark

    async def _compare(self) -> list[TableSum]:
        """Compare rows and checksums of each table; return them.

        Raises:
            XulosaError: a table differs; the next move begins again.
        """
        sums, different = [], []
        async with self.source.read() as source, self.target.read() as target:
            total = await count_rows(source)
            with self.show("compare", total) as advance:
                for moved in MOVED_TABLES:
                    given = await sum_table(source, moved, self.batch, advance)
                    stored = await sum_table(target, moved, self.batch, lambda _: None)
                    sums.append(stored)
                    if given != stored:
                        different.append(moved.name)
        if different:
            await self.target.write(lambda connection: _set_mark(connection, _DIFFERENCE, ""))
            raise XulosaError(
                f"the databases differ in {', '.join(different)}: the source may have changed "
                "meanwhile; run the move again, it begins from the start"
            )
        return sums

    async def _require_no_bot(self) -> None:
        """Refuse a bot that started during the move; the mark does not stop one on the source."""
        await _require_no_process(self.source, self.pause)
        await _require_no_process(self.target, self.pause)

    async def _finish(self) -> None:
        """Let new ids follow the highest ones of the source, and remove the mark."""
        async with self.source.read() as connection:
            highest = {
                table: await self.source.highest_id(connection, table) for table in _numbered()
            }
        async with self.target.schema_transaction() as connection:
            for each, number in highest.items():
                if number > await self.target.highest_id(connection, each):
                    await self.target.backend.set_highest_id(connection, each, number)
            await connection.run_sync(unfinished_move.drop)


def address_of(database: Database) -> str:
    """Return the address of a database, without user and password."""
    if database.is_sqlite:
        return str(files_of(database)[0])
    url = database.url
    host = url.host or url.query.get("host", "")
    return f"postgresql://{host}:{url.port or 5432}/{url.database}"


def _numbered() -> list[Table]:
    """Return the tables whose ids the database gives."""
    return [
        each
        for each in metadata.sorted_tables
        if each.dialect_options["sqlite"]["autoincrement"] is True
    ]


def _require_file(database: Database) -> None:
    files = files_of(database)
    if files and not files[0].is_file():
        raise OperatorError(f"{database.setting}: there is no database at {files[0]}")


def _require_empty(connection: Connection, setting: str) -> None:
    """Refuse a database with rows of a bot, unless they are of an unfinished move."""
    if has_unfinished_move(connection):
        return
    names = set(inspect(connection).get_table_names())
    for moved in MOVED_TABLES:
        if moved.name in names:
            rows = connection.execute(select(1).select_from(table(moved.name)).limit(1))
            if rows.first() is not None:
                raise OperatorError(
                    f"{setting}: the database has data already (table {moved.name}); "
                    "name an empty one"
                )


async def _require_no_session(database: Database) -> None:
    """Refuse a database that another process of the bot, of any role, is connected to."""
    async with database.read() as connection:
        if await database.backend.has_other_session(connection):
            raise OperatorError(_runs_on(database))


async def _require_no_process(
    database: Database, pause: Callable[[float], Awaitable[None]]
) -> None:
    """Refuse a database whose processes renew their leases; wait until the others are silent."""
    if database.is_sqlite:
        return  # the lock of its file lets one process use it
    beats = await _beats(database)
    for _ in range(ceil(SILENT_SECONDS / RENEW_SECONDS)):
        if not beats:
            return
        await pause(RENEW_SECONDS)
        former, beats = beats, await _beats(database)
        if any(former.get(process) != beat for process, beat in beats.items()):
            raise OperatorError(_runs_on(database))


def _runs_on(database: Database) -> str:
    return f"{database.setting}: a bot or a command uses {address_of(database)}; stop it first"


async def _beats(database: Database) -> Mapping[str, int]:
    async with database.read() as connection:
        rows = (await connection.execute(select(processes.c.id, processes.c.beat))).all()
    return {row.id: row.beat for row in rows}


async def _marks(connection: AsyncConnection) -> Mapping[str, str]:
    rows = (await connection.execute(select(unfinished_move))).all()
    return {row.name: row.value for row in rows}


async def _set_mark(connection: AsyncConnection, name: str, value: str) -> None:
    query = upsert_columns(unfinished_move, ["name"], ["value"])
    await connection.execute(query, {"name": name, "value": value})


def _encode(after: Key, done: int) -> str:
    return json.dumps({"after": after, "rows": done})


def _decode(mark: str | None) -> tuple[Key | None, int]:
    """Return the last stored key of a table, and the number of stored rows."""
    if mark is None:
        return None, 0
    stored = json.loads(mark)
    return tuple(stored["after"]), stored["rows"]


@asynccontextmanager
async def _opening(database: Database) -> AsyncIterator[None]:
    """Report that a database cannot be opened."""
    try:
        yield
    except DatabaseFault as error:
        raise OperatorError(cannot_open(database, error)) from error


@asynccontextmanager
async def _reporting(what: str) -> AsyncIterator[None]:
    """Report an error of a database in one line."""
    try:
        yield
    except DatabaseFault as error:
        reason = str(getattr(error, "orig", None) or error).partition("\n")[0]
        raise XulosaError(f"{what}: {reason}; run the move again, it goes on there") from error
