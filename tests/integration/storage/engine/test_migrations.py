"""The schema equals the sum of its migrations, and every migration keeps the rows."""

import importlib.util
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from slipcover.importer import SlipcoverMetaPathFinder, wrap_spec_from_file_location
from sqlalchemy import Column, Connection, MetaData, Table, Text, inspect, select, text

from bot.domain.errors import OperatorError
from bot.domain.index_key import index_key
from storage.engine.database import Database, embedded
from storage.engine.migrate import migrate, revision
from storage.engine.schema import metadata
from tests.support.filled_schemas import counts, fill, is_ours, reflected
from tests.support.migrated_database import copy_migrated
from tests.support.migration_steps import CHAIN, move
from tests.support.postgresql_server import new_database, new_migrated_database

ARTICLE = """
INSERT INTO articles (id, stage, title, body, content_key, stored_at, is_listed, dedupe_key)
VALUES (:id, 'offered', 'T', 'B', '0123456789abcdef', '2026-01-01 00:00:00', :is_listed, :id)
"""
SUBMISSION = """
INSERT INTO submissions
    (state, kind, payload, is_listed, user_id, chat_id, message_id, due_at, created_at, article_id)
VALUES ('answered', 'link', 'x', 0, :user_id, 1, 1, '2026-01-01', '2026-01-01', :article_id)
"""
SAVED = "INSERT INTO saved_articles VALUES (:user_id, :article_id, '2026-01-01')"
RENAMED_TABLES = {
    "saved_articles": "bookmarks",
    "seen_updates": "processed_updates",
    "shown_cards": "posted_cards",
}
FORMER_NAMES = (
    "UPDATE articles SET stage = 'summarised', offer_cursor = 7",
    """
    INSERT INTO articles (id, stage, title, body, content_key, stored_at, share_key)
    VALUES (2, 'offered', 'T', 'B', 'x', '2026-01-01 00:00:00', '')
    """,
    "UPDATE broadcasts SET state = 'offered'",
    "UPDATE feeds SET trouble = 'gone', told = '[1, 0, 2]', address_key = 'one'",
    'UPDATE notices SET "values" = \'{"feed": "\\"trouble\\": x", "trouble": "gone"}\'',
    "UPDATE sqlite_sequence SET seq = 9 WHERE name = 'feeds'",
)
STANDARD_NAMES: dict[str, list[object]] = {
    "SELECT state FROM articles ORDER BY id": ["summarized", "fanned_out"],
    "SELECT fanout_cursor FROM articles ORDER BY id": [7, None],
    "SELECT state FROM broadcasts": ["fanned_out"],
    "SELECT error || reply_target || dedupe_key FROM feeds": ["gone[1, 0, 2]one"],
    'SELECT "values" FROM notices': [
        '{"feed": "\\"trouble\\": x", "error": "gone"}',
    ],
    "SELECT feed_id FROM feed_items": [1],
    "SELECT seq FROM sqlite_sequence WHERE name = 'feeds'": [9],
}


@pytest.fixture(autouse=True)
def watched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Measure the coverage of the migrations: slipcover 1.1 does so only in its first process.

    Alembic loads the files again each time, so measuring them in all tests would take long.
    """
    as_it_was = importlib.util.spec_from_file_location
    monkeypatch.setattr(importlib.util, "spec_from_file_location", as_it_was)
    for finder in sys.meta_path:
        if isinstance(finder, SlipcoverMetaPathFinder):
            wrap_spec_from_file_location(finder.sci, finder.file_matcher)


@pytest.fixture
async def empty(database_kind: str, tmp_path: Path) -> AsyncIterator[Database]:
    """A database without tables."""
    if database_kind == "sqlite":
        database = Database(f"sqlite+aiosqlite:///{tmp_path / 'new' / 'xulosa.db'}")
        (tmp_path / "new").mkdir()
        yield database
        await database.close()
        return
    async with new_database() as address:
        database = Database(address.render_as_string(False))
        yield database
        await database.close()


@pytest.fixture
async def own(database_kind: str, tmp_path: Path) -> AsyncIterator[Database]:
    """A migrated, empty database that no other test uses: its tables may be damaged."""
    async with AsyncExitStack() as stack:
        if database_kind == "sqlite":
            url = f"sqlite+aiosqlite:///{copy_migrated(tmp_path)}"
        else:
            address = await stack.enter_async_context(new_migrated_database())
            url = address.render_as_string(False)
        database = Database(url)
        yield database
        await database.close()


def all_rows(connection: Connection) -> dict[str, list[tuple[object, ...]]]:
    return {
        table.name: [tuple(row) for row in connection.execute(select(*table.columns))]
        for table in reflected(connection).sorted_tables
    }


def described(connection: Connection) -> dict[str, object]:
    """Return the columns and indexes of every table, by name."""
    inspector = inspect(connection)
    return {
        table: (
            sorted((each["name"], str(each["type"])) for each in inspector.get_columns(table)),
            sorted((each["name"], each["column_names"]) for each in inspector.get_indexes(table)),
        )
        for table in reflected(connection).tables
    }


async def test_the_schema_is_the_sum_of_the_migrations(database: Database):
    def differences(connection: Connection) -> Any:
        options = {
            "compare_type": True,
            "compare_server_default": True,
            "include_name": is_ours,
        }
        return compare_metadata(MigrationContext.configure(connection, opts=options), metadata)

    async with database.read() as connection:
        assert await connection.run_sync(differences) == []


async def test_the_newest_schema_is_the_last_migration(database: Database):
    assert await revision(database) == (CHAIN[-1], CHAIN[-1])


async def test_a_new_database_has_no_schema_yet(empty: Database):
    assert await revision(empty) == (None, CHAIN[-1])


async def test_migrate_creates_the_folder_and_may_run_twice(tmp_path: Path):
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'a' / 'b' / 'xulosa.db'}")
    try:
        await migrate(database)
        async with database.transaction() as connection:
            await connection.run_sync(fill)

        await migrate(database)

        async with database.read() as connection:
            assert set((await connection.run_sync(counts)).values()) == {1}
    finally:
        await database.close()


async def test_every_migration_keeps_the_rows_of_all_earlier_schemas(empty: Database):
    kept: dict[str, int] = {}

    for target in CHAIN:
        await move(empty, target)
        async with empty.transaction() as connection:
            after = await connection.run_sync(counts)
            renamed = RENAMED_TABLES if target == "0013" else {}
            assert {name: after[renamed.get(name, name)] for name in kept} == kept, target
            await connection.run_sync(fill)
            kept = await connection.run_sync(counts)

    assert kept == dict.fromkeys(metadata.tables, 1)


async def test_the_first_schema_becomes_the_newest_in_one_go(empty: Database):
    await move(empty, CHAIN[0])
    async with empty.transaction() as connection:
        await connection.run_sync(fill)
        before = await connection.run_sync(counts)

    await migrate(empty)

    async with empty.read() as connection:
        after = await connection.run_sync(counts)
    assert {name: after[RENAMED_TABLES.get(name, name)] for name in before} == before
    assert after.keys() == metadata.tables.keys()


async def test_a_filled_database_migrates_down_to_nothing_and_up_again(database: Database):
    async with database.transaction() as connection:
        await connection.run_sync(fill)

    await move(database, "base", down=True)

    async with database.read() as connection:
        assert await connection.run_sync(counts) == {}

    await migrate(database)

    async with database.read() as connection:
        assert set(await connection.run_sync(counts)) == set(metadata.tables)


@pytest.mark.sqlite
@pytest.mark.parametrize("table", ["chats", "articles", "tags"])
async def test_copying_a_table_keeps_the_rows_that_refer_to_it(database: Database, table: str):
    def add_a_column(connection: Connection) -> None:
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table(table, recreate="always") as batch:
            batch.add_column(Column("note", Text()))

    async with database.transaction() as connection:
        await connection.run_sync(fill)
        before = await connection.run_sync(counts)

    async with database.schema_transaction() as connection:
        await connection.run_sync(add_a_column)

    async with database.read() as connection:
        assert await connection.run_sync(counts) == before


@pytest.mark.sqlite
async def test_a_schema_change_that_orphans_rows_is_undone(database: Database):
    async with database.transaction() as connection:
        await connection.run_sync(fill)
        before = await connection.run_sync(counts)

    with pytest.raises(OperatorError, match="rows without owner"):
        async with database.schema_transaction() as connection:
            await connection.exec_driver_sql("DELETE FROM articles")

    async with database.read() as connection:
        assert await connection.run_sync(counts) == before


async def test_a_database_from_a_newer_version_is_left_alone(own: Database):
    version = Table("alembic_version", MetaData(), Column("version_num", Text()))
    async with own.transaction() as connection:
        await connection.execute(version.update().values(version_num="9999"))

    with pytest.raises(OperatorError, match="schema 9999"):
        await migrate(own)


@pytest.mark.parametrize("damage", ["DELETE FROM alembic_version", "DROP TABLE alembic_version"])
async def test_tables_without_a_schema_version_are_refused(own: Database, damage: str):
    async with own.transaction() as connection:
        await connection.run_sync(fill)
        before = await connection.run_sync(counts)
        await connection.execute(text(damage))

    with pytest.raises(OperatorError, match=r"no schema version.*restore"):
        await migrate(own)

    async with own.read() as connection:
        assert await connection.run_sync(counts) == before


async def test_a_folder_that_cannot_be_created_is_an_operator_error(tmp_path: Path):
    (tmp_path / "file").write_text("")
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'file' / 'xulosa.db'}")

    with pytest.raises(OperatorError, match="BOT_DATABASE_URL"):
        await migrate(database)


@pytest.mark.sqlite
async def test_private_copies_get_owners_and_keep_numbers(empty: Database):
    await move(empty, "0010")
    async with empty.transaction() as connection:
        for number, is_listed in ((1, True), (2, False), (3, False), (4, False), (9, True)):
            await connection.execute(text(ARTICLE), {"id": number, "is_listed": is_listed})
        await connection.execute(text(SUBMISSION), {"article_id": 2, "user_id": 11})
        await connection.execute(text(SAVED), {"article_id": 3, "user_id": 12})
        await connection.execute(text("DELETE FROM articles WHERE id = 9"))

    await move(empty, "0011")

    async with empty.transaction() as connection:
        owners = await connection.execute(text("SELECT id, owner_id, share_key FROM articles"))
        assert [tuple(row) for row in owners] == [
            (1, 0, ""),
            (2, 11, "0123456789"),
            (3, 12, "0123456789"),
            (4, -1, "0123456789"),
        ]
        seq = await connection.execute(text("SELECT seq FROM sqlite_sequence"))
        assert max(seq.scalars()) == 9


@pytest.mark.sqlite
async def test_standard_names_keep_values_and_numbers(empty: Database):
    await move(empty, "0012")
    async with empty.transaction() as connection:
        await connection.run_sync(fill)
        for statement in FORMER_NAMES:
            await connection.execute(text(statement))

    await move(empty, "0013")

    async with empty.transaction() as connection:
        for query, value in STANDARD_NAMES.items():
            assert (await connection.execute(text(query))).scalars().all() == value, query


@pytest.mark.sqlite
async def test_a_downgrade_restores_the_old_names(empty: Database):
    await move(empty, "0012")
    async with empty.read() as connection:
        schema = await connection.run_sync(described)
    async with empty.transaction() as connection:
        await connection.run_sync(fill)
        for statement in FORMER_NAMES:
            await connection.execute(text(statement))
        before = await connection.run_sync(all_rows)

    await move(empty, "0013")
    await move(empty, "0012", down=True)

    async with empty.read() as connection:
        assert await connection.run_sync(all_rows) == before
        assert await connection.run_sync(described) == schema


@pytest.mark.sqlite
async def test_the_search_index_gets_cyrillic_words_as_written(empty: Database):
    await move(empty, "0015")
    async with empty.transaction() as connection:
        await connection.run_sync(fill)
        await connection.execute(text("UPDATE articles SET title = 'Новый мост', body = 'Ёлка.'"))
        await connection.execute(
            text("INSERT INTO article_search (rowid, title, words) VALUES (1, 'noviy most', 'yo')")
        )

    await move(empty, "0016")

    async with empty.read() as connection:
        rows = (await connection.execute(text("SELECT * FROM article_search"))).all()
    assert [tuple(row)[:2] for row in rows] == [("noviy most", "yo")]
    assert rows[0].written.startswith("новый мост елка")


async def test_long_keys_are_shortened_and_rows_kept(empty: Database):
    long = "я" * 4_096
    await move(empty, "0017")
    async with empty.transaction() as connection:
        await connection.run_sync(fill)
        if connection.dialect.name == "sqlite":  # PostgreSQL never took so long a key
            await connection.execute(text("UPDATE feed_items SET key = :long"), {"long": long})
            await connection.execute(text("UPDATE submissions SET payload = :long"), {"long": long})

    await move(empty, "0018")

    async with empty.read() as connection:
        items = (await connection.execute(text("SELECT key FROM feed_items"))).scalars().all()
        rows = (
            await connection.execute(text("SELECT payload, payload_key FROM submissions"))
        ).all()
    if empty.is_sqlite:
        assert items == [index_key(long)]
        assert [tuple(row) for row in rows] == [(long, index_key(long))]
    else:
        assert [tuple(row) for row in rows] == [("x", "x")]


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"This is a text. " * 300, "file is not a database"),
        (b"SQLite format 3\0" + b"\xff" * 8_000, "(malformed|not a database|disk image)"),
    ],
    ids=["a text", "a damaged header"],
)
async def test_a_corrupt_database_is_an_operator_error(tmp_path: Path, content: bytes, reason: str):
    file = tmp_path / "xulosa.db"
    file.write_bytes(content)
    database = Database(embedded(file))

    with pytest.raises(OperatorError, match=reason):
        await migrate(database)

    await database.close()
    assert file.read_bytes() == content
