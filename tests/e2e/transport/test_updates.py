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


def people(wire: BotApiServer, count: int) -> list[Person]:
    return [wire.person(f"Reader {number}", is_started=True) for number in range(count)]


async def test_unparsable_updates_are_skipped_and_others_are_handled(
    rough_wire: BotApiServer, tmp_path: Path
) -> None:
    readers = people(rough_wire, len(ODD))
    for reader, odd in zip(readers, ODD, strict=True):
        rough_wire.inject(odd)
        reader.send("/help")

    async with running(settings_for(rough_wire, tmp_path), rough_wire):
        await rough_wire.until(lambda: all(answers(reader) == 1 for reader in readers))
        await rough_wire.until(lambda: not rough_wire.pending_updates)


@pytest.mark.parametrize("number", [-5, 0, "7", 2.5, True, None])
async def test_an_update_with_an_odd_number_stops_no_other(
    rough_wire: BotApiServer, tmp_path: Path, number: object
) -> None:
    (ann,) = people(rough_wire, 1)
    queue = rough_wire.world.queue
    async with running(settings_for(rough_wire, tmp_path), rough_wire):
        odd = {"update_id": number, "message": {"text": "/help"}}
        queue.redeliver(odd)
        ann.send("/help")
        await rough_wire.until(lambda: answers(ann) == 1)
        await rough_wire.until(lambda: not rough_wire.pending_updates)
        queue.redeliver(odd)
        await rough_wire.idle()
        ann.send("/help")
        await rough_wire.until(lambda: answers(ann) == 2)


async def test_update_ids_that_restart_at_a_lower_number_are_handled(
    rough_wire: BotApiServer, tmp_path: Path
) -> None:
    (ann,) = people(rough_wire, 1)
    async with running(settings_for(rough_wire, tmp_path), rough_wire):
        ann.send("/help")
        await rough_wire.until(lambda: answers(ann) == 1)
        message = rough_wire.updates[-1]["message"]
        for number in (50, 51):
            rough_wire.redeliver({"update_id": number, "message": message})
        await rough_wire.until(lambda: answers(ann) == 3)


async def test_a_redelivered_update_is_handled_once_across_a_restart(
    store: Store, wire: BotApiServer, tmp_path: Path
) -> None:
    """[85-twice]"""
    ann, bob = people(wire, 2)
    await put_summarized(store)
    async with running(settings_for(wire, tmp_path), wire):
        ann.send("/latest")
        await wire.until(lambda: answers(ann) == 1)
        ann.press(ann.private.last, "1")
        await wire.until(lambda: answers(ann) == 2)
        await ann.press(ann.private.last, "4 ★").answered()
        await wire.until(lambda: not wire.pending_updates)
        for update in wire.updates * 2:
            wire.redeliver(update)
        bob.send("/help")
        await wire.until(lambda: answers(bob) == 1)
        await wire.idle()
    before = wire.updates

    async with running(settings_for(wire, tmp_path), wire):
        for update in before:
            wire.redeliver(update)
        bob.send("/help")
        await wire.until(lambda: answers(bob) == 2)
        await wire.idle()

    assert (answers(ann), answers(bob)) == (2, 2)
    assert len(wire.calls("answerCallbackQuery", ok=True)) == 2


async def test_updates_of_one_person_keep_order_and_delay_nobody_else(
    wire: BotApiServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request, "READ_SECONDS", 10 * HANG_SECONDS)
    ann, bob = people(wire, 2)
    async with running(settings_for(wire, tmp_path), wire):
        wire.fail("sendMessage", "delay", delay=5 * HANG_SECONDS, chat_id=ann.id)
        for tag in ("one", "two", "three"):
            ann.send(f"/subscribe {tag}")
        bob.send("/help")

        await wire.until(lambda: answers(ann) == answers(bob) == 1)  # Ann's answer is in transit
        pass_time(5 * HANG_SECONDS)
        await wire.until(lambda: answers(ann) == 3)

    one, two, three = (message.text for message in ann.private.from_bot())
    assert ("#one" in one, "#two" in two, "#three" in three) == (True, True, True)


async def test_a_thousand_commands_of_one_person_do_not_delay_another(
    wire: BotApiServer, tmp_path: Path
) -> None:
    """[85-a-thousand-commands]"""
    wire.flood.is_on = True
    ann, bob = people(wire, 2)
    async with running(settings_for(wire, tmp_path), wire):
        for _ in range(1_000):
            ann.send("/help")
        bob.send("/help")
        await wire.until(lambda: answers(bob) == 1)
        await wire.until(lambda: len(wire.pending_updates) <= 101)  # one page and the newest update
        assert answers(ann) < 500  # Ann gets one answer a second

    assert wire.flood.refused == 0
    assert answers(ann) + len(_kept(tmp_path)) >= 900  # the next start asks for the rest


def _kept(folder: Path) -> list[int]:
    """Return the unhandled updates in the database."""
    query = "SELECT update_id FROM processed_updates WHERE raw IS NOT NULL"
    with closing(sqlite3.connect(folder / "xulosa.db")) as database:
        return [number for (number,) in database.execute(query)]


async def test_an_update_is_confirmed_only_when_it_was_handled(
    wire: BotApiServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request, "READ_SECONDS", 10 * HANG_SECONDS)
    ann, bob = people(wire, 2)
    async with running(settings_for(wire, tmp_path), wire):
        wire.fail("sendMessage", "delay", delay=5 * HANG_SECONDS, chat_id=ann.id)
        ann.send("/help")
        number = wire.updates[-1]["update_id"]
        bob.send("/help")
        await wire.until(lambda: answers(ann) == answers(bob) == 1)  # Ann's answer is in transit
        await asked_for_updates(wire, times=2)

        assert wire.confirmed_offset <= number
        pass_time(5 * HANG_SECONDS)
        await wire.until(lambda: wire.confirmed_offset > number + 1)
        assert (answers(ann), answers(bob)) == (1, 1)


async def test_slow_updates_delay_no_newer_update_and_survive_a_kill(
    wire: BotApiServer, tmp_path: Path
) -> None:
    slow, quick = people(wire, 101), wire.person("Quick", is_started=True)
    faults = [wire.fail("sendMessage", "hang", chat_id=one.id, times=None) for one in slow]
    for person in slow:
        person.send("/help")
    async with started(tmp_path, **at(wire)) as bot:
        await bot.says("held in the database")
        tap = quick.press(quick.send("(a message)"), data="forged")
        assert (await tap.answered()).text
        bot.process.kill()
        await bot.process.wait()
    for fault in faults:
        fault.end()

    async with started(tmp_path, **at(wire)) as bot:
        await wire.until(lambda: all(answers(person) == 1 for person in slow))
        await wire.until(lambda: not wire.pending_updates)
        assert await bot.stop(signal.SIGTERM) == 0


async def test_a_stop_under_load_exits_with_0_and_loses_no_update(
    wire: BotApiServer, tmp_path: Path
) -> None:
    readers = people(wire, 150)
    async with started(tmp_path, **at(wire)) as bot:
        await bot.says("ready")
        wire.fail("sendMessage", "hang", chat_id=readers[-1].id)  # one stays unanswered
        for reader in readers:
            reader.send("/help")
        await wire.until(lambda: sum(answers(reader) for reader in readers) > 20)
        assert await bot.stop(signal.SIGTERM) == 0
    answered = sum(answers(reader) for reader in readers)
    assert answered < len(readers)

    async with started(tmp_path, **at(wire)) as bot:
        await wire.until(lambda: all(answers(reader) for reader in readers))
        await wire.until(lambda: not wire.pending_updates)
        assert await bot.stop(signal.SIGTERM) == 0
    again = sum(answers(reader) for reader in readers) - len(readers)
    assert 0 <= again <= 5  # a busy machine may be sending an answer at the stop


@pytest.mark.parametrize("is_stored", [False, True], ids=["it never came", "it came"])
async def test_a_stop_while_telegram_hangs_exits_0_and_loses_no_update(
    wire: BotApiServer, tmp_path: Path, is_stored: bool
) -> None:
    readers = people(wire, 4)
    async with started(tmp_path, **at(wire)) as bot:
        await bot.says("ready")
        wire.fail("sendMessage", "hang", times=None, is_stored=is_stored)
        for reader in readers:
            reader.send("/help")
        await wire.until(lambda: len(wire.calls("sendMessage")) >= len(readers))
        assert await bot.stop(signal.SIGTERM) == 0
        assert "Traceback" not in bot.log

    wire.faults.clear()
    async with started(tmp_path, **at(wire)) as bot:
        await wire.until(lambda: not wire.pending_updates)
        assert await bot.stop(signal.SIGTERM) == 0
    assert all(answers(reader) in {1, 1 + is_stored} for reader in readers)


@pytest.mark.parametrize("kind", [401, 404, 409, 429, 500, 502, "drop", "garbage"])
async def test_a_failed_get_updates_delays_updates_but_loses_none(
    wire: BotApiServer, tmp_path: Path, kind: int, capsys: pytest.CaptureFixture[str]
) -> None:
    (ann,) = people(wire, 1)
    async with running(settings_for(wire, tmp_path), wire):
        fault = wire.fail("getUpdates", kind, times=2)
        ann.send("/help")
        await wire.until(lambda: answers(ann) == 1)

    assert fault.hits >= 1
    if kind == 409:
        assert "another program asks for this bot's updates" in capsys.readouterr().out


async def test_a_token_that_is_refused_again_and_again_ends_the_bot(
    wire: BotApiServer, tmp_path: Path
) -> None:
    refusal = wire.fail("getUpdates", 401, times=None)

    async with asyncio.timeout(HANG_SECONDS):
        with pytest.raises(OperatorError, match="BOT_TOKEN: Telegram refuses it"):
            await run(settings_for(wire, tmp_path), asyncio.Event())

    assert refusal.hits == 3


async def test_a_bot_stops_while_its_database_refuses_every_insert(
    wire: BotApiServer, tmp_path: Path
) -> None:
    (ann,) = people(wire, 1)
    refuse = (
        "CREATE TRIGGER full BEFORE INSERT ON processed_updates "
        "BEGIN SELECT RAISE(ABORT, 'full'); END"
    )
    async with running(settings_for(wire, tmp_path), wire):
        await execute(tmp_path / "xulosa.db", refuse)
        ann.send("/help")
        await wire.until(lambda: answers(ann) == 1)

    assert wire.pending_updates  # Telegram sends it again at the next start


async def test_an_update_is_handled_after_the_database_is_unlocked(
    wire: BotApiServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.engine.sqlite.sqlite_driver._BEGIN_ATTEMPTS", 1)
    monkeypatch.setattr("storage.engine.database._WRITER_TIMEOUT", 20)
    (ann,) = people(wire, 1)
    async with running(settings_for(wire, tmp_path), wire):
        async with locked(tmp_path / "xulosa.db"):
            ann.send("/subscribe trains")
            await asked_for_updates(wire, times=4)
            early, unconfirmed = answers(ann), wire.pending_updates
        await wire.until(lambda: answers(ann) == 1, show=ann.private)
        await wire.until(lambda: not wire.pending_updates)

    assert (early, len(unconfirmed)) == (0, 1)
    assert "#trains" in ann.private.last.text


async def test_an_answer_is_sent_once_while_the_database_is_locked(
    wire: BotApiServer, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.engine.sqlite.sqlite_driver._BEGIN_ATTEMPTS", 1)
    monkeypatch.setattr("storage.engine.database._WRITER_TIMEOUT", 20)
    (ann,) = people(wire, 1)
    async with running(settings_for(wire, tmp_path), wire):
        await put_summarized(store)
        ann.send("/help")
        await wire.until(lambda: answers(ann) == 1)
        async with locked(tmp_path / "xulosa.db"):
            ann.send("/summary 1")
            await wire.until(lambda: answers(ann) == 2)
            await asked_for_updates(wire, times=2)
        await wire.idle()

    assert answers(ann) == 2


async def test_an_odd_update_never_makes_the_offset_negative(store: Store) -> None:
    async def handle(update: Update) -> None:
        await asyncio.sleep(0)

    async with asyncio.TaskGroup() as group:
        bot = Bot("1:NONE")
        intake = UpdateProcessor(
            bot, handle, store.processed_updates, lambda: NOW, KeyedTaskQueue(group)
        )
        await intake.take([{"update_id": -5}])
        while_open = intake.offset
        await intake.wait_until_idle(1.0)

        assert (while_open, intake.offset) == (0, 0)
