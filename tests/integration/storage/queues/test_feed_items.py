"""Items of feeds: each becomes one article, pushed or quiet."""

from datetime import datetime, timedelta

import pytest

from bot.domain.article import Draft
from bot.domain.feed import PUSHES_MAX, Item, WaitingItem
from bot.domain.ids import ArticleId, UserId
from storage.queues.feed_items import KEPT
from storage.store import Store
from tests.support.feed_samples import SECOND, fetched, item, put_feed
from tests.support.stored_samples import (
    LATER,
    NOW,
    clean_up,
    draft,
    due_deliveries,
    fan_out_to_followers,
    keys,
    put_follower,
)

OLD = NOW - timedelta(days=3)


async def waiting_items(store: Store, now: datetime = LATER) -> list[WaitingItem]:
    found: list[WaitingItem] = []
    while (each := await store.feed_items.due(now, (), [one.id for one in found])) is not None:
        found.append(each)
    return found


async def stored(store: Store, waiting: WaitingItem, **fields: object) -> ArticleId:
    written = draft(waiting.item.key, tags=("news",), **fields)
    number = await store.feed_items.store(waiting, written, keys(waiting.item.key), NOW)
    assert number is not None
    return number


async def test_a_stored_item_keeps_its_fields_and_the_tags_of_its_feed(store: Store):
    feed = await put_feed(store, tags=("bridges",), title="The Post")
    whole = item(image_url="https://post.example/a.jpg", is_whole=True, published_at=None)

    await fetched(store, feed, whole)

    (waiting,) = await waiting_items(store)
    assert waiting.item == whole
    assert (waiting.feed_title, waiting.feed_tags) == ("The Post", ("bridges",))


async def test_items_listed_several_times_are_stored_once(store: Store):
    feed = await put_feed(store)
    for _ in range(3):
        feed = await fetched(store, feed, item("one"), item("two"))

    assert len(await waiting_items(store)) == 2


@pytest.mark.parametrize(
    "again",
    [
        item(key="new guid"),
        item(url="https://post.example/other", link_key="post.example/other"),
        item(url=None, link_key=None),
        item(text="Another teaser."),
        item(published_at=OLD),
    ],
    ids=["guid", "link", "no link", "teaser", "date"],
)
async def test_a_changed_item_is_the_same_one(store: Store, again: Item):
    feed = await fetched(store, await put_feed(store), item())
    (waiting,) = await waiting_items(store)
    await stored(store, waiting)

    await fetched(store, feed, again)

    assert await waiting_items(store) == []


@pytest.mark.parametrize(
    ("before", "again"),
    [
        (item(), item(title="Another headline")),
        (item(is_whole=True), item(is_whole=True, text="Another text.")),
    ],
    ids=["headline", "whole text"],
)
async def test_an_edited_item_is_read_again(store: Store, before: Item, again: Item):
    feed = await fetched(store, await put_feed(store), before)
    (waiting,) = await waiting_items(store)
    article_id = await stored(store, waiting)

    await fetched(store, feed, again)

    (waiting,) = await waiting_items(store)
    assert (waiting.item, waiting.article_id) == (again, article_id)


class TestQuiet:
    async def quiet(self, store: Store) -> dict[str, bool]:
        return {each.item.key: each.is_push_suppressed for each in await waiting_items(store)}

    async def test_the_first_fetch_pushes_only_items_newer_than_the_feed(self, store: Store):
        await fetched(
            store,
            await put_feed(store),
            item("new", published_at=NOW + SECOND),
            item("old", published_at=NOW - SECOND),
            item("undated", published_at=None),
        )

        assert await self.quiet(store) == {"new": False, "old": True, "undated": True}

    async def test_later_fetches_push_new_items_and_items_without_a_date(self, store: Store):
        feed = await fetched(store, await put_feed(store))
        await fetched(
            store,
            feed,
            item("new", published_at=NOW + SECOND),
            item("old", published_at=OLD),
            item("undated", published_at=None),
        )

        assert await self.quiet(store) == {"new": False, "old": True, "undated": False}

    async def test_a_run_pushes_twenty_at_most_the_newest(self, store: Store):
        """[75-no-flood]"""
        feed = await fetched(store, await put_feed(store))
        await fetched(store, feed, *(item(f"n{number}") for number in range(50)))

        quiet = await self.quiet(store)
        assert [name for name, is_quiet in quiet.items() if not is_quiet] == [
            f"n{number}" for number in reversed(range(PUSHES_MAX))
        ]

    async def test_pushed_items_are_read_first_and_older_before_newer(self, store: Store):
        feed = await fetched(
            store,
            await put_feed(store),
            item("b", published_at=OLD + SECOND),
            item("a", published_at=OLD),
        )
        await fetched(store, feed, item("d"), item("c"))

        assert list(await self.quiet(store)) == ["c", "d", "a", "b"]

    async def test_a_quiet_article_is_stored_listed_and_offered_to_nobody(self, store: Store):
        await put_follower(store, 5, "news")
        await fetched(store, await put_feed(store), item("old", published_at=OLD), item("new"))

        for waiting in await waiting_items(store):
            number = await stored(store, waiting)
            await store.summaries.put(number, None, "en")
            await fan_out_to_followers(store, number)

        headlines, _ = await store.article_lists.newest(None, 0, 10)
        assert {headline.title for headline in headlines} == {"Title of old", "Title of new"}
        pushed = [number for number, _ in await due_deliveries(store)]
        assert [(await store.articles.get(ArticleId(n))).title for n in pushed] == ["Title of new"]

    @pytest.mark.parametrize("published_at", [OLD, NOW])
    async def test_a_private_link_in_a_feed_is_pushed_like_any_feed_item(
        self, store: Store, published_at
    ):
        await put_follower(store, 5, "news")
        article: Draft = draft("one", tags=("news",))
        await store.articles.put(article, keys("one"), now=NOW, owner=UserId(5))
        await fetched(store, await put_feed(store), item("one", published_at=published_at))

        (waiting,) = await waiting_items(store)
        number = await stored(store, waiting)
        await store.summaries.put(number, None, "en")
        await fan_out_to_followers(store, number)

        assert len(await due_deliveries(store)) == (0 if published_at == OLD else 1)


async def test_only_items_without_full_text_wait_for_a_busy_host(store: Store):
    await fetched(store, await put_feed(store), item("page"), item("whole", is_whole=True))

    found = await store.feed_items.due(NOW, {"post.example"}, ())

    assert found is not None
    assert found.item.key == "whole"
    assert await store.feed_items.due(NOW, {"post.example"}, {found.id}) is None


async def test_a_rescheduled_item_returns_and_a_refused_one_does_not(store: Store):
    await fetched(store, await put_feed(store), item())
    (waiting,) = await waiting_items(store)

    await store.feed_items.reschedule(waiting, LATER)
    assert await store.feed_items.due(NOW, (), ()) is None
    (again,) = await waiting_items(store)
    assert again.attempts == 1

    await store.feed_items.refuse(again)
    assert await waiting_items(store) == []


async def test_an_item_is_stored_once(store: Store):
    await fetched(store, await put_feed(store), item())
    (waiting,) = await waiting_items(store)
    await stored(store, waiting)

    assert await store.feed_items.store(waiting, draft("again"), keys("again"), NOW) is None


async def test_items_no_longer_listed_are_deleted_later(store: Store):
    feed = await fetched(store, await put_feed(store), item("gone"), item("listed"), item("waits"))
    for waiting in await waiting_items(store):
        if waiting.item.key != "waits":
            await stored(store, waiting)
    late = NOW + KEPT + SECOND
    feed = await fetched(store, feed, item("listed"), now=late)

    await clean_up(store, late)
    await fetched(store, feed, item("gone"), item("listed"), item("waits"), now=late)

    assert {each.item.key for each in await waiting_items(store, late)} == {"gone", "waits"}
