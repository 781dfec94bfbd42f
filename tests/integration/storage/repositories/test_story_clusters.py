"""One card per story: copies, articles of the same story, and the chats that get them."""

from typing import Any

import pytest

from bot.domain.article import AlternateSource, DuplicateMatch
from bot.domain.ids import ArticleId
from storage.store import Store
from tests.support.feed_samples import fetched, item, put_feed
from tests.support.stored_samples import (
    NOW,
    draft,
    due_deliveries,
    fan_out_to_followers,
    keys,
    put_follower,
)

ANN, BOB, CAT = 101, 102, 103  # followers of `first`, of `second`, and of both


@pytest.fixture
async def followers(store: Store) -> None:
    await put_follower(store, ANN, "first")
    await put_follower(store, BOB, "second")
    await put_follower(store, CAT, "first", "second")


async def tell(
    store: Store,
    name: str,
    tag: str,
    duplicate: DuplicateMatch | None = None,
    *,
    is_push_suppressed: bool = False,
    **fields: Any,
) -> ArticleId:
    """Store an article of a feed, and fan out all articles that are due."""
    feed = await put_feed(store, f"https://{name}.example/feed")
    published = feed.added_at.replace(year=2020) if is_push_suppressed else NOW
    await fetched(store, feed, item(name, published_at=published))
    waiting = await store.feed_items.due(NOW, (), ())
    assert waiting is not None
    site = f"{name}.example"
    written = draft(name, tags=(tag,), url=f"https://{site}/1", source=site, **fields)
    number = await store.feed_items.store(waiting, written, keys(name, f"{site}/1"), NOW, duplicate)
    assert number is not None
    while stored := await store.summaries.due(10):
        await store.summaries.put(stored[0][0], None, "en")
    for each in await store.fanout.due(10):
        await fan_out_to_followers(store, each)
    return number


def match_of(number: ArticleId, *, is_copy: bool) -> DuplicateMatch:
    return DuplicateMatch(article_id=number, is_copy=is_copy)


async def test_a_copy_adds_a_source_and_reaches_followers_of_its_tags(
    store: Store, followers: None
):
    first = await tell(store, "first", "first")
    assert await due_deliveries(store) == [(first, ANN), (first, CAT)]

    copy = await tell(store, "second", "second", match_of(first, is_copy=True))

    assert copy == first
    assert await due_deliveries(store) == [(first, ANN), (first, BOB), (first, CAT)]
    article = await store.articles.get(first)
    assert article.alternate_sources == (
        AlternateSource(source="second.example", url="https://second.example/1"),
    )
    assert await store.articles.is_known("second.example/1")
    assert (await store.article_lists.newest(None, 0, 10))[1] == 1


async def test_an_article_of_the_same_story_is_pushed_to_nobody_twice(
    store: Store, followers: None
):
    first = await tell(store, "first", "first")

    second = await tell(store, "second", "second", match_of(first, is_copy=False))

    assert await due_deliveries(store) == [(first, ANN), (first, BOB), (first, CAT)]
    there = (await store.articles.get(first)).alternate_sources
    back = (await store.articles.get(second)).alternate_sources
    assert [each.source for each in there] == ["second.example"]
    assert [each.source for each in back] == ["first.example"]
    assert (await store.article_lists.newest(None, 0, 10))[1] == 2


async def test_a_third_article_joins_the_story_of_the_first(store: Store, followers: None):
    first = await tell(store, "first", "first")
    second = await tell(store, "second", "first", match_of(first, is_copy=False))

    third = await tell(store, "third", "second", match_of(second, is_copy=False))

    assert await due_deliveries(store) == [(first, ANN), (first, BOB), (first, CAT)]
    sources = [each.source for each in (await store.articles.get(third)).alternate_sources]
    assert sources == ["first.example", "second.example"]


async def test_a_story_never_pushed_is_pushed_with_its_next_article(store: Store, followers: None):
    first = await tell(store, "first", "first", is_push_suppressed=True)
    assert await due_deliveries(store) == []

    second = await tell(store, "second", "first", match_of(first, is_copy=False))

    assert await due_deliveries(store) == [(second, ANN), (second, CAT)]


@pytest.mark.parametrize("is_copy", [True, False])
async def test_an_old_article_of_a_story_is_pushed_to_nobody(
    store: Store, followers: None, is_copy: bool
):
    first = await tell(store, "first", "first")

    await tell(store, "second", "second", match_of(first, is_copy=is_copy), is_push_suppressed=True)

    assert await due_deliveries(store) == [(first, ANN), (first, CAT)]


@pytest.mark.parametrize("is_copy", [True, False])
async def test_an_article_whose_duplicate_was_deleted_is_new(
    store: Store, followers: None, is_copy: bool
):
    first = await tell(store, "first", "first")
    await store.articles.delete(first)

    second = await tell(store, "second", "second", match_of(first, is_copy=is_copy))

    assert await due_deliveries(store) == [(second, BOB), (second, CAT)]


async def test_another_address_on_the_same_site_is_no_other_source(store: Store, followers: None):
    first = await tell(store, "first", "first")
    same = draft("first", url="https://first.example/2", source="first.example")
    await fetched(store, await put_feed(store), item("again"))
    waiting = await store.feed_items.due(NOW, (), ())
    assert waiting is not None

    number = await store.feed_items.store(waiting, same, keys("first", "first.example/2"), NOW)

    assert number == first
    assert await store.articles.is_known("first.example/2")
    assert (await store.articles.get(first)).alternate_sources == ()
