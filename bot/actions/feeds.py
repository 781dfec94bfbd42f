"""What editors do with feeds."""

from bot.actions.services import Services
from bot.domain.errors import NotFound
from bot.domain.feed import Feed, NewFeed, ReplyTarget
from bot.domain.ids import FeedId

_ALL = 100_000  # feeds; more than any bot reads


async def add(services: Services, new: NewFeed, address_key: str, told: ReplyTarget) -> Feed | None:
    """Add a feed, or the feed of a site; whether it works is told where `told` says.

    Returns:
        The feed that is there already; None for a new one.
    """
    now = services.clock()
    number, is_new = await services.store.feeds.put(
        new, address_key, now, is_found=False, reply_to=told
    )
    if not is_new:
        return await services.store.feeds.get(number)
    services.wake_feeds()
    return None


async def listing(services: Services, offset: int, limit: int) -> tuple[list[Feed], int]:
    """Return some feeds in the order of their numbers, and how many there are."""
    return await services.store.feeds.page(offset, limit)


async def all_feeds(services: Services) -> list[Feed]:
    """Return every feed."""
    feeds, _ = await services.store.feeds.page(0, _ALL)
    return feeds


async def change(services: Services, feed_id: FeedId, action: str) -> Feed:
    """Pause, resume or remove a feed; return it as it was.

    Raises:
        NotFound: it is gone.
    """
    feed = await services.store.feeds.get(feed_id)
    if action == "pause":
        await services.store.feeds.pause(feed_id)
    elif action == "resume":
        await services.store.feeds.resume(feed_id, services.clock())
        services.wake_feeds()
    else:
        await services.store.feeds.remove(feed_id)
    return feed


async def with_address(services: Services, address_key: str, url: str) -> Feed:
    """Return the feed that was added with an address, or stands there now.

    Raises:
        NotFound: there is none.
    """
    feed = await services.store.feeds.find(address_key, url)
    if feed is None:
        raise NotFound("feed.gone")
    return feed
