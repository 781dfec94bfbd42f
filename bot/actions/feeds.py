"""What editors do with feeds."""

from bot.actions.desk import Desk
from bot.domain.errors import NotFound
from bot.domain.feed import Feed, NewFeed, Told
from bot.domain.ids import FeedId

_ALL = 100_000  # feeds; more than any bot reads


async def add(desk: Desk, new: NewFeed, address_key: str, told: Told) -> Feed | None:
    """Add a feed, or the feed of a site; whether it works is told where `told` says.

    Returns:
        The feed that is there already; None for a new one.
    """
    now = desk.clock()
    number, is_new = await desk.store.feeds.put(new, address_key, now, is_found=False, told=told)
    if not is_new:
        return await desk.store.feeds.get(number)
    desk.wake_feeds()
    return None


async def listing(desk: Desk, offset: int, limit: int) -> tuple[list[Feed], int]:
    """Return some feeds in the order of their numbers, and how many there are."""
    return await desk.store.feeds.page(offset, limit)


async def all_feeds(desk: Desk) -> list[Feed]:
    """Return every feed."""
    feeds, _ = await desk.store.feeds.page(0, _ALL)
    return feeds


async def change(desk: Desk, feed_id: FeedId, action: str) -> Feed:
    """Pause, resume or remove a feed; return it as it was.

    Raises:
        NotFound: it is gone.
    """
    feed = await desk.store.feeds.get(feed_id)
    if action == "pause":
        await desk.store.feeds.pause(feed_id)
    elif action == "resume":
        await desk.store.feeds.resume(feed_id, desk.clock())
        desk.wake_feeds()
    else:
        await desk.store.feeds.remove(feed_id)
    return feed


async def with_address(desk: Desk, address_key: str, url: str) -> Feed:
    """Return the feed that was added with an address, or stands there now.

    Raises:
        NotFound: there is none.
    """
    feed = await desk.store.feeds.find(address_key, url)
    if feed is None:
        raise NotFound("feed.gone")
    return feed
