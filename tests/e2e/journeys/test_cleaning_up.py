"""The bot deletes finished rows while it runs, and does not begin with it."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.playground.api_server.server import BotApiServer
from bot.playground.api_server.state.changes import HANG_SECONDS
from tests.support.running_bot import running, settings_for
from tests.support.virtual_time import pass_time
from tests.support.waiting import execute

_OLD_UPDATE = "INSERT INTO processed_updates (update_id, received_at) VALUES (1, '2026-01-02')"


def is_there(file: Path) -> bool:
    with closing(sqlite3.connect(file)) as database:
        query = "SELECT count(*) FROM processed_updates WHERE update_id = 1"
        return bool(database.execute(query).fetchone()[0])


async def test_finished_rows_go_a_minute_after_the_start(bot_api: BotApiServer, tmp_path: Path):
    settings = settings_for(bot_api, tmp_path)
    file = tmp_path / "xulosa.db"
    await execute(file, _OLD_UPDATE)

    async with running(settings, bot_api):
        for _ in range(50):  # more turns than housekeeping has steps
            pass_time(1)
            assert await asyncio.to_thread(is_there, file)

        pass_time(10)
        async with asyncio.timeout(HANG_SECONDS):
            while is_there(file):  # noqa: ASYNC110
                await asyncio.sleep(0)
