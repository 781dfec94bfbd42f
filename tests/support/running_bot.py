"""The shipped bot, run in this process against a Bot API server."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from pydantic_settings import InitSettingsSource

from bot.app import WorkLimits, run
from bot.config import Settings
from bot.playground.api_server.server import BotApiServer
from bot.playground.api_server.state.changes import HANG_SECONDS
from tests.support.migrated_database import copy_migrated
from tests.support.postgresql_server import chosen_address
from tests.support.web_site import LONG_TIMEOUTS

TOKEN = "123456:TEST"
EDITOR_ID = 7_000_001
# Tests write into the bot's database, and need not wait a second until the bot looks at it.
LONG_LIMITS = WorkLimits(fetching=LONG_TIMEOUTS, check_seconds=0.02)


def settings_for(bot_api: BotApiServer, folder: Path, **more: object) -> Settings:
    """Return the settings of a bot that runs in `folder`, with an empty database there."""
    address = chosen_address(folder)
    if address is None:
        copy_migrated(folder)
    given = {
        "bot_token": SecretStr(TOKEN),
        "bot_api_url": bot_api.url,
        "bot_admins": frozenset({EDITOR_ID}),
        "bot_data_dir": folder,
        "bot_listen": "off",
        "bot_database_url": None if address is None else SecretStr(address),
    }
    values = {**given, **more}
    source = InitSettingsSource(Settings, values)  # alone: to ask all sources takes 17 ms a test
    return Settings(_build_sources=((source,), values))


@asynccontextmanager
async def running(
    settings: Settings,
    bot_api: BotApiServer,
    *clocks: Callable[[], Any],
    limits: WorkLimits = LONG_LIMITS,
) -> AsyncIterator[None]:
    """Run the shipped bot until the block ends; `clocks` replace the machine's two clocks."""
    stop = asyncio.Event()
    asks = "getUpdates" if settings.bot_webhook_url is None else "setWebhook"
    started = len(bot_api.calls(asks))
    task = asyncio.create_task(run(settings, stop, *clocks, limits=limits))
    task.add_done_callback(lambda _: bot_api.world.changes.notify())
    try:
        await bot_api.until(lambda: task.done() or len(bot_api.calls(asks)) > started)
        if task.done():
            await task  # raises its error at once, instead of letting the test wait for an answer
        yield
    finally:
        stop.set()
        async with asyncio.timeout(HANG_SECONDS):
            await task
