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
from bot.transport import webhook as transport_webhook
from storage.store import Store
from tests.e2e.transport.webhook_bot import (
    SECRET,
    answers,
    people,
    posted_updates,
    webhook_environment,
)
from tests.support.bot_process import get, started
from tests.support.running_bot import running, settings_for
from tests.support.stored_samples import put_summarized
from tests.support.virtual_time import pass_time
from tests.support.waiting import execute, locked


async def test_set_webhook_sends_the_address_and_the_update_kinds(
    bot_api: BotApiServer, webhook_settings: Settings
) -> None:
    (ann,) = people(bot_api, 1)

    async with running(webhook_settings, bot_api):
        ann.send("/help")
        await bot_api.until(lambda: answers(ann) == 1)
        await bot_api.idle()

    (call,) = bot_api.calls("setWebhook")
    assert call["url"] == f"{webhook_settings.bot_webhook_url}/telegram"
    assert call["secret_token"] == SECRET
    assert set(call["allowed_updates"]) >= {"message", "callback_query", "my_chat_member"}
    assert not call.get("drop_pending_updates")
    assert bot_api.calls("getUpdates") == bot_api.calls("deleteWebhook") == []


async def test_the_webhook_secret_comes_from_the_token_by_default(
    bot_api: BotApiServer, tmp_path: Path
) -> None:
    one, other = settings_for(bot_api, tmp_path), settings_for(bot_api, tmp_path / "elsewhere")

    assert one.webhook_secret == other.webhook_secret
    assert one.webhook_secret != settings_for(bot_api, tmp_path, bot_token="1:X").webhook_secret
    assert len(one.webhook_secret) == 64


async def test_a_redelivered_post_is_handled_once_even_after_a_restart(
    store: Store, bot_api: BotApiServer, webhook_settings: Settings, post: Any
) -> None:
    (ann,) = people(bot_api, 1)
    await put_summarized(store)
    bot_api.fail("sendMessage", "delay", delay=0.3, times=None)
    async with running(webhook_settings, bot_api):
        ann.send("/latest")
        await bot_api.until(lambda: bot_api.updates)
        statuses = await asyncio.gather(*(post(bot_api.updates[-1]) for _ in range(5)))
        await bot_api.until(lambda: answers(ann) == 1)
        ann.press(ann.private.last, "1")
        await bot_api.until(lambda: answers(ann) == 2)
        await ann.press(ann.private.last, "4 ★").answered()
        await bot_api.idle()
    before = bot_api.updates

    async with running(webhook_settings, bot_api):
        again = [await post(update) for update in before]
        await bot_api.idle()

    assert statuses == [200] * 5
    assert again == [200] * len(before)
    assert answers(ann) == 2
    assert len(bot_api.calls("answerCallbackQuery", ok=True)) == 2


async def test_posts_out_of_order_are_handled_once_each(
    bot_api: BotApiServer, webhook_settings: Settings, post: Any
) -> None:
    """[85-out-of-order]"""
    (ann,) = people(bot_api, 1)
    async with running(webhook_settings, bot_api):
        ann.send("/help")
        await bot_api.until(lambda: answers(ann) == 1)
        message = bot_api.updates[-1]["message"]
        for number in (900, 899, 901, 899, 900, 898):
            assert await post({"update_id": number, "message": message}) == 200
        await bot_api.until(lambda: answers(ann) == 5)
        await bot_api.idle()

    assert answers(ann) == 5


async def test_posts_of_one_person_keep_their_order_and_delay_nobody(
    bot_api: BotApiServer, webhook_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """[85-order]"""
    monkeypatch.setattr(request, "READ_SECONDS", 10 * HANG_SECONDS)
    ann, bob = people(bot_api, 2)
    async with running(webhook_settings, bot_api):
        bot_api.fail("sendMessage", "delay", delay=5 * HANG_SECONDS, chat_id=ann.id)
        for tag in ("one", "two", "three"):
            ann.send(f"/subscribe {tag}")
        bob.send("/help")

        await bot_api.until(lambda: answers(ann) == answers(bob) == 1)  # Ann's answer is in transit
        pass_time(5 * HANG_SECONDS)
        await bot_api.until(lambda: answers(ann) == 3)

    one, two, three = (message.text for message in ann.private.from_bot())
    assert ("#one" in one, "#two" in two, "#three" in three) == (True, True, True)


async def test_a_slow_update_is_stored_and_survives_a_kill(
    bot_api: BotApiServer, tmp_path: Path, port: int
) -> None:
    slow = people(bot_api, 20)
    faults = [bot_api.fail("sendMessage", "hang", chat_id=one.id, times=None) for one in slow]
    async with started(tmp_path, **webhook_environment(bot_api, port)) as bot:
        await bot.says("ready")
        for person in slow:
            person.send("/help")
        await bot_api.until(lambda: not bot_api.pending_updates)
        bot.process.kill()
        await bot.process.wait()
    assert not any(answers(person) for person in slow)
    for fault in faults:
        fault.end()

    async with started(tmp_path, **webhook_environment(bot_api, port)) as bot:
        await bot_api.until(lambda: all(answers(person) == 1 for person in slow))
        assert await bot.stop(signal.SIGTERM) == 0


async def test_an_update_unhandled_at_a_stop_is_delivered_again(
    bot_api: BotApiServer, webhook_settings: Settings
) -> None:
    (ann,) = people(bot_api, 1)
    fault = bot_api.fail("sendMessage", "hang", chat_id=ann.id, times=None)
    async with running(webhook_settings, bot_api):
        ann.send("/help")
        await bot_api.until(lambda: fault.hits)
    assert answers(ann) == 0
    fault.end()

    async with running(webhook_settings, bot_api):
        await bot_api.until(lambda: answers(ann) == 1)


async def test_an_update_is_handled_after_a_failure_of_the_database(
    bot_api: BotApiServer, webhook_settings: Settings, tmp_path: Path
) -> None:
    (ann,) = people(bot_api, 1)
    async with running(webhook_settings, bot_api):
        await execute(tmp_path / "xulosa.db", "ALTER TABLE processed_updates RENAME TO away")
        ann.send("/help")
        await bot_api.until(
            lambda: (bot_api.updates[-1]["update_id"], 503) in posted_updates(bot_api)
        )
        await execute(tmp_path / "xulosa.db", "ALTER TABLE away RENAME TO processed_updates")
        await bot_api.until(lambda: answers(ann) == 1)


async def test_a_bot_that_polls_again_deletes_the_webhook(
    bot_api: BotApiServer, webhook_settings: Settings, tmp_path: Path
) -> None:
    (ann,) = people(bot_api, 1)
    async with running(webhook_settings, bot_api):
        ann.send("/help")
        await bot_api.until(lambda: answers(ann) == 1)
    ann.send("/help")

    async with running(settings_for(bot_api, tmp_path), bot_api):
        await bot_api.until(lambda: answers(ann) == 2)

    assert bot_api.world.queue.webhook.url == ""


async def test_the_bot_is_ready_when_telegram_knows_its_address(
    bot_api: BotApiServer, tmp_path: Path, port: int
) -> None:
    fault = bot_api.fail("setWebhook", 500, times=None)
    async with started(tmp_path, **webhook_environment(bot_api, port)) as bot:
        await bot.says("Telegram does not take the webhook")
        unready = await get(port, "/readyz")
        fault.end()
        await bot.says("ready")
        ready = await get(port, "/readyz")

    assert (unready[0], ready[0]) == (503, 200)
    assert bot_api.world.queue.webhook.secret_token not in bot.log


async def test_a_post_is_not_acknowledged_while_the_database_is_locked(
    bot_api: BotApiServer,
    webhook_settings: Settings,
    tmp_path: Path,
    port: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("storage.engine.sqlite.sqlite_driver._BEGIN_ATTEMPTS", 1)
    monkeypatch.setattr("storage.engine.sqlite.sqlite_backend._WRITER_TIMEOUT", 20)
    (ann,) = people(bot_api, 1)
    async with running(webhook_settings, bot_api):
        async with locked(tmp_path / "xulosa.db"):
            ann.send("/subscribe trains")
            await bot_api.until(
                lambda: (bot_api.updates[-1]["update_id"], 503) in posted_updates(bot_api)
            )
            unconfirmed = bot_api.pending_updates
            unready = await get(port, "/readyz")
        await bot_api.until(lambda: answers(ann) == 1, show=ann.private)
        await bot_api.until(lambda: not bot_api.pending_updates)
        ready = await get(port, "/readyz")

    assert len(unconfirmed) == 1
    assert (unready[0], ready[0]) == (503, 200)
    assert unready[1] == "database: not yet\ntelegram: ok\nintake: not yet\nsender: ok\n"
    assert "#trains" in ann.private.last.text


async def test_a_webhook_that_somebody_deleted_is_set_again(
    bot_api: BotApiServer, webhook_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport_webhook, "_CHECK_INTERVAL", 0.1)
    (ann,) = people(bot_api, 1)
    async with running(webhook_settings, bot_api):
        await bot_api.until(lambda: len(bot_api.calls("getWebhookInfo")) >= 2)
        assert len(bot_api.calls("setWebhook")) == 1
        bot_api.world.queue.set_webhook(type(bot_api.world.queue.webhook)())
        await bot_api.until(lambda: len(bot_api.calls("setWebhook")) == 2)
        ann.send("/help")
        await bot_api.until(lambda: answers(ann) == 1)


async def test_a_webhook_bot_ends_after_three_refusals_of_its_token(
    bot_api: BotApiServer, webhook_settings: Settings
) -> None:
    refusal = bot_api.fail("setWebhook", 401, times=None)

    async with asyncio.timeout(HANG_SECONDS):
        with pytest.raises(OperatorError, match="BOT_TOKEN: Telegram refuses it"):
            await run(webhook_settings, asyncio.Event())

    assert refusal.hits == 3
