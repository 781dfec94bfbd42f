"""`/metrics`: how often the bot counts its tables, and at which address it answers."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from bot.playground.api_server.server import BotApiServer
from tests.support.bot_process import at, free_port, get, started
from tests.support.running_bot import running, settings_for


@pytest.fixture
def other_port() -> int:
    """A second free port of 127.0.0.1."""
    return free_port()


@pytest.fixture
def counts() -> Iterator[list[str]]:
    """The SQL statements that counted the deliveries."""
    statements: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: Any) -> None:
        if "FROM deliveries" in statement and "GROUP BY" in statement:
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield statements
    event.remove(Engine, "before_cursor_execute", note)


async def test_sixteen_metrics_requests_share_one_count_of_the_tables(
    bot_api: BotApiServer, tmp_path: Path, port: int, counts: list[str]
) -> None:
    settings = settings_for(bot_api, tmp_path, bot_listen=f"127.0.0.1:{port}")

    async with running(settings, bot_api):
        answers = await asyncio.gather(*(get(port, "/metrics") for _ in range(16)))

    assert {status for status, _ in answers} == {200}
    assert all("\nxulosa_backlog 0.0\n" in body for _, body in answers)
    assert len(counts) == 1


async def test_metrics_may_have_an_address_of_their_own(
    bot_api: BotApiServer, tmp_path: Path, port: int, other_port: int
) -> None:
    settings = at(bot_api, port, BOT_METRICS_LISTEN=f"127.0.0.1:{other_port}")

    async with started(tmp_path, **settings) as bot:
        await bot.says("ready")
        ours = [await get(port, path) for path in ("/healthz", "/metrics")]
        theirs = [await get(other_port, path) for path in ("/healthz", "/metrics")]

    assert [status for status, _ in ours] == [200, 404]
    assert [status for status, _ in theirs] == [404, 200]
    assert "\nxulosa_backlog 0.0\n" in theirs[1][1]


async def test_metrics_need_no_other_http_server(
    bot_api: BotApiServer, tmp_path: Path, port: int
) -> None:
    async with started(tmp_path, **at(bot_api, BOT_METRICS_LISTEN=f"127.0.0.1:{port}")) as bot:
        await bot.says("ready")
        status, _ = await get(port, "/metrics")

    assert status == 200
