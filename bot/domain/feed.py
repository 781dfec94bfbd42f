"""Feeds: addresses that are asked again and again, and the items that they list."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.domain.chat import ChatThread
from bot.domain.ids import ArticleId, FeedId, MessageId

FeedState = Literal["active", "paused", "stopped"]  # stopped: the site says it is gone
FeedError = Literal[
    "gone",
    "missing",
    "no_access",
    "busy",
    "server",
    "unreachable",
    "not_opened",
    "odd",
    "unasked",
    "not_a_feed",
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

    @property
    def fingerprint(self) -> str:
        """What changes when the item is worth reading again: its headline, and its whole text.

        Teasers change for less ("two hours ago").
        """
        said = f"{self.title}\n{self.text if self.is_whole else ''}"
        return hashlib.blake2b(said.encode("utf-8", "replace"), digest_size=20).hexdigest()


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
class FeedStatus:
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
    trouble: FeedError | None = None  # of the last fetch
    succeeded_at: datetime | None = None  # None: never yet
    hints: Hints = Hints()  # of the last answer that had a body

    @property
    def is_conditional(self) -> bool:
        """Whether the next request asks for changes only."""
        return self.etag is not None or self.last_modified is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyTarget:
    """Where an editor waits for word of a feed."""

    place: ChatThread
    answer_id: MessageId | None  # our acknowledgement, which becomes the answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Words that are owed to a chat."""

    id: int
    place: ChatThread
    answer_id: MessageId | None  # a message of ours that they replace
    text_key: str
    values: dict[str, str | int]  # what its placeholders stand for
    created_at: datetime  # aware, UTC


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
    added_at: datetime  # aware, UTC
    newest_at: datetime | None = None  # of the items that the first fetch found, if one was dated
    standing: FeedStatus
    is_found: bool = True  # its address is the feed's; else perhaps that of a site which has one
    told: ReplyTarget | None = None  # who waits to hear whether it works

    @property
    def pushed_since(self) -> datetime:
        """What is older is pushed to nobody: older than all that was there when it was added."""
        return self.added_at if self.newest_at is None else min(self.added_at, self.newest_at)

    @property
    def name(self) -> str:
        """What people see: its title, or its address."""
        return self.title or self.standing.url


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingItem:
    """An item that is to become an article."""

    id: int
    feed_id: FeedId
    feed_title: str
    feed_tags: tuple[str, ...]
    item: Item
    is_quiet: bool  # stored and pushed to nobody
    attempts: int  # that failed so far
    article_id: ArticleId | None  # what it became before the site edited it
