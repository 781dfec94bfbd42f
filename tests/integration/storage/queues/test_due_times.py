"""The first due time of each queue, and the number that changes with each commit."""

import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.feed import ReplyTarget
from bot.domain.ids import ChatId
from bot.domain.queues import Queue
from storage.engine.database import Database
from storage.engine.schema import articles
from storage.queues.due_times import DueTimes
from storage.store import Store
from tests.support.feed_samples import fetched, item, put_feed
from tests.support.stored_samples import (
    ANN,
    LATER,
    NOW,
    fan_out_to_followers,
    put_digest,
    put_follower,
    put_news,
    put_summarized,
    submission,
    thread,
)

Stored = Callable[[Store], Awaitable[tuple[Queue, datetime]]]  # puts a row; its queue, due time


async def received(store: Store) -> tuple[Queue, datetime]:
    await store.submissions.put(submission(), NOW, due_at=LATER)
    return "submissions", LATER


async def refused(store: Store) -> tuple[Queue, datetime]:
    new = await store.submissions.put(submission(), NOW)
    await store.submissions.finish_without_article(new.id, "page.gone", {})
    await store.submissions.reschedule_answer(new.id, LATER)
    return "replies", LATER


async def unsummarized(store: Store) -> tuple[Queue, datetime]:
    await put_news(store)
    return "new articles", NOW


async def summarized(store: Store) -> tuple[Queue, datetime]:
    await put_summarized(store)
    return "summarized articles", NOW


async def approved(store: Store) -> tuple[Queue, datetime]:
    await store.broadcasts.approve(await store.broadcasts.put("Hello", ANN, NOW))
    return "broadcasts", NOW


async def polled(store: Store) -> tuple[Queue, datetime]:
    feed = await fetched(store, await put_feed(store))
    return "feeds", feed.status.next_at


async def listed(store: Store) -> tuple[Queue, datetime]:
    feed = await fetched(store, await put_feed(store), item(), now=LATER)
    await store.feeds.pause(feed.id)
    return "feed items", LATER


async def pushed(store: Store) -> tuple[Queue, datetime]:
    chat_id = await put_follower(store, ANN, "uz")
    await fan_out_to_followers(store, await put_summarized(store, tags=("uz",)))
    await store.deliveries.reschedule_chat(chat_id, LATER, "told to wait")
    return "deliveries", LATER


async def held(store: Store) -> tuple[Queue, datetime]:
    chat_id = await put_follower(store, ANN, "uz")
    article_id = await put_summarized(store, tags=("uz",))
    await fan_out_to_followers(store, article_id)
    await put_digest(store, chat_id, article_id)
    (first,) = await store.deliveries.due(datetime.max.replace(tzinfo=UTC), 10)
    await store.deliveries.mark_dead(first, "gone", NOW)
    due_at = await store.schedules.next_due_at(ChatId(chat_id))
    assert due_at is not None
    return "digests", due_at


async def noticed(store: Store) -> tuple[Queue, datetime]:
    editor = ReplyTarget(thread=thread(ANN), answer_id=None)
    await store.feeds.give_up(await put_feed(store, reply_to=editor), "feed.known", {}, LATER)
    return "notices", LATER


ALL = [received, refused, unsummarized, summarized, approved, polled, listed, pushed, held, noticed]


async def test_empty_queues_have_no_due_time(store: Store):
    assert await store.due_times.first(NOW) == {}


@pytest.mark.parametrize("put", ALL)
async def test_a_row_gives_its_queue_a_due_time(store: Store, put: Stored):
    queue, due_at = await put(store)

    assert await store.due_times.first(NOW) == {queue: due_at}


async def test_an_article_is_due_since_it_was_stored(store: Store):
    await put_news(store)

    assert await store.due_times.first(LATER) == {"new articles": NOW}


async def test_an_edited_article_is_due_now(database: Database, store: Store):
    await fan_out_to_followers(store, await put_summarized(store))
    await database.execute(articles.update().values(state="edited"))

    assert await store.due_times.first(LATER) == {"new articles": LATER}


async def test_an_article_of_the_future_is_due_now(store: Store):
    await put_news(store)
    before = NOW - timedelta(days=1)

    assert await store.due_times.first(before) == {"new articles": before}


async def test_the_first_of_many_rows_counts(store: Store):
    await store.submissions.put(submission(message_id=1), NOW, due_at=LATER)
    await store.submissions.put(submission(message_id=2), NOW, due_at=NOW)
    other = await store.submissions.put(submission(message_id=3), NOW, due_at=NOW)
    await store.submissions.mark_answered(other.id, None)

    assert await store.due_times.first(NOW) == {"submissions": NOW}


async def test_what_is_done_is_in_no_queue(store: Store):
    await put_follower(store, ANN, "uz")
    await fan_out_to_followers(store, await put_summarized(store, tags=("uz",)))
    (delivery,) = await store.deliveries.due(NOW, 10)
    await store.deliveries.mark_dead(delivery, "gone", NOW)
    await store.broadcasts.put("Only a preview", ANN, NOW)
    feed = await put_feed(store)
    await store.feeds.pause(feed.id)

    assert await store.due_times.first(NOW) == {}


async def test_the_version_changes_with_each_commit(database: Database, store: Store, path: Path):
    first = await database.version()
    assert await database.version() == first

    await put_news(store)  # by the same process
    second = await database.version()
    with closing(sqlite3.connect(path)) as other, other:  # as another process does
        other.execute("DELETE FROM articles")
    third = await database.version()

    assert len({first, second, third}) == 3
    assert await database.version() == third
    assert await DueTimes(database).first(NOW) == {}


async def test_reading_changes_no_version(database: Database, store: Store):
    first = await database.version()

    await store.due_times.first(NOW)

    assert await database.version() == first
