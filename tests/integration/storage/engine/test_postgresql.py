"""PostgreSQL alone: conflicts, outages, encodings, and texts that it cannot store."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.errors import OperatorError
from bot.domain.ids import ArticleId, ChatId, FeedId
from bot.ingestion.duplicates.duplicate_finder import DuplicateFinder
from storage.engine.database import Database, DatabaseFault, cannot_open
from storage.engine.database_faults import is_unavailable
from storage.engine.migrate import migrate
from storage.engine.schema import chats, subscriptions, tags
from storage.repositories.articles import put_article
from storage.repositories.removal import UNUSED_TAG
from storage.store import Store
from tests.support.feed_site import run_inline
from tests.support.postgresql_server import delete_rows, migrated_database, new_database
from tests.support.samples import load
from tests.support.stored_samples import NOW, draft, keys

CHAT = ChatId(7)
NOBODY_LISTENS = "postgresql+asyncpg://bot:secret@127.0.0.1:9/xulosa"


@pytest.fixture
async def database() -> AsyncIterator[Database]:
    database = Database(migrated_database().render_as_string(False))
    yield database
    await database.close()
    await delete_rows(database.url)


async def lengths(database: Database) -> int | None:
    async with database.read() as connection:
        length: int | None = (await connection.execute(select(chats.c.length))).scalar_one()
    return length


async def test_work_that_lost_a_conflict_runs_again(database: Database):
    await Store(database).chats.put(CHAT, "private", "Ann", NOW)
    await Store(database).chats.set_length(CHAT, 1)
    both_have_read = asyncio.Barrier(2)
    runs = 0

    async def add_one(connection: AsyncConnection) -> None:
        nonlocal runs
        runs += 1
        length = (await connection.execute(select(chats.c.length))).scalar_one()
        if runs <= 2:
            await both_have_read.wait()
        await connection.execute(update(chats).values(length=length + 1))

    await asyncio.gather(database.write(add_one), database.write(add_one))

    assert (runs, await lengths(database)) == (3, 3)


async def test_a_deadlock_runs_again(database: Database):
    for number in (1, 2):
        await Store(database).chats.put(ChatId(number), "private", "Ann", NOW)
    both_have_locked = asyncio.Barrier(2)
    runs = 0

    async def lock(connection: AsyncConnection, first: int, second: int) -> None:
        nonlocal runs
        runs += 1
        locking = update(chats).values(title="locked")
        await connection.execute(text("SET LOCAL deadlock_timeout = '10ms'"))
        await connection.execute(locking.where(chats.c.chat_id == first))
        if runs <= 2:
            await both_have_locked.wait()
        await connection.execute(locking.where(chats.c.chat_id == second))

    await asyncio.gather(
        database.write(lambda connection: lock(connection, 1, 2), locks_rows=True),
        database.write(lambda connection: lock(connection, 2, 1), locks_rows=True),
    )

    assert runs == 3


async def test_work_that_always_loses_ends_as_an_outage(database: Database):
    async def lose(connection: AsyncConnection) -> None:
        await connection.execute(text("DO $$ BEGIN RAISE SQLSTATE '40001'; END $$"))

    with pytest.raises(DBAPIError) as lost:
        await database.write(lose)

    assert is_unavailable(lost.value)


async def test_a_server_that_is_away_is_unavailable():
    database = Database(NOBODY_LISTENS)

    with pytest.raises(DatabaseFault) as refused:
        await Store(database).chats.find(CHAT)

    assert is_unavailable(refused.value)
    assert not await Store(database).is_working()
    await database.close()


async def test_a_server_that_is_away_at_start_is_named():
    database = Database(NOBODY_LISTENS)

    with pytest.raises(OperatorError, match=r"BOT_DATABASE_URL: cannot open .* 127\.0\.0\.1") as it:
        await migrate(database)

    assert "secret" not in str(it.value)
    await database.close()


async def test_an_ended_connection_is_replaced(database: Database):
    store = Store(database)
    await store.chats.put(CHAT, "private", "Ann", NOW)
    async with database.transaction() as connection:
        await connection.execute(
            text(
                "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )

    await asyncio.gather(*(store.chats.put(CHAT, "private", "Bob", NOW) for _ in range(9)))

    found = await store.chats.find(CHAT)
    assert found is not None
    assert found.title == "Bob"


@pytest.mark.parametrize("lost", ["57P01", "08006", "53300", "53100"])
async def test_an_outage_is_recognized_by_its_code(database: Database, lost: str):
    async with database.transaction() as connection:
        with pytest.raises(DBAPIError) as failed:
            await connection.execute(text(f"DO $$ BEGIN RAISE SQLSTATE '{lost}'; END $$"))

    assert is_unavailable(failed.value)


async def test_a_wrong_statement_is_no_outage(database: Database):
    async with database.read() as connection:
        with pytest.raises(DBAPIError) as failed:
            await connection.execute(text("SELECT nothing FROM nowhere"))

    assert not is_unavailable(failed.value)


async def test_a_process_that_stops_in_a_transaction_frees_its_locks(database: Database):
    async def stop(connection: AsyncConnection) -> None:
        await database.limit_idle(connection, 0.5)
        await database.lock(connection, "leases")
        await database.write(other, locks_rows=True)  # it waits until the server ends this one
        await database.lock(connection, "leases")

    async def other(connection: AsyncConnection) -> None:
        await database.lock(connection, "leases")

    with pytest.raises(DatabaseFault) as failed:
        await database.write(stop, locks_rows=True)

    assert is_unavailable(failed.value)


def test_a_statement_on_an_ended_connection_is_a_lost_connection():
    ended = asyncpg.InternalClientError("cannot switch to state 12; another operation (2) is …")

    assert is_unavailable(DBAPIError("", None, ended))


async def test_a_tag_that_is_followed_while_it_is_deleted_stays(database: Database):
    await Store(database).chats.put(CHAT, "private", "Ann", NOW)
    await database.execute(insert(tags).values(key="news", name="news"))
    follow = insert(subscriptions).values(chat_id=CHAT, tag_key="news", created_at=NOW)
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )

    async with asyncio.TaskGroup() as group, database.transaction() as connection:
        await connection.execute(follow)
        deleting = group.create_task(database.execute(delete(tags).where(UNUSED_TAG)))
        while not (await connection.execute(waiting)).scalar_one():
            await asyncio.sleep(0.01)
            await connection.execute(text("SELECT pg_stat_clear_snapshot()"))  # else it is cached

    assert deleting.result() == 0


async def test_an_article_that_is_committed_late_is_compared(database: Database):
    sample = next(each for each in load() if each.name == "en-bridge")
    late = draft(sample.title, body=sample.body)
    articles, feed_items = Store(database).articles, Store(database).feed_items
    finder = DuplicateFinder(articles, feed_items.story_lock, run_inline, lambda: NOW)
    is_put, may_commit = asyncio.Event(), asyncio.Event()

    async def put_late(connection: AsyncConnection) -> ArticleId:
        number, _ = await put_article(connection, late, keys("late", address=None), now=NOW)
        is_put.set()
        await may_commit.wait()
        return number

    async with asyncio.TaskGroup() as group:
        putting = group.create_task(database.write(put_late, locks_rows=True))
        await is_put.wait()
        await articles.put(draft("other"), keys("other", address=None), now=NOW)
        async with finder.match(late, FeedId(1)) as before:
            assert before is None
        may_commit.set()
    async with finder.match(late, FeedId(1)) as match:
        assert match is not None

    assert match.article_id == putting.result()


async def test_a_database_without_utf8_is_refused_in_one_line():
    options = "ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0"
    async with new_database(options) as address:
        database = Database(address.render_as_string(False))

        with pytest.raises(OperatorError, match="has the encoding SQL_ASCII; make one with: "):
            await migrate(database)

        await database.close()


def test_a_server_that_stays_silent_is_named_with_a_reason():
    database = Database(NOBODY_LISTENS)

    line = cannot_open(database, DBAPIError("", None, TimeoutError()))  # as asyncpg raises it

    assert line == (
        "BOT_DATABASE_URL: cannot open the database at 127.0.0.1: the server does not answer"
    )


async def test_a_text_with_nul_is_stored_without_it(database: Database):
    store = Store(database)

    number, _ = await store.articles.put(draft(body="One\0two."), keys(), now=NOW)

    assert (await store.articles.get(number)).body == "Onetwo."


async def test_half_a_surrogate_pair_is_refused_without_its_text(database: Database):
    with pytest.raises(DatabaseFault) as refused:
        await Store(database).chats.put(CHAT, "private", "secret \ud800", NOW)

    assert "secret" not in str(refused.value)
    assert not is_unavailable(refused.value)


async def test_all_texts_compare_by_their_bytes(database: Database):
    query = text(
        "SELECT table_name || '.' || column_name FROM information_schema.columns "
        "WHERE table_schema = current_schema() AND collation_name IS DISTINCT FROM 'C' "
        "AND data_type IN ('text', 'character varying')"
    )
    async with database.read() as connection:
        assert (await connection.execute(query)).scalars().all() == []
