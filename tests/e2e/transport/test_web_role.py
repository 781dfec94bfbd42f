"""A process of the role `web` receives updates, and one of the role `chats` handles them."""

import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.playground.api_server.server import BotApiServer
from tests.e2e.transport.webhook_bot import answers, posted_updates, webhook_environment
from tests.support.bot_process import at, free_port, get, started, xulosa
from tests.support.conversations import ask
from tests.support.postgresql_server import delete_rows, use_postgresql


@pytest.fixture
async def database_url(tmp_path: Path) -> AsyncIterator[str]:
    """The address of an empty database on PostgreSQL."""
    address = use_postgresql(tmp_path)
    yield address.render_as_string(hide_password=False)
    await delete_rows(address)


async def test_updates_are_stored_while_nobody_handles_them(
    bot_api: BotApiServer, tmp_path: Path, port: int, database_url: str
) -> None:
    ann = bot_api.person("Ann", is_started=True)
    of_web = {**webhook_environment(bot_api, port), "BOT_DATABASE_URL": database_url}
    of_chats = {**of_web, "BOT_LISTEN": f"127.0.0.1:{free_port()}"}
    async with started(tmp_path, "run --role web", **of_web) as web:
        await web.says("ready")
        status, _ = await get(port, "/readyz")
        async with started(tmp_path, "run --role chats", **of_chats) as chats:
            await chats.says("ready")
            await ask(bot_api, ann, "/help")
            await chats.stop(signal.SIGTERM)

        ann.send("/help")
        await bot_api.until(lambda: len(posted_updates(bot_api)) == 2)
        before = answers(ann)
        async with started(tmp_path, "run --role chats", **of_chats):
            await bot_api.until(lambda: answers(ann) == 2)
        code = await web.stop(signal.SIGTERM)

    assert (status, before, code) == (200, 1, 0)
    assert [status for _, status in posted_updates(bot_api)] == [200, 200]


async def test_a_web_process_needs_a_webhook(
    bot_api: BotApiServer, tmp_path: Path, database_url: str
) -> None:
    polling = at(bot_api, BOT_DATABASE_URL=database_url)

    ended = await xulosa(tmp_path, "run", "--role", "web", **polling)

    assert ended.code == 2
    assert ended.err == "xulosa: --role web: this needs BOT_WEBHOOK_URL\n"
