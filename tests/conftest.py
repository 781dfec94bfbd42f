"""The shipped bot, talking over real HTTP to our own Bot API server."""

import asyncio
import gc
import multiprocessing
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import structlog
from pydantic import SecretStr

from bot.app import HEAVY_MODULES, run
from bot.config import Settings
from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from bot.playground.api_server.state.changes import HANG_SECONDS
from tests.migrated import copy_migrated
from tests.playground.wire_checks import rule_breaks
from tests.properties import load_profile

TOKEN = "123456:TEST"
EDITOR_ID = 7_000_001

load_profile()
# As the bot logs: structlog's own choice, tracebacks drawn by rich, takes 0.1 CPU seconds each.
structlog.configure(
    processors=[
        structlog.processors.add_log_level,
        structlog.dev.ConsoleRenderer(
            colors=False, exception_formatter=structlog.dev.plain_traceback
        ),
    ]
)
gc.disable()  # until all tests are collected: walking what is being imported takes a third longer


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop() -> None:
    """Leave what pytest holds by now out of the garbage collector's walks, as commands do."""
    gc.freeze()
    gc.enable()


# Whichever test makes the first pool: all of them share its server.
multiprocessing.get_context("forkserver").set_forkserver_preload(list(HEAVY_MODULES))


@pytest.fixture
async def wire() -> AsyncIterator[BotApiServer]:
    """A Bot API server; what breaks the Bot API's rules fails the test."""
    async with BotApiServer(token=TOKEN, username="xulosa_test_bot") as server:
        yield server
        assert rule_breaks(server.calls(), server.updates) == []
        assert not server.rule_breaks


def settings_for(wire: BotApiServer, folder: Path, **more: object) -> Settings:
    """Return the settings of a bot that lives in `folder`, on an empty database there."""
    copy_migrated(folder)
    given = {
        "bot_token": SecretStr(TOKEN),
        "bot_api_url": wire.url,
        "bot_admins": frozenset({EDITOR_ID}),
        "bot_data_dir": folder,
        "bot_listen": "off",
    }
    return Settings(_env_file=None, **{**given, **more})  # type: ignore[arg-type]  # by name


@asynccontextmanager
async def running(
    settings: Settings, wire: BotApiServer, *clocks: Callable[[], Any]
) -> AsyncIterator[None]:
    """Run the shipped bot until the block ends.

    `clocks` are the machine's two, where the test has its own.
    """
    stop = asyncio.Event()
    asks = "getUpdates" if settings.bot_webhook_url is None else "setWebhook"
    started = len(wire.calls(asks))
    task = asyncio.create_task(run(settings, stop, *clocks))
    try:
        await wire.until(lambda: task.done() or len(wire.calls(asks)) > started)
        yield
    finally:
        stop.set()
        async with asyncio.timeout(HANG_SECONDS):
            await task


@pytest.fixture
async def bot(wire: BotApiServer, tmp_path: Path) -> AsyncIterator[BotApiServer]:
    """The shipped bot, ready."""
    async with running(settings_for(wire, tmp_path), wire):
        yield wire


@pytest.fixture
def editor(wire: BotApiServer) -> Person:
    """An editor, who has started the bot."""
    return wire.person("Edith", user_id=EDITOR_ID, is_started=True)
