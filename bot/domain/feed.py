"""Feeds (RSS, Atom, JSON Feed, sitemaps), their fetch status and their items."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.domain.chat import ChatThread
from bot.domain.ids import ArticleId, FeedId, MessageId

FeedState = Literal["active", "paused", "stopped"]  # stopped: the site removed the feed
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

ITEMS_MAX = 200  # the newest items of a feed; the others are ignored
PUSHES_MAX = 20  # per feed and fetch; limits a feed that changes all its guids every hour


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry of a feed. Its texts have no markup and no control characters."""

    key: str  # the identity within the feed: guid, else canonical link, else a hash
    link_key: str | None  # the deduplication key of the link; None: other items share the link
    url: str | None  # absolute, and the bot may fetch it
    title: str
    text: str  # the teaser or the full text
    is_whole: bool  # `text` is the full article, so the page is not fetched
    tags: tuple[str, ...] = ()
    image_url: str | None = None
    published_at: datetime | None = None  # aware, UTC; None: no valid date

    @property
    def fingerprint(self) -> str:
        """A hash of the title and the full text; a new hash means that the item was edited.

        Teasers are left out, since they change without an edit ("two hours ago").
        """
        content = f"{self.title}\n{self.text if self.is_whole else ''}"
        return hashlib.blake2b(content.encode("utf-8", "replace"), digest_size=20).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """The polling hints in the body of a feed."""

    interval: timedelta | None = None  # RSS ttl, or Syndication's updatePeriod and updateFrequency
    skip_hours: frozenset[int] = frozenset()  # 0 to 23, UTC
    skip_days: frozenset[int] = frozenset()  # 0 is Monday, UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """A parsed feed with its newest items, newest first if they have dates."""

    title: str  # may be empty
    items: tuple[Item, ...]
    hints: Hints = Hints()
    children: tuple[str, ...] = ()  # the sitemaps of a sitemap index, which has no items


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedStatus:
    """The state of a feed between two fetches: everything that the next fetch depends on."""

    url: str  # the current address
    state: FeedState = "active"
    next_at: datetime  # aware, UTC
    not_before: datetime | None = None  # from a Retry-After header
    etag: str | None = None  # as received
    last_modified: str | None = None  # as received
    moved_to: str | None = None  # the target of the last permanent redirects
    moved_times: int = 0  # consecutive redirects to `moved_to`
    failures: int = 0  # consecutive failures
    failing_since: datetime | None = None
    error: FeedError | None = None  # the error of the last fetch
    succeeded_at: datetime | None = None  # the last success; None: never
    hints: Hints = Hints()  # from the last response with a body

    @property
    def is_conditional(self) -> bool:
        """Whether the next request is conditional (If-None-Match or If-Modified-Since)."""
        return self.etag is not None or self.last_modified is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyTarget:
    """The chat in which an editor waits for the result of adding a feed."""

    thread: ChatThread
    answer_id: MessageId | None  # our acknowledgment, which the result replaces


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A text about a feed that the bot has to send to a chat."""

    id: int
    thread: ChatThread
    answer_id: MessageId | None  # our message that the text replaces
    text_key: str
    values: dict[str, str | int]  # the values of the placeholders
    created_at: datetime  # aware, UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFeed:
    """A feed that an editor adds."""

    url: str
    title: str = ""
    tags: tuple[str, ...] = ()  # names that every item gets


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A stored feed."""

    id: FeedId
    title: str  # empty until the first successful fetch
    tags: tuple[str, ...]
    added_at: datetime  # aware, UTC
    newest_at: datetime | None = None  # the newest date in the first fetch; None: no dates
    status: FeedStatus
    is_feed_url: bool = True  # False: the address may be a page that links to the feed
    reply_target: ReplyTarget | None = None  # for the result of the first fetch

    @property
    def pushed_since(self) -> datetime:
        """Items older than this time are not pushed: they were old when the feed was added."""
        return self.added_at if self.newest_at is None else min(self.added_at, self.newest_at)

    @property
    def name(self) -> str:
        """The display name: the title, else the address."""
        return self.title or self.status.url


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingItem:
    """A queued feed item, from which the bot will make an article."""

    id: int
    feed_id: FeedId
    feed_title: str
    feed_tags: tuple[str, ...]
    item: Item
    is_push_suppressed: bool  # the article is stored but not pushed
    attempts: int  # failed attempts so far
    article_id: ArticleId | None  # the article of an earlier version of the item
