"""Polling: the shipped application handles each update that it asks for."""

import asyncio
import signal
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from telegram import Bot, Update

from bot.app import run
from bot.domain.errors import OperatorError
from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from bot.playground.api_server.state.changes import HANG_SECONDS
from bot.transport import request
from bot.transport.keyed_task_queue import KeyedTaskQueue
from bot.transport.update_processor import UpdateProcessor
from storage.store import Store
from tests.support.bot_process import at, started
from tests.support.running_bot import running, settings_for
from tests.support.stored_samples import NOW, put_summarized
from tests.support.virtual_time import pass_time
from tests.support.waiting import asked_for_updates, execute, locked

ODD: list[dict[str, Any]] = [
    {"message": {"message_id": "no number", "date": "never", "chat": 5}},
    {"message": None},
    {"message": []},
    {"callback_query": {"id": 7}},
    {"callback_query": "tap"},
    {"inline_query": {}},
    {"my_chat_member": {"chat": {"id": 1, "type": "private"}}},
    {"something_new_in_2030": {"id": 1}},
    {"message": {"message_id": 1, "date": 10**400, "chat": {"id": 1, "type": "private"}}},
    {"message": {"message_id": 1, "date": 10**20, "chat": {"id": 1, "type": "private"}}},
    {"message": {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "galaxy"}, "text": "/help"}},
    {},
]


def answers(person: Person) -> int:
    return len(person.private.from_bot())


def people(bot_api: BotApiServer, count: int) -> list[Person]:
    return [bot_api.person(f"Reader {number}", is_started=True) for number in range(count)]


async def test_unparsable_updates_are_skipped_and_others_are_handled(
    unchecked_bot_api: BotApiServer, tmp_path: Path
) -> None:
    readers = people(unchecked_bot_api, len(ODD))
    for reader, odd in zip(readers, ODD, strict=True):
        unchecked_bot_api.inject(odd)
        reader.send("/help")

    async with running(settings_for(unchecked_bot_api, tmp_path), unchecked_bot_api):
        await unchecked_bot_api.until(lambda: all(answers(reader) == 1 for reader in readers))
        await unchecked_bot_api.until(lambda: not unchecked_bot_api.pending_updates)


@pytest.mark.parametrize("number", [-5, 0, "7", 2.5, True, None])
async def test_an_update_with_an_odd_number_stops_no_other(
    unchecked_bot_api: BotApiServer, tmp_path: Path, number: object
) -> None:
    (ann,) = people(unchecked_bot_api, 1)
    queue = unchecked_bot_api.world.queue
    async with running(settings_for(unchecked_bot_api, tmp_path), unchecked_bot_api):
        odd = {"update_id": number, "message": {"text": "/help"}}
        queue.redeliver(odd)
        ann.send("/help")
        await unchecked_bot_api.until(lambda: answers(ann) == 1)
        await unchecked_bot_api.until(lambda: not unchecked_bot_api.pending_updates)
        queue.redeliver(odd)
        await unchecked_bot_api.idle()
        ann.send("/help")
        await unchecked_bot_api.until(lambda: answers(ann) == 2)


async def test_update_ids_that_restart_at_a_lower_number_are_handled(
    unchecked_bot_api: BotApiServer, tmp_path: Path
) -> None:
    (ann,) = people(unchecked_bot_api, 1)
    async with running(settings_for(unchecked_bot_api, tmp_path), unchecked_bot_api):
        ann.send("/help")
        await unchecked_bot_api.until(lambda: answers(ann) == 1)
        message = unchecked_bot_api.updates[-1]["message"]
        for number in (50, 51):
            unchecked_bot_api.redeliver({"update_id": number, "message": message})
        await unchecked_bot_api.until(lambda: answers(ann) == 3)


async def test_a_redelivered_update_is_handled_once_across_a_restart(
    store: Store, bot_api: BotApiServer, tmp_path: Path
) -> None:
    """[85-twice]"""
    ann, bob = people(bot_api, 2)
    await put_summarized(store)
    async with running(settings_for(bot_api, tmp_path), bot_api):
        ann.send("/latest")
        await bot_api.until(lambda: answers(ann) == 1)
        ann.press(ann.private.last, "1")
        await bot_api.until(lambda: answers(ann) == 2)
        await ann.press(ann.private.last, "4 ★").answered()
        await bot_api.until(lambda: not bot_api.pending_updates)
        for update in bot_api.updates * 2:
            bot_api.redeliver(update)
        bob.send("/help")
        await bot_api.until(lambda: answers(bob) == 1)
        await bot_api.idle()
    before = bot_api.updates

    async with running(settings_for(bot_api, tmp_path), bot_api):
        for update in before:
            bot_api.redeliver(update)
        bob.send("/help")
        await bot_api.until(lambda: answers(bob) == 2)
        await bot_api.idle()

    assert (answers(ann), answers(bob)) == (2, 2)
    assert len(bot_api.calls("answerCallbackQuery", ok=True)) == 2


async def test_updates_of_one_person_keep_order_and_delay_nobody_else(
    bot_api: BotApiServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request, "READ_SECONDS", 10 * HANG_SECONDS)
    ann, bob = people(bot_api, 2)
    async with running(settings_for(bot_api, tmp_path), bot_api):
        bot_api.fail("sendMessage", "delay", delay=5 * HANG_SECONDS, chat_id=ann.id)
        for tag in ("one", "two", "three"):
            ann.send(f"/subscribe {tag}")
        bob.send("/help")

        await bot_api.until(lambda: answers(ann) == answers(bob) == 1)  # Ann's answer is in transit
        pass_time(5 * HANG_SECONDS)
        await bot_api.until(lambda: answers(ann) == 3)

    one, two, three = (message.text for message in ann.private.from_bot())
    assert ("#one" in one, "#two" in two, "#three" in three) == (True, True, True)


async def test_a_thousand_commands_of_one_person_do_not_delay_another(
    bot_api: BotApiServer, tmp_path: Path
) -> None:
    """[85-a-thousand-commands]"""
    bot_api.flood.is_on = True
    ann, bob = people(bot_api, 2)
    async with running(settings_for(bot_api, tmp_path), bot_api):
        for _ in range(1_000):
            ann.send("/help")
        bob.send("/help")
        await bot_api.until(lambda: answers(bob) == 1)
        await bot_api.until(
            lambda: len(bot_api.pending_updates) <= 101
        )  # one page and the newest update
        assert answers(ann) < 500  # Ann gets one answer a second

    assert bot_api.flood.refused == 0
    assert answers(ann) + len(_kept(tmp_path)) >= 900  # the next start asks for the rest


def _kept(folder: Path) -> list[int]:
    """Return the unhandled updates in the database."""
    query = "SELECT update_id FROM processed_updates WHERE raw IS NOT NULL"
    with closing(sqlite3.connect(folder / "xulosa.db")) as database:
        return [number for (number,) in database.execute(query)]


async def test_an_update_is_confirmed_only_when_it_was_handled(
    bot_api: BotApiServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request, "READ_SECONDS", 10 * HANG_SECONDS)
    ann, bob = people(bot_api, 2)
    async with running(settings_for(bot_api, tmp_path), bot_api):
        bot_api.fail("sendMessage", "delay", delay=5 * HANG_SECONDS, chat_id=ann.id)
        ann.send("/help")
        number = bot_api.updates[-1]["update_id"]
        bob.send("/help")
        await bot_api.until(lambda: answers(ann) == answers(bob) == 1)  # Ann's answer is in transit
        await asked_for_updates(bot_api, times=2)

        assert bot_api.confirmed_offset <= number
        pass_time(5 * HANG_SECONDS)
        await bot_api.until(lambda: bot_api.confirmed_offset > number + 1)
        assert (answers(ann), answers(bob)) == (1, 1)


async def test_slow_updates_delay_no_newer_update_and_survive_a_kill(
    bot_api: BotApiServer, tmp_path: Path
) -> None:
    slow, quick = people(bot_api, 101), bot_api.person("Quick", is_started=True)
    faults = [bot_api.fail("sendMessage", "hang", chat_id=one.id, times=None) for one in slow]
    for person in slow:
        person.send("/help")
    async with started(tmp_path, **at(bot_api)) as bot:
        await bot.says("held in the database")
        tap = quick.press(quick.send("(a message)"), data="forged")
        assert (await tap.answered()).text
        bot.process.kill()
        await bot.process.wait()
    for fault in faults:
        fault.end()

    async with started(tmp_path, **at(bot_api)) as bot:
        await bot_api.until(lambda: all(answers(person) == 1 for person in slow))
        await bot_api.until(lambda: not bot_api.pending_updates)
        assert await bot.stop(signal.SIGTERM) == 0


async def test_a_stop_under_load_exits_with_0_and_loses_no_update(
    bot_api: BotApiServer, tmp_path: Path
) -> None:
    readers = people(bot_api, 150)
    async with started(tmp_path, **at(bot_api)) as bot:
        await bot.says("ready")
        bot_api.fail("sendMessage", "hang", chat_id=readers[-1].id)  # one stays unanswered
        for reader in readers:
            reader.send("/help")
        await bot_api.until(lambda: sum(answers(reader) for reader in readers) > 20)
        assert await bot.stop(signal.SIGTERM) == 0
    answered = sum(answers(reader) for reader in readers)
    assert answered < len(readers)

    async with started(tmp_path, **at(bot_api)) as bot:
        await bot_api.until(lambda: all(answers(reader) for reader in readers))
        await bot_api.until(lambda: not bot_api.pending_updates)
        assert await bot.stop(signal.SIGTERM) == 0
    again = sum(answers(reader) for reader in readers) - len(readers)
    assert 0 <= again <= 5  # a busy machine may be sending an answer at the stop


@pytest.mark.parametrize("is_stored", [False, True], ids=["it never came", "it came"])
async def test_a_stop_while_telegram_hangs_exits_0_and_loses_no_update(
    bot_api: BotApiServer, tmp_path: Path, is_stored: bool
) -> None:
    readers = people(bot_api, 4)
    async with started(tmp_path, **at(bot_api)) as bot:
        await bot.says("ready")
        bot_api.fail("sendMessage", "hang", times=None, is_stored=is_stored)
        for reader in readers:
            reader.send("/help")
        await bot_api.until(lambda: len(bot_api.calls("sendMessage")) >= len(readers))
        assert await bot.stop(signal.SIGTERM) == 0
        assert "Traceback" not in bot.log

    bot_api.faults.clear()
    async with started(tmp_path, **at(bot_api)) as bot:
        await bot_api.until(lambda: not bot_api.pending_updates)
        assert await bot.stop(signal.SIGTERM) == 0
    assert all(answers(reader) in {1, 1 + is_stored} for reader in readers)


@pytest.mark.parametrize("kind", [401, 404, 409, 429, 500, 502, "drop", "garbage"])
async def test_a_failed_get_updates_delays_updates_but_loses_none(
    bot_api: BotApiServer, tmp_path: Path, kind: int, capsys: pytest.CaptureFixture[str]
) -> None:
    (ann,) = people(bot_api, 1)
    async with running(settings_for(bot_api, tmp_path), bot_api):
        fault = bot_api.fail("getUpdates", kind, times=2)
        ann.send("/help")
        await bot_api.until(lambda: answers(ann) == 1)

    assert fault.hits >= 1
    if kind == 409:
        assert "another program asks for this bot's updates" in capsys.readouterr().out


async def test_a_token_that_is_refused_again_and_again_ends_the_bot(
    bot_api: BotApiServer, tmp_path: Path
) -> None:
    refusal = bot_api.fail("getUpdates", 401, times=None)

    async with asyncio.timeout(HANG_SECONDS):
        with pytest.raises(OperatorError, match="BOT_TOKEN: Telegram refuses it"):
            await run(settings_for(bot_api, tmp_path), asyncio.Event())

    assert refusal.hits == 3


async def test_a_bot_stops_while_its_database_refuses_every_insert(
    bot_api: BotApiServer, tmp_path: Path
) -> None:
    (ann,) = people(bot_api, 1)
    refuse = (
        "CREATE TRIGGER full BEFORE INSERT ON processed_updates "
        "BEGIN SELECT RAISE(ABORT, 'full'); END"
    )
    async with running(settings_for(bot_api, tmp_path), bot_api):
        await execute(tmp_path / "xulosa.db", refuse)
        ann.send("/help")
        await bot_api.until(lambda: answers(ann) == 1)

    assert bot_api.pending_updates  # Telegram sends it again at the next start


async def test_an_update_is_handled_after_the_database_is_unlocked(
    bot_api: BotApiServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.engine.sqlite.sqlite_driver._BEGIN_ATTEMPTS", 1)
    monkeypatch.setattr("storage.engine.sqlite.sqlite_backend._WRITER_TIMEOUT", 20)
    (ann,) = people(bot_api, 1)
    async with running(settings_for(bot_api, tmp_path), bot_api):
        async with locked(tmp_path / "xulosa.db"):
            ann.send("/subscribe trains")
            await asked_for_updates(bot_api, times=4)
            early, unconfirmed = answers(ann), bot_api.pending_updates
        await bot_api.until(lambda: answers(ann) == 1, show=ann.private)
        await bot_api.until(lambda: not bot_api.pending_updates)

    assert (early, len(unconfirmed)) == (0, 1)
    assert "#trains" in ann.private.last.text


async def test_an_answer_is_sent_once_while_the_database_is_locked(
    bot_api: BotApiServer, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.engine.sqlite.sqlite_driver._BEGIN_ATTEMPTS", 1)
    monkeypatch.setattr("storage.engine.sqlite.sqlite_backend._WRITER_TIMEOUT", 20)
    (ann,) = people(bot_api, 1)
    async with running(settings_for(bot_api, tmp_path), bot_api):
        await put_summarized(store)
        ann.send("/help")
        await bot_api.until(lambda: answers(ann) == 1)
        async with locked(tmp_path / "xulosa.db"):
            ann.send("/summary 1")
            await bot_api.until(lambda: answers(ann) == 2)
            await asked_for_updates(bot_api, times=2)
        await bot_api.idle()

    assert answers(ann) == 2


async def test_an_odd_update_never_makes_the_offset_negative(store: Store) -> None:
    async def handle(update: Update) -> None:
        await asyncio.sleep(0)

    async with asyncio.TaskGroup() as group:
        bot = Bot("1:NONE")
        processor = UpdateProcessor(
            bot, handle, store.processed_updates, lambda: NOW, KeyedTaskQueue(group)
        )
        await processor.take([{"update_id": -5}])
        while_open = processor.offset
        await processor.wait_until_idle(1.0)

        assert (while_open, processor.offset) == (0, 0)
