"""A push by the shipped application, under Telegram's rate limits."""

import sqlite3
from collections import Counter
from contextlib import closing, suppress
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from bot.app.builders import build_sender
from bot.domain.ids import ArticleId
from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from bot.playground.api_server.state.changes import HANG_SECONDS
from bot.transport import request
from storage.store import Store
from tests.support.gateways import MakeGateway
from tests.support.running_bot import running, settings_for
from tests.support.stored_samples import LATER, offer, put_follower, put_summarized
from tests.support.virtual_time import pass_time

FOLLOWERS = 150
DEBT = 100  # cards for one chat: each takes a second, even on a fast machine


def follow(wire: BotApiServer, count: int) -> list[Person]:
    return [wire.person(f"Reader {number}", is_started=True) for number in range(count)]


def cards(wire: BotApiServer) -> Counter[tuple[int, str]]:
    """Count the messages that arrived, by chat and first line."""
    return Counter(
        (call.params["chat_id"], call.params["text"].split("\n")[0])
        for call in wire.calls("sendMessage", ok=True)
        if "Title of" in call.params["text"]
    )


async def put_articles(store: Store, count: int) -> list[ArticleId]:
    return [
        await put_summarized(store, f"no {number}", tags=("news", "rare"))
        if number == 0
        else await put_summarized(store, f"no {number}", tags=("rare",))
        for number in range(count)
    ]


async def test_a_push_keeps_the_limits_and_leaves_room_for_replies(
    store: Store, wire: BotApiServer, tmp_path: Path
) -> None:
    wire.flood.is_on = True
    people = follow(wire, FOLLOWERS)
    for person in people:
        await put_follower(store, person.id, "news")
    group = wire.group("Friends", owner=people[0])
    await put_follower(store, group.id, "rare")
    await put_articles(store, 8)
    zoe = wire.person("Zoe", is_started=True)

    async with running(settings_for(wire, tmp_path), wire):
        await wire.until(lambda: cards(wire))
        zoe.send("/help")
        await wire.until(zoe.private.from_bot, show=zoe.private)
        sent_before_the_answer = len(cards(wire))
        await wire.until(lambda: len(cards(wire)) == FOLLOWERS + 8)

    assert wire.flood.refused == 0
    assert set(cards(wire).values()) == {1}
    assert sent_before_the_answer < FOLLOWERS


async def test_a_hanging_chat_and_a_full_backlog_delay_no_other_chat(
    store: Store, wire: BotApiServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request, "READ_SECONDS", 10 * HANG_SECONDS)
    hanging, owing, *others = follow(wire, 12)
    wire.fail("sendMessage", "hang", chat_id=hanging.id, times=None)
    await put_follower(store, hanging.id, "news")
    await put_follower(store, owing.id, "rare")
    for person in others:
        await put_follower(store, person.id, "news")
    await put_articles(store, DEBT)

    async with running(settings_for(wire, tmp_path), wire):
        await wire.until(lambda: all(person.private.from_bot() for person in others))
        late = wire.person("Late", is_started=True)
        await put_follower(store, late.id, "late")
        await put_summarized(store, "late", tags=("late",))
        await wire.until(late.private.from_bot, show=late.private)

        assert len(owing.private.from_bot()) < DEBT
        assert hanging.private.from_bot() == []


async def test_a_flood_wait_of_one_chat_delays_no_other_chat(
    store: Store, wire: BotApiServer, tmp_path: Path, editor: Person
) -> None:
    paused, *others = follow(wire, 12)
    wire.fail("sendMessage", 429, retry_after=43_837, chat_id=paused.id, times=None)
    for person in (paused, *others):
        await put_follower(store, person.id, "news")
    await put_articles(store, 1)

    async with running(settings_for(wire, tmp_path), wire):
        await wire.until(lambda: all(person.private.from_bot() for person in others))
        paused.send("/help")
        paused.send("https://127.0.0.1/")  # refused; the submission replier must say so
        editor.send("/add https://127.0.0.1/")
        await wire.until(lambda: editor.private.from_bot())
        await wire.until(lambda: "Reading" not in editor.private.last.text, show=editor.private)
        await wire.until(lambda: not wire.pending_updates)

    assert len([c for c in wire.calls("sendMessage") if c.params["chat_id"] == paused.id]) == 1


async def test_only_pushes_are_paid_and_only_if_configured(
    store: Store, wire: BotApiServer, tmp_path: Path
) -> None:
    ann, bob = follow(wire, 2)
    await put_follower(store, ann.id, "news")
    await put_articles(store, 1)
    async with running(settings_for(wire, tmp_path), wire):
        await wire.until(ann.private.from_bot)
    await put_follower(store, bob.id, "rare")
    await put_summarized(store, "another", tags=("rare",))
    paid = settings_for(wire, tmp_path, bot_paid_broadcast=True, bot_send_rate=1_000)
    async with running(paid, wire):
        await wire.until(bob.private.from_bot)
        bob.send("/help")
        await wire.until(lambda: len(bob.private.from_bot()) == 2)

    sent = [call.get("allow_paid_broadcast", False) for call in wire.calls("sendMessage")]
    assert sent == [False, True, False]


async def test_a_push_across_restarts_reaches_everybody_once(
    store: Store, wire: BotApiServer, tmp_path: Path
) -> None:
    people = follow(wire, 60)
    for person in people:
        await put_follower(store, person.id, "news")
    await put_articles(store, 1)

    for seen in (10, 35, 60):
        async with running(settings_for(wire, tmp_path), wire):
            await wire.until(lambda: len(cards(wire)) >= seen)  # noqa: B023 - awaited here

    assert len(cards(wire)) == 60
    assert set(cards(wire).values()) == {1}


async def test_a_full_database_repeats_no_card(
    store: Store, path: Path, wire: BotApiServer, make_gateway: MakeGateway
) -> None:
    """[86-database-full]"""
    people = follow(wire, 6)
    for person in people:
        await put_follower(store, person.id, "news")
    (article_id,) = await put_articles(store, 1)
    await offer(store, article_id)
    sender = build_sender(store, make_gateway(), lambda: LATER)
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute(
            "CREATE TRIGGER full BEFORE UPDATE ON deliveries"
            " BEGIN SELECT RAISE(ABORT, 'disk is full'); END"
        )
        for _ in range(6):
            with suppress(IntegrityError):
                await sender.run_once()
            pass_time(1.0)
        assert cards(wire)
        assert (await store.deliveries.backlog()).waiting == 6
        database.execute("DROP TRIGGER full")

    while (await store.deliveries.backlog()).waiting:
        await sender.run_once()
        pass_time(1.0)

    assert len(cards(wire)) == 6
    assert set(cards(wire).values()) == {1}
