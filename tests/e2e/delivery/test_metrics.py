"""Metrics of messages and updates at `/metrics`."""

import asyncio
from pathlib import Path

from bot.playground.api_server.server import BotApiServer
from bot.playground.api_server.state.changes import HANG_SECONDS
from storage.store import Store
from tests.support.bot_process import at, get, started
from tests.support.stored_samples import put_follower, put_summarized

STATES = ("sent", "waiting", "missed")


async def settled(port: int) -> dict[str, str]:
    """Return the figures once no push is in flight; the bot counts tables every 5 seconds."""
    async with asyncio.timeout(HANG_SECONDS):
        while True:
            _, said = await get(port, "/metrics")
            figures = dict(line.rsplit(" ", 1) for line in said.splitlines() if line[:1] != "#")
            states = [figures.get(f'xulosa_deliveries{{state="{each}"}}') for each in STATES]
            if states == ["1.0"] * len(STATES):
                return figures
            await asyncio.sleep(0.2)


async def test_metrics_report_backlog_outcomes_floods_and_update_lag(
    store: Store, bot_api: BotApiServer, tmp_path: Path, port: int
) -> None:
    ann, bob, cho, dan = (
        bot_api.person(name, is_started=True) for name in ("Ann", "Bob", "Cho", "Dan")
    )
    for person in (ann, bob, cho):
        await put_follower(store, person.id, "news")
    await put_summarized(store, tags=("news",))
    bot_api.fail("sendMessage", 429, retry_after=9_999, chat_id=bob.id)
    bot_api.fail("sendMessage", 403, chat_id=cho.id)
    dan.send("/help")

    async with started(tmp_path, BOT_DATA_DIR=".", **at(bot_api, port)) as bot:
        await bot.says("ready")
        await bot_api.until(lambda: len(bot_api.calls("sendMessage")) == 4)
        figures = await settled(port)

    assert figures['xulosa_pushes_total{outcome="sent"}'] == "1.0"
    assert figures['xulosa_pushes_total{outcome="told to wait"}'] == "1.0"
    assert figures['xulosa_pushes_total{outcome="asleep"}'] == "1.0"
    assert figures["xulosa_flood_answers_total"] == "1.0"
    assert figures['xulosa_deliveries{state="waiting"}'] == figures["xulosa_backlog"] == "1.0"
    assert figures['xulosa_deliveries{state="missed"}'] == "1.0"
    assert figures["xulosa_backlog_age_seconds"] == "0.0"
    assert figures["xulosa_update_lag_seconds_count"] == "1.0"
    assert "xulosa_summary_seconds_count" in figures
