"""A brief fault of Telegram delays a push by seconds and sends nothing twice."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.playground.api_server.faults import Kind
from bot.playground.api_server.server import BotApiServer
from bot.playground.api_server.state.changes import HANG_SECONDS
from storage.store import Store
from tests.support.running_bot import running, settings_for
from tests.support.stored_samples import LATER, put_follower, put_summarized


@dataclass
class Clock:
    """A clock for the bot that only the test moves."""

    now: datetime = LATER

    def __call__(self) -> datetime:
        return self.now


async def reschedule_until(store: Store, now: datetime) -> datetime:
    """Wait until the bot reschedules the only delivery; return its new time."""
    async with asyncio.timeout(HANG_SECONDS):
        while True:
            due_at = (await store.deliveries.backlog()).oldest_due_at
            if due_at is not None and due_at > now:
                return due_at
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("blip", [502, "drop", "garbage"])
async def test_a_push_after_a_brief_fault_is_sent_once_after_2_seconds(
    store: Store, bot_api: BotApiServer, tmp_path: Path, blip: Kind
) -> None:
    ann = bot_api.person("Ann", is_started=True)
    await put_follower(store, ann.id, "news")
    await put_summarized(store, tags=("news",))
    bot_api.fail("sendMessage", blip, chat_id=ann.id)
    clock = Clock()

    async with running(settings_for(bot_api, tmp_path), bot_api, clock, lambda: 0.0):
        due_at = await reschedule_until(store, LATER)
        clock.now = due_at
        await bot_api.until(ann.private.from_bot)

    assert timedelta(seconds=1.6) <= due_at - LATER <= timedelta(seconds=2.4)
    assert [call.ok for call in bot_api.calls("sendMessage")] == [False, True]
    assert len(ann.private.from_bot()) == 1
