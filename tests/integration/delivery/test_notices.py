"""Editors get each notice about a feed once, in their language."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.app.builders import build_notice_worker
from bot.delivery.gateway import Gateway
from bot.domain.feed import ReplyTarget
from bot.domain.ids import ChatId, MessageId
from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from storage.engine.database import Database, DatabaseFault
from storage.engine.schema import notices
from storage.store import Store
from tests.support.feed_samples import put_feed
from tests.support.read_only_database import read_only
from tests.support.stored_samples import NOW, thread

FEED_ERROR: dict[str, object] = {"feed": "Cats <b>& dogs", "error": "gone"}


@pytest.fixture
def reader(bot_api: BotApiServer) -> Person:
    return bot_api.person("Edith", is_started=True)


async def put_notice(
    store: Store, reply_target: ReplyTarget, text_key: str = "feed.stopped", **words: object
) -> None:
    feed = await put_feed(store, f"https://{text_key}.example/")
    after = replace(feed.status, next_at=NOW + timedelta(days=1))
    await store.feeds.record(
        feed, after, None, NOW, [(reply_target, text_key, words or FEED_ERROR)]
    )


async def due_at_of_notices(database: Database) -> list[datetime]:
    async with database.read() as connection:
        return list(await connection.scalars(select(notices.c.due_at)))


async def test_a_notice_is_sent_once_in_the_language_of_its_chat(
    store: Store, gateway: Gateway, reader: Person
) -> None:
    await store.chats.put(ChatId(reader.id), "private", "", NOW, "ru")
    await put_notice(store, ReplyTarget(thread=thread(reader.id), answer_id=None))
    worker = build_notice_worker(store, gateway, lambda: NOW)

    assert await worker.run_once() == 1
    assert await worker.run_once() == 0

    (message,) = reader.private.from_bot()
    assert message.text.startswith(
        "Больше не читаю ленту Cats <b>& dogs: сайт сообщает, что её больше нет."
    )


@pytest.mark.sqlite
async def test_a_notice_that_is_not_deleted_is_sent_once(
    database: Database, store: Store, gateway: Gateway, reader: Person
) -> None:
    await put_notice(store, ReplyTarget(thread=thread(reader.id), answer_id=None))
    worker = build_notice_worker(store, gateway, lambda: NOW)

    async with read_only(database):
        for _ in range(3):
            with pytest.raises(DatabaseFault, match="readonly"):
                await worker.run_once()
    handled = [await worker.run_once(), await worker.run_once()]

    assert handled == [1, 0]
    assert len(reader.private.from_bot()) == 1


async def test_a_notice_takes_the_place_of_the_acknowledgement(
    store: Store, gateway: Gateway, reader: Person
) -> None:
    reader.send("/addfeed")
    reply_target = ReplyTarget(thread=thread(reader.id), answer_id=None)
    await put_notice(store, reply_target, "feed.known", feed="First")
    await build_notice_worker(store, gateway, lambda: NOW).run_once()
    (message,) = reader.private.from_bot()

    answer = ReplyTarget(thread=thread(reader.id), answer_id=MessageId(message.message_id))
    await put_notice(store, answer, "feed.added", feed="Second", count=2)
    await build_notice_worker(store, gateway, lambda: NOW).run_once()

    (message,) = reader.private.from_bot()
    assert message.text.startswith("Added: Second. It has 2 items now")


async def test_an_editor_who_blocked_the_bot_delays_no_other(
    store: Store, gateway: Gateway, bot_api: BotApiServer, reader: Person
) -> None:
    gone = bot_api.person("Gone", is_started=True)
    bot_api.fail("sendMessage", 403, chat_id=gone.id)
    await put_notice(store, ReplyTarget(thread=thread(gone.id), answer_id=None))
    await put_notice(store, ReplyTarget(thread=thread(reader.id), answer_id=None), "feed.failing")

    await build_notice_worker(store, gateway, lambda: NOW).run_once()

    assert len(reader.private.from_bot()) == 1
    assert await store.notices.due(NOW + timedelta(days=1), 10) == []


async def test_a_notice_waits_as_long_as_telegram_asks(
    store: Store, gateway: Gateway, bot_api: BotApiServer, reader: Person
) -> None:
    bot_api.fail("sendMessage", 429, retry_after=600, chat_id=reader.id, times=None)
    await put_notice(store, ReplyTarget(thread=thread(reader.id), answer_id=None))

    await build_notice_worker(store, gateway, lambda: NOW).run_once()

    assert await store.notices.due(NOW + timedelta(seconds=590), 10) == []
    assert len(await store.notices.due(NOW + timedelta(seconds=610), 10)) == 1


async def test_retries_of_a_failing_notice_slow_down(
    database: Database, store: Store, gateway: Gateway, reader: Person
) -> None:
    reply_target = ReplyTarget(thread=thread(reader.id), answer_id=None)
    await put_notice(store, reply_target, "feed.added", feed="it cannot be worded: no count")
    now = NOW + timedelta(hours=1)  # the bot was not running
    worker = build_notice_worker(store, gateway, lambda: now)
    pauses = []

    while await worker.run_once():
        (due_at,) = await due_at_of_notices(database) or [now]
        pauses.append(due_at - now)
        now = due_at

    assert timedelta(seconds=1.5) < pauses[0] < timedelta(seconds=2.5)
    assert timedelta(seconds=3) < pauses[1] < timedelta(seconds=5)
    assert timedelta(hours=18) < sum(pauses, timedelta()) < timedelta(hours=32)


async def test_a_notice_that_cannot_be_rendered_stops_no_others(
    store: Store, gateway: Gateway, reader: Person
) -> None:
    reply_target = ReplyTarget(thread=thread(reader.id), answer_id=None)
    await put_notice(store, reply_target, "feed.added", feed="no count")
    await put_notice(store, reply_target)

    await build_notice_worker(store, gateway, lambda: NOW).run_once()

    assert len(reader.private.from_bot()) == 1
