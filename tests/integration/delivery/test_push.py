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
from tests.support.stored_samples import LATER, fan_out_to_followers, put_follower, put_summarized
from tests.support.virtual_time import pass_time

FOLLOWERS = 150
DEBT = 100  # cards for one chat: each takes a second, even on a fast machine


def follow(bot_api: BotApiServer, count: int) -> list[Person]:
    return [bot_api.person(f"Reader {number}", is_started=True) for number in range(count)]


def cards(bot_api: BotApiServer) -> Counter[tuple[int, str]]:
    """Count the messages that arrived, by chat and first line."""
    return Counter(
        (call.params["chat_id"], call.params["text"].split("\n")[0])
        for call in bot_api.calls("sendMessage", ok=True)
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
    store: Store, bot_api: BotApiServer, tmp_path: Path
) -> None:
    bot_api.flood.is_on = True
    people = follow(bot_api, FOLLOWERS)
    for person in people:
        await put_follower(store, person.id, "news")
    group = bot_api.group("Friends", owner=people[0])
    await put_follower(store, group.id, "rare")
    await put_articles(store, 8)
    zoe = bot_api.person("Zoe", is_started=True)

    async with running(settings_for(bot_api, tmp_path), bot_api):
        await bot_api.until(lambda: cards(bot_api))
        zoe.send("/help")
        await bot_api.until(zoe.private.from_bot, show=zoe.private)
        sent_before_the_answer = len(cards(bot_api))
        await bot_api.until(lambda: len(cards(bot_api)) == FOLLOWERS + 8)

    assert bot_api.flood.refused == 0
    assert set(cards(bot_api).values()) == {1}
    assert sent_before_the_answer < FOLLOWERS


async def test_a_hanging_chat_and_a_full_backlog_delay_no_other_chat(
    store: Store, bot_api: BotApiServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request, "READ_SECONDS", 10 * HANG_SECONDS)
    hanging, unpaid, *others = follow(bot_api, 12)
    bot_api.fail("sendMessage", "hang", chat_id=hanging.id, times=None)
    await put_follower(store, hanging.id, "news")
    await put_follower(store, unpaid.id, "rare")
    for person in others:
        await put_follower(store, person.id, "news")
    await put_articles(store, DEBT)

    async with running(settings_for(bot_api, tmp_path), bot_api):
        await bot_api.until(lambda: all(person.private.from_bot() for person in others))
        late = bot_api.person("Late", is_started=True)
        await put_follower(store, late.id, "late")
        await put_summarized(store, "late", tags=("late",))
        await bot_api.until(late.private.from_bot, show=late.private)

        assert len(unpaid.private.from_bot()) < DEBT
        assert hanging.private.from_bot() == []


async def test_a_flood_wait_of_one_chat_delays_no_other_chat(
    store: Store, bot_api: BotApiServer, tmp_path: Path, editor: Person
) -> None:
    paused, *others = follow(bot_api, 12)
    bot_api.fail("sendMessage", 429, retry_after=43_837, chat_id=paused.id, times=None)
    for person in (paused, *others):
        await put_follower(store, person.id, "news")
    await put_articles(store, 1)

    async with running(settings_for(bot_api, tmp_path), bot_api):
        await bot_api.until(lambda: all(person.private.from_bot() for person in others))
        paused.send("/help")
        paused.send("https://127.0.0.1/")  # refused; the submission replier must say so
        editor.send("/add https://127.0.0.1/")
        await bot_api.until(lambda: editor.private.from_bot())
        await bot_api.until(lambda: "Reading" not in editor.private.last.text, show=editor.private)
        await bot_api.until(lambda: not bot_api.pending_updates)

    assert len([c for c in bot_api.calls("sendMessage") if c.params["chat_id"] == paused.id]) == 1


async def test_only_pushes_are_paid_and_only_if_configured(
    store: Store, bot_api: BotApiServer, tmp_path: Path
) -> None:
    ann, bob = follow(bot_api, 2)
    await put_follower(store, ann.id, "news")
    await put_articles(store, 1)
    async with running(settings_for(bot_api, tmp_path), bot_api):
        await bot_api.until(ann.private.from_bot)
    await put_follower(store, bob.id, "rare")
    await put_summarized(store, "another", tags=("rare",))
    paid = settings_for(bot_api, tmp_path, bot_paid_broadcast=True, bot_send_rate=1_000)
    async with running(paid, bot_api):
        await bot_api.until(bob.private.from_bot)
        bob.send("/help")
        await bot_api.until(lambda: len(bob.private.from_bot()) == 2)

    sent = [call.get("allow_paid_broadcast", False) for call in bot_api.calls("sendMessage")]
    assert sent == [False, True, False]


async def test_a_push_across_restarts_reaches_everybody_once(
    store: Store, bot_api: BotApiServer, tmp_path: Path
) -> None:
    people = follow(bot_api, 60)
    for person in people:
        await put_follower(store, person.id, "news")
    await put_articles(store, 1)

    for seen in (10, 35, 60):
        async with running(settings_for(bot_api, tmp_path), bot_api):
            await bot_api.until(lambda: len(cards(bot_api)) >= seen)  # noqa: B023 - awaited here

    assert len(cards(bot_api)) == 60
    assert set(cards(bot_api).values()) == {1}


async def test_a_full_database_repeats_no_card(
    store: Store, path: Path, bot_api: BotApiServer, make_gateway: MakeGateway
) -> None:
    """[86-database-full]"""
    people = follow(bot_api, 6)
    for person in people:
        await put_follower(store, person.id, "news")
    (article_id,) = await put_articles(store, 1)
    await fan_out_to_followers(store, article_id)
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
        assert cards(bot_api)
        assert (await store.deliveries.backlog()).waiting == 6
        database.execute("DROP TRIGGER full")

    while (await store.deliveries.backlog()).waiting:
        await sender.run_once()
        pass_time(1.0)

    assert len(cards(bot_api)) == 6
    assert set(cards(bot_api).values()) == {1}
