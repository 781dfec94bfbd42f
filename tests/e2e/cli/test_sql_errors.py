"""No log of a database error shows the words of a person."""

import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from storage.engine.database import Database
from storage.store import Store
from tests.support.bot_process import at, started
from tests.support.running_bot import EDITOR_ID

SECRET = "hunter2-is-my-password"


@pytest.mark.parametrize("style", ["console", "json"])
async def test_a_failing_statement_is_logged_without_its_values(
    bot_api: BotApiServer, tmp_path: Path, editor: Person, style: str
) -> None:
    settings = at(bot_api, BOT_ADMINS=str(EDITOR_ID), BOT_LOG_LEVEL="debug", BOT_LOG_FORMAT=style)
    async with started(tmp_path, **settings) as bot:
        await bot.says("ready")
        with closing(sqlite3.connect(tmp_path / "data" / "xulosa.db")) as database:
            database.execute("ALTER TABLE submissions RENAME COLUMN payload TO gone")
        editor.send(f"/add {SECRET}\nThis is the text of {SECRET}.")
        await bot.says("no such column: submissions.payload")
        await bot_api.until(editor.private.from_bot, 60, show=editor.private)
        await bot.stop(signal.SIGTERM)

    assert SECRET not in bot.log


async def test_a_text_with_half_a_pair_is_an_error_without_the_text(
    database: Database, store: Store
) -> None:
    half = f"{SECRET}\ud83d"

    with pytest.raises(Exception, match="half of a surrogate pair") as raised:
        async with database.transaction() as connection:
            await connection.exec_driver_sql("SELECT ?", (half,))

    error: BaseException | None = raised.value
    while error is not None:
        assert SECRET not in repr(error) + str(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
