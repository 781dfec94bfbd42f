"""Feeds: editors list, add, pause, resume and remove them."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.actions.services import Services
from bot.domain.errors import NotFound, NotUnderstood
from bot.domain.feed import Feed, NewFeed, ReplyTarget
from bot.domain.ids import FeedId
from bot.domain.pages import last_page

_MAX_FEEDS = 100_000  # more than any bot has


def parse_address(services: Services, written: str, text_key: str) -> tuple[str, str]:
    """Return the address that a person wrote, and its deduplication key.

    Raises:
        NotUnderstood: it is not an address; the error has the text key `text_key`.
    """
    url = written if "://" in written else f"https://{written}"
    try:
        return services.address_and_key(url)
    except ValueError as error:
        raise NotUnderstood(text_key) from error


async def add_feed(
    services: Services, new: NewFeed, dedupe_key: str, reply_to: ReplyTarget
) -> Feed | None:
    """Add a feed, or the feed of a site; the result of its first poll is sent to `reply_to`.

    Returns:
        The existing feed; None for a new one.
    """
    now = services.clock()
    number, is_new = await services.feeds.put(
        new, dedupe_key, now, is_feed_url=False, reply_to=reply_to
    )
    if not is_new:
        return await services.feeds.get(number)
    services.wake.feeds()
    return None


async def add_found_feed(services: Services, new: NewFeed, dedupe_key: str) -> tuple[Feed, bool]:
    """Add a feed whose address was found; return it, and whether it is new.

    An existing feed gets the tags.
    """
    number, is_new = await services.feeds.put(new, dedupe_key, services.clock())
    feed = await services.feeds.get(number)
    if not is_new:
        await services.feeds.add_tags(number, new.tags)
    return feed, is_new


async def add_feeds(services: Services, keyed: Sequence[tuple[str, NewFeed]]) -> int:
    """Add feeds with their deduplication keys; return the number of new ones."""
    count = await services.feeds.put_all(keyed, services.clock())
    services.wake.feeds()
    return count


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPage:
    """A page of the list of feeds."""

    shown: tuple[Feed, ...]  # in the order of their IDs
    total: int  # the number of all feeds
    page: int  # the number of the page; 0 is the first


async def list_feeds(services: Services, page: int, size: int) -> FeedPage:
    """Return a page of `size` feeds; the last page replaces one that no longer exists."""
    found, total = await services.feeds.page(page * size, size)
    if page > (last := last_page(total, size)):
        page = last
        found, total = await services.feeds.page(page * size, size)
    return FeedPage(shown=tuple(found), total=total, page=page)


async def all_feeds(services: Services) -> list[Feed]:
    """Return all feeds."""
    feeds, _ = await services.feeds.page(0, _MAX_FEEDS)
    return feeds


async def get_feed(services: Services, feed_id: FeedId) -> Feed:
    """Return a feed by its ID.

    Raises:
        NotFound: the feed was removed.
    """
    return await services.feeds.get(feed_id)


async def change_feed(services: Services, feed_id: FeedId, action: str) -> Feed:
    """Pause, resume or remove a feed; return the feed before the change.

    Raises:
        NotFound: the feed was removed.
    """
    feed = await services.feeds.get(feed_id)
    if action == "pause":
        await services.feeds.pause(feed_id)
    elif action == "resume":
        await services.feeds.resume(feed_id, services.clock())
        services.wake.feeds()
    else:
        await services.feeds.remove(feed_id)
    return feed


async def find_feed(services: Services, dedupe_key: str, url: str) -> Feed:
    """Return the feed that was added with this address, or has it now.

    Raises:
        NotFound: there is no such feed.
    """
    feed = await services.feeds.find(dedupe_key, url)
    if feed is None:
        raise NotFound("feed.gone")
    return feed
