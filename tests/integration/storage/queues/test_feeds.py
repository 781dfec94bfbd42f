"""Feeds: each stored once, each fetch stored as a whole, and the notices for editors."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.errors import NotFound
from bot.domain.feed import FeedStatus, Hints, NewFeed, ReplyTarget
from bot.domain.ids import FeedId, MessageId
from bot.ingestion.duplicates.canonical_url import dedupe_key
from storage.store import Store
from tests.support.feed_samples import SECOND, URL, fetched, item, listing, put_feed
from tests.support.stored_samples import LATER, NOW, thread

GONE = FeedId(404)
WAITING = ReplyTarget(thread=thread(7, 3), answer_id=MessageId(9))


async def test_a_feed_is_kept_once_under_every_spelling_of_its_address(store: Store):
    first = await put_feed(store)
    await fetched(store, first, url="https://new.example/feed")

    for url in (URL, "http://www.post.example/feed/", "https://new.example/feed"):
        number, is_new = await store.feeds.put(NewFeed(url=url), dedupe_key(url), NOW)
        assert (number, is_new) == (first.id, False)
        assert await store.feeds.find(dedupe_key(url), url) is not None


async def test_a_stored_feed_keeps_its_status(store: Store):
    feed = await put_feed(
        store, tags=("bridges", "Oʻzbekiston"), reply_to=WAITING, is_feed_url=False
    )
    assert (feed.tags, feed.reply_target, feed.is_feed_url) == (
        ("bridges", "Oʻzbekiston"),
        WAITING,
        False,
    )
    after = FeedStatus(
        url="https://new.example/feed",
        next_at=LATER,
        not_before=LATER,
        etag='W/"1"',
        last_modified="Some day",
        moved_to="https://newer.example/",
        moved_times=2,
        failures=3,
        failing_since=NOW,
        error="busy",
        hints=Hints(
            interval=timedelta(hours=2), skip_hours=frozenset({1, 2}), skip_days=frozenset({0})
        ),
    )

    await store.feeds.record(feed, after, None, NOW)

    assert (await store.feeds.get(feed.id)).status == after


async def test_the_longest_due_feed_of_a_free_host_comes_first(store: Store):
    late = await put_feed(store, "https://b.example/1", now=NOW + SECOND)
    early = await put_feed(store, "https://a.example/1", now=NOW)

    assert await store.feeds.due(NOW - SECOND, ()) is None
    assert await store.feeds.due(LATER, ()) == early
    assert await store.feeds.due(LATER, {"a.example"}) == late
    assert await store.feeds.due(LATER, {"a.example", "b.example"}) is None


async def test_a_paused_or_stopped_feed_is_not_due(store: Store):
    feed = await put_feed(store)

    await store.feeds.pause(feed.id)
    assert await store.feeds.due(LATER, ()) is None

    await store.feeds.resume(feed.id, NOW)
    await store.feeds.record(feed, replace(feed.status, state="stopped"), None, NOW)
    assert await store.feeds.due(LATER, ()) is None


async def test_a_feed_paused_during_its_fetch_stays_paused(store: Store):
    feed = await put_feed(store)

    await store.feeds.pause(feed.id)
    after = await fetched(store, feed, item())

    assert after.status.state == "paused"


async def test_a_resumed_feed_waits_as_long_as_its_site_asked(store: Store):
    feed = await put_feed(store)
    failed = replace(
        feed.status, next_at=LATER + SECOND, not_before=LATER, failures=5, failing_since=NOW
    )
    await store.feeds.record(feed, failed, None, NOW)

    await store.feeds.resume(feed.id, NOW)
    early = (await store.feeds.get(feed.id)).status
    await store.feeds.resume(feed.id, LATER + SECOND)
    late = (await store.feeds.get(feed.id)).status

    assert (early.next_at, early.failures, early.failing_since) == (LATER, 0, None)
    assert late.next_at == LATER + SECOND


async def test_a_removed_feed_loses_its_items_and_gets_no_new_ones(store: Store):
    feed = await put_feed(store)
    await fetched(store, feed, item("one"))
    waiting = await store.feed_items.due(NOW, (), ())
    assert waiting is not None

    await store.feeds.remove(feed.id)

    assert await store.feed_items.due(NOW, (), ()) is None
    assert await store.feeds.record(feed, feed.status, listing(item("two")), NOW) == 0
    assert await store.feed_items.due(NOW, (), ()) is None
    assert await store.feeds.page(0, 10) == ([], 0)


@pytest.mark.parametrize("verb", ["get", "pause", "remove"])
async def test_an_unknown_feed_is_not_found(store: Store, verb: str):
    with pytest.raises(NotFound):
        await getattr(store.feeds, verb)(GONE)
    with pytest.raises(NotFound):
        await store.feeds.resume(GONE, NOW)


async def test_feeds_are_listed_page_by_page(store: Store):
    feeds = [await put_feed(store, f"https://{n}.example/") for n in range(5)]

    assert await store.feeds.page(0, 2) == (feeds[:2], 5)
    assert await store.feeds.page(4, 2) == (feeds[4:], 5)


async def test_a_fetch_sets_the_title_of_an_untitled_feed_only(store: Store):
    untitled = await put_feed(store, "https://a.example/")
    titled = await put_feed(store, "https://b.example/", title="Mine")

    assert (await fetched(store, untitled)).title == "The Post"
    assert (await fetched(store, titled)).title == "Mine"


async def test_a_fetch_stores_its_notice_once(store: Store):
    feed = await put_feed(store, reply_to=WAITING)
    values: dict[str, str | int] = {"feed": "The Post", "count": 3}

    await store.feeds.record(
        feed, replace(feed.status, succeeded_at=NOW), None, NOW, [(WAITING, "feed.added", values)]
    )

    (notice,) = await store.notices.due(NOW, 10)
    assert (notice.thread, notice.answer_id) == (WAITING.thread, WAITING.answer_id)
    assert (notice.text_key, notice.values) == ("feed.added", values)
    assert (await store.feeds.get(feed.id)).reply_target is None

    await store.notices.reschedule(notice.id, LATER)
    assert await store.notices.due(NOW, 10) == []

    await store.notices.delete(notice.id)
    assert await store.notices.due(LATER, 10) == []


async def test_a_feed_that_never_worked_is_dropped_with_a_notice(store: Store):
    feed = await put_feed(store, reply_to=WAITING)

    await store.feeds.give_up(feed, "feed.not_a_feed", {}, NOW)

    assert [notice.text_key for notice in await store.notices.due(NOW, 10)] == ["feed.not_a_feed"]
    assert await store.feeds.page(0, 10) == ([], 0)
