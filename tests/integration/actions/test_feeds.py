"""Feeds that a command or a file adds."""

import pytest

from bot.actions import feeds
from bot.actions.services import Services
from bot.domain.errors import NotFound
from bot.domain.feed import NewFeed
from bot.domain.ids import FeedId
from bot.ingestion.duplicates.canonical_url import dedupe_key
from tests.support.feed_samples import URL


async def test_a_found_feed_is_added_once_and_gets_new_tags(services: Services) -> None:
    key = dedupe_key(URL)

    first, is_new = await feeds.add_found_feed(services, NewFeed(url=URL, tags=("one",)), key)
    second, is_new_again = await feeds.add_found_feed(
        services, NewFeed(url=URL, tags=("two",)), key
    )

    found = await feeds.get_feed(services, first.id)
    assert first.id == second.id
    assert (is_new, is_new_again) == (True, False)
    assert set(found.tags) == {"one", "two"}


async def test_feeds_of_a_file_are_added_and_polled_at_once(
    services: Services, wakes: list[str]
) -> None:
    keyed = [(f"post.example/{name}", NewFeed(url=f"{URL}/{name}")) for name in ("a", "b", "a")]

    count = await feeds.add_feeds(services, keyed)

    assert count == len(await feeds.all_feeds(services)) == 2
    assert wakes == ["feeds"]


async def test_a_removed_feed_leaves_its_page_or_the_last_one_open(services: Services) -> None:
    keyed = [(f"post.example/{name}", NewFeed(url=f"{URL}/{name}")) for name in "abcd"]
    await feeds.add_feeds(services, keyed)
    pages = []

    for feed in reversed(await feeds.all_feeds(services)):
        await feeds.change_feed(services, feed.id, "remove")
        found = await feeds.list_feeds(services, 1, 2)
        pages.append((found.page, len(found.shown), found.total))

    assert pages == [(1, 1, 3), (0, 2, 2), (0, 1, 1), (0, 0, 0)]


async def test_a_removed_feed_is_gone(services: Services) -> None:
    feed, _ = await feeds.add_found_feed(services, NewFeed(url=URL), dedupe_key(URL))

    await feeds.change_feed(services, feed.id, "remove")

    with pytest.raises(NotFound):
        await feeds.get_feed(services, FeedId(feed.id))
