"""A full disk, a read-only disk and a damaged file under the running bot: it says what to do."""

import signal
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import pytest

from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from tests.support import mounts
from tests.support.bot_process import Running, at, started, xulosa
from tests.support.conversations import ask

PAGE = 4096  # bytes of a page of SQLite
FAULT = "the database fails"


@pytest.fixture
def ann(bot_api: BotApiServer) -> Person:
    return bot_api.person("Ann", is_started=True)


def fill(folder: Path) -> Path:
    """Fill a disk to its last byte; return the file that does."""
    file = folder / "filler"
    with suppress(OSError), file.open("wb", buffering=0) as filler:
        while True:
            filler.write(bytes(PAGE))
    return file


def faults(bot: Running) -> list[str]:
    """Return the lines that name a fault of the database."""
    assert "Traceback" not in bot.log
    return [line for line in bot.errors if FAULT in line]


async def test_a_full_disk_is_one_line_and_work_goes_on_when_freed(
    bot_api: BotApiServer, tmp_path: Path, ann: Person
) -> None:
    """[86-disk-full]"""
    with mounts.small_disk(tmp_path / "data"):
        async with started(tmp_path, **at(bot_api)) as bot:
            await bot.says("ready")
            filler = fill(tmp_path / "data")
            ann.send("/subscribe bridges")
            await bot.says("its disk is full; free some space")
            filler.unlink()
            await bot.says("the database works again")
            await bot_api.until(lambda: "#bridges" in ann.private.last.text)
            code = await bot.stop(signal.SIGTERM)

    assert code == 0
    assert len(faults(bot)) == 1
    assert len(ann.private.from_bot()) == 1


async def test_a_disk_that_becomes_read_only_loses_nothing(
    bot_api: BotApiServer, tmp_path: Path, ann: Person
) -> None:
    with mounts.small_disk(tmp_path / "data"):
        async with started(tmp_path, **at(bot_api)) as bot:
            await bot.says("ready")
            mounts.make_read_only(tmp_path / "data")
            ann.send("/subscribe bridges")
            await bot.says("has become read-only")
            code = await bot.stop(signal.SIGTERM)
        again = await xulosa(tmp_path, "run", **at(bot_api))
        mounts.repair(tmp_path / "data")
        async with started(tmp_path, **at(bot_api)) as repaired:
            await bot_api.until(lambda: "#bridges" in ann.private.last.text)
            await repaired.stop(signal.SIGTERM)

    assert code == 0
    assert len(faults(bot)) == 1
    assert again.code == 2
    (line,) = again.err.splitlines()
    assert line.startswith("xulosa: BOT_DATA_DIR: cannot write ")
    assert line.endswith(": Read-only file system")
    assert len(ann.private.from_bot()) == 1


def damage(file: Path, table: str) -> None:
    """Overwrite the pages of a table in the middle of a database, and let nobody keep old ones."""
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        query = "SELECT rootpage FROM sqlite_schema WHERE tbl_name = ? AND rootpage > 0"
        pages = [page for (page,) in database.execute(query, [table])]
        with file.open("r+b") as content:
            for page in pages:
                content.seek((page - 1) * PAGE)
                content.write(b"\xff" * PAGE)
        database.execute("PRAGMA user_version = 0")


async def test_a_damaged_database_ends_the_bot_with_one_line(
    bot_api: BotApiServer, tmp_path: Path, ann: Person
) -> None:
    file = Path("data", "xulosa.db")
    async with started(tmp_path, **at(bot_api)) as bot:
        await bot.says("ready")
        await ask(bot_api, ann, "/subscribe ships")
        backup = await xulosa(tmp_path, "backup", "copy.db")
        damage(tmp_path / file, "subscriptions")
        ann.send("/subscribe bridges")
        code = await bot.ends()
    again = await xulosa(tmp_path, "run", **at(bot_api))
    restored = await xulosa(tmp_path, "restore", "copy.db")
    async with started(tmp_path, **at(bot_api)) as repaired:
        await bot_api.until(lambda: "#bridges" in ann.private.last.text, show=ann.private)
        followed = await ask(bot_api, ann, "/subscriptions")
        await repaired.stop(signal.SIGTERM)

    assert (backup.code, code, again.code, restored.code) == (0, 2, 2, 0)
    assert faults(bot) == []
    assert bot.errors[-1] == (
        f"xulosa: BOT_DATA_DIR: {file} is damaged (database disk image is malformed); "
        "keep it, and restore the newest backup: xulosa restore FILE\n"
    )
    assert again.err.endswith(bot.errors[-1])
    assert "#ships" in followed.text
