"""Webhook: the shipped application handles each update that Telegram posts."""

import asyncio
import signal
from pathlib import Path
from typing import Any

import pytest

from bot.app import run
from bot.config import Settings
from bot.domain.errors import OperatorError
from bot.playground.api_server.server import BotApiServer
from bot.playground.api_server.state.changes import HANG_SECONDS
from bot.transport import request
from bot.transport import webhook as wire_webhook
from storage.store import Store
from tests.e2e.transport.webhook_bot import SECRET, answers, hooked_at, people, posted_updates
from tests.support.bot_process import get, started
from tests.support.running_bot import running, settings_for
from tests.support.stored_samples import put_summarized
from tests.support.virtual_time import pass_time
from tests.support.waiting import execute, locked


async def test_set_webhook_sends_the_address_and_the_update_kinds(
    wire: BotApiServer, hooked: Settings
) -> None:
    (ann,) = people(wire, 1)

    async with running(hooked, wire):
        ann.send("/help")
        await wire.until(lambda: answers(ann) == 1)
        await wire.idle()

    (told,) = wire.calls("setWebhook")
    assert told["url"] == f"{hooked.bot_webhook_url}/telegram"
    assert told["secret_token"] == SECRET
    assert set(told["allowed_updates"]) >= {"message", "callback_query", "my_chat_member"}
    assert not told.get("drop_pending_updates")
    assert wire.calls("getUpdates") == wire.calls("deleteWebhook") == []


async def test_the_webhook_secret_comes_from_the_token_by_default(
    wire: BotApiServer, tmp_path: Path
) -> None:
    one, other = settings_for(wire, tmp_path), settings_for(wire, tmp_path / "elsewhere")

    assert one.webhook_secret == other.webhook_secret
    assert one.webhook_secret != settings_for(wire, tmp_path, bot_token="1:X").webhook_secret
    assert len(one.webhook_secret) == 64


async def test_a_redelivered_post_is_handled_once_even_after_a_restart(
    store: Store, wire: BotApiServer, hooked: Settings, post: Any
) -> None:
    (ann,) = people(wire, 1)
    await put_summarized(store)
    wire.fail("sendMessage", "delay", delay=0.3, times=None)
    async with running(hooked, wire):
        ann.send("/latest")
        await wire.until(lambda: wire.updates)
        statuses = await asyncio.gather(*(post(wire.updates[-1]) for _ in range(5)))
        await wire.until(lambda: answers(ann) == 1)
        ann.press(ann.private.last, "1")
        await wire.until(lambda: answers(ann) == 2)
        await ann.press(ann.private.last, "4 ★").answered()
        await wire.idle()
    before = wire.updates

    async with running(hooked, wire):
        again = [await post(update) for update in before]
        await wire.idle()

    assert statuses == [200] * 5
    assert again == [200] * len(before)
    assert answers(ann) == 2
    assert len(wire.calls("answerCallbackQuery", ok=True)) == 2


async def test_posts_out_of_order_are_handled_once_each(
    wire: BotApiServer, hooked: Settings, post: Any
) -> None:
    """[85-out-of-order]"""
    (ann,) = people(wire, 1)
    async with running(hooked, wire):
        ann.send("/help")
        await wire.until(lambda: answers(ann) == 1)
        message = wire.updates[-1]["message"]
        for number in (900, 899, 901, 899, 900, 898):
            assert await post({"update_id": number, "message": message}) == 200
        await wire.until(lambda: answers(ann) == 5)
        await wire.idle()

    assert answers(ann) == 5


async def test_posts_of_one_person_keep_their_order_and_delay_nobody(
    wire: BotApiServer, hooked: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """[85-order]"""
    monkeypatch.setattr(request, "READ_SECONDS", 10 * HANG_SECONDS)
    ann, bob = people(wire, 2)
    async with running(hooked, wire):
        wire.fail("sendMessage", "delay", delay=5 * HANG_SECONDS, chat_id=ann.id)
        for tag in ("one", "two", "three"):
            ann.send(f"/subscribe {tag}")
        bob.send("/help")

        await wire.until(lambda: answers(ann) == answers(bob) == 1)  # Ann's answer is in transit
        pass_time(5 * HANG_SECONDS)
        await wire.until(lambda: answers(ann) == 3)

    one, two, three = (message.text for message in ann.private.from_bot())
    assert ("#one" in one, "#two" in two, "#three" in three) == (True, True, True)


async def test_a_slow_update_is_stored_and_survives_a_kill(
    wire: BotApiServer, tmp_path: Path, port: int
) -> None:
    slow = people(wire, 20)
    faults = [wire.fail("sendMessage", "hang", chat_id=one.id, times=None) for one in slow]
    async with started(tmp_path, **hooked_at(wire, port)) as bot:
        await bot.says("ready")
        for person in slow:
            person.send("/help")
        await wire.until(lambda: not wire.pending_updates)
        bot.process.kill()
        await bot.process.wait()
    assert not any(answers(person) for person in slow)
    for fault in faults:
        fault.end()

    async with started(tmp_path, **hooked_at(wire, port)) as bot:
        await wire.until(lambda: all(answers(person) == 1 for person in slow))
        assert await bot.stop(signal.SIGTERM) == 0


async def test_an_update_unhandled_at_a_stop_is_delivered_again(
    wire: BotApiServer, hooked: Settings
) -> None:
    (ann,) = people(wire, 1)
    fault = wire.fail("sendMessage", "hang", chat_id=ann.id, times=None)
    async with running(hooked, wire):
        ann.send("/help")
        await wire.until(lambda: fault.hits)
    assert answers(ann) == 0
    fault.end()

    async with running(hooked, wire):
        await wire.until(lambda: answers(ann) == 1)


async def test_an_update_is_handled_after_a_failure_of_the_database(
    wire: BotApiServer, hooked: Settings, tmp_path: Path
) -> None:
    (ann,) = people(wire, 1)
    async with running(hooked, wire):
        await execute(tmp_path / "xulosa.db", "ALTER TABLE processed_updates RENAME TO away")
        ann.send("/help")
        await wire.until(lambda: (wire.updates[-1]["update_id"], 503) in posted_updates(wire))
        await execute(tmp_path / "xulosa.db", "ALTER TABLE away RENAME TO processed_updates")
        await wire.until(lambda: answers(ann) == 1)


async def test_a_bot_that_polls_again_deletes_the_webhook(
    wire: BotApiServer, hooked: Settings, tmp_path: Path
) -> None:
    (ann,) = people(wire, 1)
    async with running(hooked, wire):
        ann.send("/help")
        await wire.until(lambda: answers(ann) == 1)
    ann.send("/help")

    async with running(settings_for(wire, tmp_path), wire):
        await wire.until(lambda: answers(ann) == 2)

    assert wire.world.queue.webhook.url == ""


async def test_the_bot_is_ready_when_telegram_knows_its_address(
    wire: BotApiServer, tmp_path: Path, port: int
) -> None:
    fault = wire.fail("setWebhook", 500, times=None)
    async with started(tmp_path, **hooked_at(wire, port)) as bot:
        await bot.says("Telegram does not take the webhook")
        unready = await get(port, "/readyz")
        fault.end()
        await bot.says("ready")
        ready = await get(port, "/readyz")

    assert (unready[0], ready[0]) == (503, 200)
    assert wire.world.queue.webhook.secret_token not in bot.log


async def test_a_post_is_not_acknowledged_while_the_database_is_locked(
    wire: BotApiServer,
    hooked: Settings,
    tmp_path: Path,
    port: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("storage.engine.sqlite.sqlite_driver._BEGIN_ATTEMPTS", 1)
    monkeypatch.setattr("storage.engine.database._WRITER_TIMEOUT", 20)
    (ann,) = people(wire, 1)
    async with running(hooked, wire):
        async with locked(tmp_path / "xulosa.db"):
            ann.send("/subscribe trains")
            await wire.until(lambda: (wire.updates[-1]["update_id"], 503) in posted_updates(wire))
            unconfirmed = wire.pending_updates
            unready = await get(port, "/readyz")
        await wire.until(lambda: answers(ann) == 1, show=ann.private)
        await wire.until(lambda: not wire.pending_updates)
        ready = await get(port, "/readyz")

    assert len(unconfirmed) == 1
    assert (unready[0], ready[0]) == (503, 200)
    assert unready[1] == "database: not yet\ntelegram: ok\nintake: not yet\nsender: ok\n"
    assert "#trains" in ann.private.last.text


async def test_a_webhook_that_somebody_deleted_is_set_again(
    wire: BotApiServer, hooked: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire_webhook, "_CHECK_INTERVAL", 0.1)
    (ann,) = people(wire, 1)
    async with running(hooked, wire):
        await wire.until(lambda: len(wire.calls("getWebhookInfo")) >= 2)
        assert len(wire.calls("setWebhook")) == 1
        wire.world.queue.set_webhook(type(wire.world.queue.webhook)())
        await wire.until(lambda: len(wire.calls("setWebhook")) == 2)
        ann.send("/help")
        await wire.until(lambda: answers(ann) == 1)


async def test_a_webhook_bot_ends_after_three_refusals_of_its_token(
    wire: BotApiServer, hooked: Settings
) -> None:
    refusal = wire.fail("setWebhook", 401, times=None)

    async with asyncio.timeout(HANG_SECONDS):
        with pytest.raises(OperatorError, match="BOT_TOKEN: Telegram refuses it"):
            await run(hooked, asyncio.Event())

    assert refusal.hits == 3
