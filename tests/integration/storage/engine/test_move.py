"""A move copies every row to another database, or leaves a mark that stops the bot."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import insert, update
from sqlalchemy.engine import URL

from bot.domain.errors import OperatorError, XulosaError
from storage.engine import schema
from storage.engine.database import Database
from storage.engine.lock import instance_lock
from storage.engine.migrate import migrate
from storage.engine.move import Move
from storage.engine.moved_tables import MOVED_TABLES
from storage.store import Store
from tests.support import migration_steps
from tests.support.moved_databases import execute, fill_all, move, no_progress, opened, rows_of
from tests.support.paths import ROOT
from tests.support.postgresql_server import new_database, new_migrated_database
from tests.support.search_parity import hits, random_queries
from tests.support.stored_samples import NOW, draft, keys

KILLED = """
import asyncio, os, signal, sys
from contextlib import nullcontext
from pathlib import Path
from sqlalchemy import event, make_url
from storage.engine.database import Database, embedded
from storage.engine.move import Move

source = Database(embedded(Path(sys.argv[1])))
target = Database(sys.argv[2])
left = 20

def kill(connection, cursor, statement, *_):
    global left
    left -= statement.startswith("INSERT INTO")
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)

event.listen(target.backend.writer.sync_engine, "after_cursor_execute", kill)
show = lambda *_: nullcontext(lambda _: None)
asyncio.run(Move(source=source, target=target, show=show, batch=3).run())
"""


class Interrupted(Exception):
    """The end of a move that a test interrupts."""


@pytest.fixture
async def server() -> AsyncIterator[URL]:
    """The address of an empty PostgreSQL database."""
    async with new_migrated_database() as address:
        yield address


@pytest.fixture
async def filled(path: Path) -> Path:
    """A file with rows in every table."""
    await fill_all(path)
    return path


async def found(address: URL | Path) -> list[object]:
    async with opened(address) as database:
        return [await hits(Store(database), query) for query in random_queries(30, seed=2)]


async def next_ids(address: URL | Path) -> list[int]:
    """Return the ids of a new article, feed and tag; the feed of the source is deleted."""
    async with opened(address) as database:
        store = Store(database)
        article, _ = await store.articles.put(draft("new", tags=("new",)), keys("new"), now=NOW)
        async with database.read() as connection:
            tables = (schema.feeds, schema.tags)
            return [article, *[await database.highest_id(connection, each) for each in tables]]


async def start(address: URL | Path) -> None:
    """Do what each start of the bot does with its database first."""
    async with opened(address) as database:
        await migrate(database)


async def test_there_and_back_keeps_rows_ids_and_search(
    filled: Path, server: URL, tmp_path: Path
) -> None:
    back = tmp_path / "back.db"

    there = await move(filled, server, batch=5)
    again = await move(server, back)

    assert there == again
    assert {each.name for each in there if not each.rows} == {"feeds", "feed_items"}
    assert await rows_of(filled) == await rows_of(server) == await rows_of(back)
    assert await found(filled) == await found(server) == await found(back)
    ids = await next_ids(filled)
    assert ids == await next_ids(server) == await next_ids(back)
    assert ids[1] == 1


def test_every_table_but_those_of_processes_is_moved() -> None:
    names = {each.name for each in MOVED_TABLES}

    assert names == {*schema.metadata.tables, "article_search"} - {"processes", "leases"}


@pytest.mark.parametrize("is_back", [False, True])
async def test_a_move_goes_on_where_each_batch_ended(
    filled: Path, server: URL, tmp_path: Path, is_back: bool
) -> None:
    source: URL | Path = filled
    target: URL | Path = server
    if is_back:
        await move(filled, server)
        source, target = server, tmp_path / "back.db"
    runs: list[int] = []  # the rows that each run has stored, with those of the runs before

    def interrupt(count: int) -> None:
        runs[-1] += count
        if runs[-1] > max(runs[:-1], default=0):
            raise Interrupted

    while len(set(runs)) == len(runs):  # until a run stores nothing more
        runs.append(0)
        with suppress(Interrupted):
            await move(source, target, interrupt, batch=8)
            break
        if len(runs) == 1:
            with pytest.raises(OperatorError, match="run the move again: xulosa move --to URL"):
                await start(target)

    assert len(runs) > len(MOVED_TABLES)
    assert await rows_of(source) == await rows_of(target)
    await start(target)


async def test_a_killed_move_goes_on_with_nothing_doubled(filled: Path, server: URL) -> None:
    address = server.render_as_string(hide_password=False)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", KILLED, str(filled), address), cwd=ROOT
    )
    assert await process.wait() == -signal.SIGKILL
    with pytest.raises(OperatorError, match="a move into this database was interrupted"):
        await start(server)

    stored = await rows_of(server)
    await move(filled, server)

    expected = await rows_of(filled)
    assert 0 < sum(map(len, stored.values())) < sum(map(len, expected.values()))
    assert await rows_of(server) == expected


async def test_a_source_that_changed_is_moved_again(filled: Path, server: URL) -> None:
    def interrupt(_: int) -> None:
        raise Interrupted

    with pytest.raises(Interrupted):
        await move(filled, server, interrupt)
    await execute(filled, "UPDATE articles SET section = 'Later'", "DELETE FROM bookmarks")

    with pytest.raises(XulosaError, match="the databases differ in articles: the source may have"):
        await move(filled, server)
    with pytest.raises(OperatorError, match="was interrupted"):
        await start(server)
    await move(filled, server)

    assert await rows_of(filled) == await rows_of(server)


@pytest.mark.parametrize("is_back", [False, True])
async def test_a_target_with_data_is_refused_unchanged(
    filled: Path, tmp_path: Path, is_back: bool
) -> None:
    async with new_migrated_database() as server:
        await execute(server, "INSERT INTO tags (key, name) VALUES ('uz', 'uz')")
        before = await rows_of(server)
        source, target = (server, filled) if is_back else (filled, server)
        expected = await rows_of(target)

        with pytest.raises(OperatorError, match=r"has data already \(table (tags|articles)\)"):
            await move(source, target)

        assert await rows_of(target) == expected
        assert await rows_of(server) == before


async def test_a_move_from_another_database_is_refused(
    filled: Path, server: URL, tmp_path: Path
) -> None:
    def interrupt(_: int) -> None:
        raise Interrupted

    with pytest.raises(Interrupted):
        await move(filled, server, interrupt)
    other = tmp_path / "other.db"
    await start(other)

    with pytest.raises(OperatorError, match=f"the unfinished move of another one, {filled}; "):
        await move(other, server)
    with pytest.raises(OperatorError, match="was interrupted"):
        await move(server, tmp_path / "back.db")


async def test_a_source_of_another_schema_is_refused(path: Path, tmp_path: Path) -> None:
    newest = migration_steps.CHAIN[-1]
    target = tmp_path / "new.db"
    async with opened(path) as database:
        await migration_steps.move(database, "-1", down=True)
    with pytest.raises(OperatorError, match=rf"not {newest}; run xulosa migrate first$"):
        await move(path, target)

    await execute(path, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(OperatorError, match="schema 9999, which this version does not know"):
        await move(path, target)

    (tmp_path / "empty.db").touch()
    with pytest.raises(OperatorError, match="is empty, so there is nothing to move"):
        await move(tmp_path / "empty.db", target)
    with pytest.raises(OperatorError, match="there is no database at"):
        await move(tmp_path / "nowhere.db", target)
    with pytest.raises(OperatorError, match="this is the database to move from"):
        await move(path, path)
    assert not target.exists()


async def test_a_target_of_an_older_schema_is_migrated(filled: Path, tmp_path: Path) -> None:
    target = tmp_path / "new.db"
    async with opened(target) as database:
        await migration_steps.move(database, migration_steps.CHAIN[0])

    await move(filled, target)

    assert await rows_of(filled) == await rows_of(target)


async def test_a_database_without_tables_is_filled(filled: Path) -> None:
    async with new_database() as server:
        await move(filled, server)

        assert await rows_of(filled) == await rows_of(server)


@pytest.mark.parametrize("is_target", [False, True])
async def test_a_bot_on_sqlite_is_refused(path: Path, tmp_path: Path, is_target: bool) -> None:
    other = tmp_path / "new.db"
    await start(other)

    async with opened(other if is_target else path) as database:
        with instance_lock(database), pytest.raises(OperatorError, match="another bot runs on"):
            await move(path, other)


@pytest.mark.parametrize("is_target", [False, True])
async def test_a_bot_on_postgresql_is_refused(path: Path, tmp_path: Path, is_target: bool) -> None:
    async with new_migrated_database() as server:
        source, target = (path, server) if is_target else (server, tmp_path / "new.db")
        async with opened(server) as bot:
            process = insert(schema.processes).values(id="1-a", role="all", beat=1, share=0)
            await bot.execute(process)
            with pytest.raises(OperatorError, match=r"uses postgresql://.*; stop it first"):
                await move(source, target)

        async def renew(_: float) -> None:
            async with opened(server) as bot:
                await bot.execute(update(schema.processes).values(beat=schema.processes.c.beat + 1))

        with pytest.raises(OperatorError, match=r"uses postgresql://.*; stop it first"):
            await move(source, target, pause=renew)
        await move(source, target)  # the process is silent

        assert await rows_of(source) == await rows_of(target)


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("nonsense", "Could not parse"),
        ("mysql://db/xulosa", "the driver is one of"),
        ("sqlite+aiosqlite://", "the embedded database needs a file"),
        ("postgresql+asyncpg://u:secret@127.0.0.1:1/xulosa", "cannot open the database at 127"),
    ],
)
async def test_a_wrong_address_is_named(path: Path, address: str, message: str) -> None:
    async def move_to_address() -> None:
        target = Database(address, "--to")
        async with opened(path) as source:
            await Move(source=source, target=target, show=no_progress).run()

    with pytest.raises(OperatorError, match=f"^--to: .*{message}") as error:
        await move_to_address()

    assert "secret" not in str(error.value)


async def test_a_row_that_does_not_fit_names_its_table(path: Path, server: URL) -> None:
    values = "('secret', 'one'), ('secret' || char(0), 'without NUL it is the same key')"
    await execute(path, f"INSERT INTO tags (key, name) VALUES {values}")  # noqa: S608 -- our own

    with pytest.raises(
        XulosaError, match=r"^the table tags was not moved: .*duplicate key"
    ) as error:
        await move(path, server)

    assert "secret" not in str(error.value)
