"""Feeds and items to store."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.domain.feed import Feed, Item, NewFeed, ParsedFeed
from bot.ingestion.duplicates.canonical_url import dedupe_key
from storage.store import Store
from tests.support.stored_samples import NOW

URL = "https://post.example/feed"
SECOND = timedelta(seconds=1)


def item(name: str = "one", **fields: Any) -> Item:
    """Return the item `name`, published now."""
    values: dict[str, Any] = {
        "key": name,
        "link_key": f"post.example/{name}",
        "url": f"https://post.example/{name}",
        "title": f"Title of {name}",
        "text": f"Text of {name}.",
        "is_whole": False,
        "tags": ("item tag",),
        "published_at": NOW,
    }
    return Item(**{**values, **fields})


def listing(*items: Item, **fields: Any) -> ParsedFeed:
    return ParsedFeed(**{"title": "The Post", "items": items, **fields})


async def put_feed(store: Store, url: str = URL, now: datetime = NOW, **fields: Any) -> Feed:
    """Store a feed, due at once."""
    new = NewFeed(url=url, tags=fields.pop("tags", ()), title=fields.pop("title", ""))
    number, _ = await store.feeds.put(new, dedupe_key(url), now, **fields)
    return await store.feeds.get(number)


async def fetched(
    store: Store, feed: Feed, *items: Item, now: datetime = NOW, **changes: Any
) -> Feed:
    """Record a successful fetch; return the feed after it."""
    given = {"next_at": now + 900 * SECOND, "succeeded_at": now, **changes}
    after = replace(feed.status, **given)
    await store.feeds.record(feed, after, listing(*items), now)
    return await store.feeds.get(feed.id)
