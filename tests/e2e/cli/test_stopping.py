"""A stop at any moment, and a process pool that cannot start, print no traceback."""

import signal
from pathlib import Path

import aiohttp
import pytest

from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from tests.support.bot_process import at, get, started, survivors
from tests.support.paths import ROOT
from tests.support.playground_link import LINK
from tests.support.running_bot import EDITOR_ID

SIGNALS = [signal.SIGTERM, signal.SIGINT]
# Python runs this code first in each process of the bot. It ends the fork server of the process
# pool while the file exists.
NO_SERVER = """
import os, sys
if any("forkserver" in word for word in sys.orig_argv) and os.path.exists({file!r}):
    os._exit(3)
"""


@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("children", [0, 1, 2, 3])
@pytest.mark.parametrize("log_format", ["console", "json"])
async def test_stopping_while_the_pool_starts_prints_no_traceback(
    bot_api: BotApiServer, tmp_path: Path, children: int, number: signal.Signals, log_format: str
) -> None:
    async with started(tmp_path, **at(bot_api, BOT_LOG_FORMAT=log_format)) as bot:
        await bot.says("ready")
        family = await bot.has_family(children)
        code = await bot.stop_all(number)

    assert code == 0
    assert await survivors(family) == []
    assert "Traceback" not in bot.log


@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("log_format", ["console", "json"])
async def test_stopping_with_an_open_page_prints_no_traceback(
    tmp_path: Path, number: signal.Signals, log_format: str
) -> None:
    settings = {"BOT_LISTEN": "127.0.0.1:0", "BOT_LOG_FORMAT": log_format}
    async with started(tmp_path, "playground", **settings) as running:
        link = LINK.fullmatch(await running.prints())
        assert link is not None
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"{link[1]}page/events?as=anna") as events,
        ):
            await events.content.readline()
            code = await running.stop_all(number)

    assert code == 0
    assert "Traceback" not in running.log


async def test_a_bot_whose_pool_cannot_start_serves_and_tries_again(
    bot_api: BotApiServer, tmp_path: Path, port: int, editor: Person
) -> None:
    reader = bot_api.person("Ann", is_started=True)
    broken = tmp_path / "broken"
    broken.touch()
    (tmp_path / "sitecustomize.py").write_text(NO_SERVER.format(file=str(broken)))
    settings = at(bot_api, port, BOT_ADMINS=str(EDITOR_ID), PYTHONPATH=f"{tmp_path}:{ROOT}")

    async with started(tmp_path, **settings) as bot:
        await bot.says("the processes for slow work cannot be started")
        editor.send("/add The tide\nIt came in at noon. It went out again at night.\n#sea")
        reader.send("/help")
        await bot_api.until(reader.private.from_bot, 45, show=reader.private)
        ready = await get(port, "/readyz")
        read_early = bool(editor.private.last.buttons)
        broken.unlink()
        await bot_api.until(lambda: editor.private.last.buttons, 90, show=editor.private)
        code = await bot.stop_all(signal.SIGTERM)

    assert code == 0
    assert ready[0] == 200
    assert not read_early
    assert "Traceback" not in bot.log
    lines = [line for line in bot.errors if "cannot be started" in line]
    assert len(lines) == 1
