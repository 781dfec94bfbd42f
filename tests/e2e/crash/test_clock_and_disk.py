"""A wrong clock, a full disk, a locked database and a stop, each under the running bot."""

import asyncio
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # it has no types
import pytest

from bot.domain.ids import ChatId
from bot.domain.schedule import Schedule
from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from bot.playground.api_server.state.changes import HANG_SECONDS
from tests.support.bot_and_site import address, html_of, stored
from tests.support.bot_process import Running, at, started
from tests.support.conversations import SAMPLES, ask
from tests.support.first_article import TEXT
from tests.support.machine_clocks import Machine
from tests.support.running_bot import EDITOR_ID, running, settings_for
from tests.support.waiting import asked_for_updates, until_drained
from tests.support.web_site import Visit, opened, page

MINUTES, YEAR = timedelta(minutes=3), timedelta(days=365)
BRIDGE = SAMPLES["en-bridge"].title
WENT_WRONG = "went wrong"
LOCK = """
import sqlite3, sys
database = sqlite3.connect(sys.argv[1], timeout=30, isolation_level=None)
database.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def ann(bot_api: BotApiServer) -> Person:
    return bot_api.person("Ann", is_started=True)


@pytest.fixture
def bob(bot_api: BotApiServer) -> Person:
    return bot_api.person("Bob", is_started=True)


def cards(person: Person) -> int:
    """Count the cards that the bot pushed to a person."""
    return sum("You follow" in each.text for each in person.private.from_bot())


def digests(person: Person) -> int:
    return sum(each.text.startswith("Your digest") for each in person.private.from_bot())


def is_whole(file: Path) -> bool:
    with closing(sqlite3.connect(file)) as database:
        return bool(database.execute("PRAGMA integrity_check").fetchone() == ("ok",))


async def reschedule(bot_api: BotApiServer, folder: Path, now: datetime) -> None:
    """Wait until every waiting delivery is due later than `now`."""
    async with stored(bot_api, folder) as store, asyncio.timeout(HANG_SECONDS):
        while ((await store.deliveries.backlog()).oldest_due_at or now) <= now:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_a_clock_set_back_a_year_delays_no_message_by_a_year(
    bot_api: BotApiServer, tmp_path: Path, editor: Person, ann: Person, bob: Person
) -> None:
    """[86-clock-back]"""
    machine = Machine(datetime(2026, 3, 1, 8, 58, tzinfo=UTC))
    settings = settings_for(bot_api, tmp_path)
    async with running(settings, bot_api, machine.wall, machine.monotonic):
        for reader in (ann, bob):
            await ask(bot_api, reader, "/subscribe bridges")
        async with stored(bot_api, tmp_path) as store:
            daily = Schedule(mode="daily", digest_minute=9 * 60)
            await store.schedules.put(ChatId(bob.id), daily, machine.now, zone=True)
        refused = bot_api.fail("sendMessage", 500, chat_id=ann.id)
        editor.send("/add " + TEXT)
        await bot_api.until(lambda: refused.hits)
        await reschedule(bot_api, tmp_path, machine.now)

        machine.now -= YEAR
        machine.pass_(MINUTES)
        await bot_api.until(lambda: cards(ann) and digests(bob), show=bob.private)
        machine.now -= MINUTES
        machine.pass_(MINUTES)
        await until_drained(bot_api, tmp_path)

    assert (cards(ann), digests(bob)) == (1, 1)


@asynccontextmanager
async def locked(file: Path) -> AsyncIterator[None]:
    """Let another process lock a database for writing until the block ends."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", LOCK, str(file)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        assert await process.stdout.readline()
        yield
    finally:
        process.stdin.close()
        await process.wait()


async def test_a_database_locked_by_another_process_loses_no_message(
    bot_api: BotApiServer, tmp_path: Path, editor: Person, ann: Person, bob: Person
) -> None:
    """[86-locked]"""
    async with running(settings_for(bot_api, tmp_path), bot_api):
        await ask(bot_api, ann, "/subscribe bridges")
        async with locked(tmp_path / "xulosa.db"):
            bob.send("/subscribe bridges")
            editor.send("/add " + TEXT)
            await asked_for_updates(bot_api, times=10)
            assert not bob.private.from_bot()
        await bot_api.until(lambda: cards(ann) and editor.private.last.buttons, show=ann.private)
        await until_drained(bot_api, tmp_path)

    assert cards(ann) == len(editor.private.from_bot()) == 1
    assert "#bridges" in bob.private.from_bot()[0].text
    assert not any(WENT_WRONG in each.text for each in (ann.private.last, editor.private.last))


async def test_a_bot_whose_database_is_locked_ends_in_time(
    bot_api: BotApiServer, tmp_path: Path, ann: Person
) -> None:
    """[86-locked]"""
    async with started(tmp_path, **at(bot_api)) as bot:
        await bot.says("ready")
        async with locked(tmp_path / "data" / "xulosa.db"):
            ann.send("/subscribe bridges")
            await asked_for_updates(bot_api, times=4)  # while it waits for the database
            assert await bot.stop(signal.SIGTERM) == 0

    async with started(tmp_path, **at(bot_api)) as bot:
        await bot_api.until(lambda: "#bridges" in ann.private.last.text)
        await bot.stop(signal.SIGTERM)


def fill_the_disk(bot: Running) -> None:
    """Let no file of the bot grow any more: the effect of a full disk, without root."""
    psutil.Process(bot.process.pid).rlimit(psutil.RLIMIT_FSIZE, (0, -1))


@pytest.mark.skipif(not hasattr(psutil, "RLIMIT_FSIZE"), reason="Linux alone sets others' limits")
async def test_a_full_disk_loses_nothing_and_the_bot_ends_cleanly(
    bot_api: BotApiServer, tmp_path: Path, editor: Person
) -> None:
    """[86-disk-full]"""
    people = [bot_api.person(f"Reader {number}", is_started=True) for number in range(12)]
    settings = at(bot_api, BOT_ADMINS=str(EDITOR_ID))
    late = bot_api.person("Late", is_started=True)
    async with started(tmp_path, **settings) as bot:
        await bot.says("ready")
        for person in people:
            person.send("/subscribe bridges")
        await bot_api.until(lambda: all(person.private.from_bot() for person in people))
        bot_api.fail("sendMessage", "delay", delay=0.5, times=None)
        editor.send("/add " + TEXT)
        await bot_api.until(lambda: any(map(cards, people)))
        fill_the_disk(bot)
        late.send("/subscribe bridges")
        await bot.says("disk")
        assert await bot.stop(signal.SIGTERM) == 0

    async with started(tmp_path, **settings) as bot:
        await bot_api.until(lambda: all(map(cards, people)) and late.private.from_bot())
        await until_drained(bot_api, tmp_path / "data")
        assert await bot.stop(signal.SIGTERM) == 0

    assert max(map(cards, people)) <= 2
    assert is_whole(tmp_path / "data" / "xulosa.db")


async def test_a_stop_in_a_slow_fetch_shows_one_card_after_the_restart(
    bot_api: BotApiServer, tmp_path: Path, editor: Person
) -> None:
    """[86-stop-in-mid-fetch]"""
    asked, may_answer = asyncio.Event(), asyncio.Event()

    async def slow(visit: Visit) -> None:
        asked.set()
        await visit.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n")
        await may_answer.wait()
        await visit.send(page(html_of()).partition(b"\r\n")[2])

    async with opened() as site:
        site.on("/page", slow)
        allowed = f"127.0.0.1:{site.port}"
        settings = at(bot_api, BOT_ADMINS=str(EDITOR_ID), BOT_FETCH_ALLOW=allowed)
        async with started(tmp_path, **settings) as bot:
            await bot.says("ready")
            editor.send(f"/add {address(site, '/page')}")
            async with asyncio.timeout(HANG_SECONDS):
                await asked.wait()
            assert await bot.stop(signal.SIGTERM) == 0
        may_answer.set()
        async with started(tmp_path, **settings) as bot:
            await bot_api.until(lambda: editor.private.last.buttons, show=editor.private)
            await until_drained(bot_api, tmp_path / "data")
            assert await bot.stop(signal.SIGTERM) == 0

    (answer,) = editor.private.from_bot()
    assert answer.text.startswith(BRIDGE)
    assert len(answer.edits) == 2  # the card, and the number of chats that get it
    assert len(site.visits) == 2
    assert "Traceback" not in bot.log
