"""Feeds: addresses that are asked again and again, and the items that they list."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from bot.domain.ids import FeedId

FeedState = Literal["active", "paused", "stopped"]  # stopped: the site says it is gone
Trouble = Literal[
    "gone", "missing", "no_access", "busy", "server", "unreachable", "odd", "unasked", "not_a_feed"
]

ITEMS_MAX = 200  # of one feed, the newest; what is kept of 100,000
PUSHES_MAX = 20  # of one feed and run; a feed with new guids every hour floods nobody


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry of a feed. Texts are plain and cleaned."""

    key: str  # its identity within the feed: guid, else canonical link, else a hash
    link_key: str | None  # its link's dedupe key, where no other item of the feed has that link
    url: str | None  # absolute and openable
    title: str
    text: str  # the teaser, or the whole
    is_whole: bool  # the text is the article, nothing is to be fetched
    tags: tuple[str, ...] = ()
    image_url: str | None = None
    published_at: datetime | None = None  # aware, UTC; None where the feed's date is no date


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What a feed asks of those who read it, beside its HTTP headers."""

    interval: timedelta | None = None  # RSS ttl, or Syndication's updatePeriod and updateFrequency
    skip_hours: frozenset[int] = frozenset()  # 0 to 23, UTC
    skip_days: frozenset[int] = frozenset()  # 0 is Monday, UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """A feed as it was read: its newest items, newest first where they have dates."""

    title: str  # may be empty
    items: tuple[Item, ...]
    hints: Hints = Hints()
    children: tuple[str, ...] = ()  # of a sitemap index: sitemaps to read instead of items


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a feed stands between two fetches: all that the next fetch depends on."""

    url: str  # where it is asked for now
    state: FeedState = "active"
    next_at: datetime  # aware, UTC
    not_before: datetime | None = None  # a Retry-After that has to be waited out
    etag: str | None = None  # as it came
    last_modified: str | None = None  # as it came
    moved_to: str | None = None  # where the last answers said that it moved for good
    moved_times: int = 0  # how many said so, one after the other
    failures: int = 0  # one after the other
    failing_since: datetime | None = None
    trouble: Trouble | None = None  # of the last fetch
    succeeded_at: datetime | None = None  # None: never yet
    hints: Hints = Hints()  # of the last answer that had a body

    @property
    def is_conditional(self) -> bool:
        """Whether the next request asks for changes only."""
        return self.etag is not None or self.last_modified is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFeed:
    """A feed that an editor adds."""

    url: str
    title: str = ""
    tags: tuple[str, ...] = ()  # names, added to every item


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed as it is stored."""

    id: FeedId
    title: str  # empty until it was read
    tags: tuple[str, ...]
    added_at: datetime  # aware, UTC; nothing older is pushed
    standing: Standing

    @property
    def name(self) -> str:
        """What people see: its title, or its address."""
        return self.title or self.standing.url


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingItem:
    """An item that is to become an article."""

    id: int
    feed: str  # its feed's name
    item: Item
    tags: tuple[str, ...]  # its feed's
    is_quiet: bool  # stored and pushed to nobody
    attempts: int = 0  # that failed so far
    article_id: int | None = field(default=None)  # what it became before it was edited
