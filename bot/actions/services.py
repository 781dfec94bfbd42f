"""Services: the dependencies of all actions."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.actions.notice_throttle import NoticeThrottle
from bot.actions.repeated_taps import RepeatedTaps
from bot.domain.ids import UserId
from bot.domain.submission import LinkLimits
from bot.domain.summary import Summary
from storage.queues.deliveries import Deliveries
from storage.queues.feeds import Feeds
from storage.queues.submissions import Submissions
from storage.repositories.article_lists import ArticleLists
from storage.repositories.articles import Articles
from storage.repositories.bookmarks import Bookmarks
from storage.repositories.broadcasts import Broadcasts
from storage.repositories.cards import Cards
from storage.repositories.chats import Chats
from storage.repositories.filters import Filters
from storage.repositories.managed_chats import ManagedChats
from storage.repositories.ratings import Ratings
from storage.repositories.schedules import Schedules
from storage.repositories.search import Search
from storage.repositories.stats import Stats
from storage.repositories.subscriptions import Subscriptions
from storage.repositories.tags import Tags
from storage.repositories.user_data import UserData
from storage.store import Store

Summarize = Callable[[str, UserId], Awaitable[Summary]]


def _wake_nobody() -> None:
    """Wake no worker: a command stores rows, and the bot finds them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wakers:
    """Wake the workers that take the rows of an action."""

    ingestion: Callable[[], None] = _wake_nobody
    feeds: Callable[[], None] = _wake_nobody
    fanout: Callable[[], None] = _wake_nobody
    sender: Callable[[], None] = _wake_nobody


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The dependencies of all actions; built once by `bot.app`, or by a command."""

    article_lists: ArticleLists
    articles: Articles
    bookmarks: Bookmarks
    broadcasts: Broadcasts
    cards: Cards
    chats: Chats
    deliveries: Deliveries
    feeds: Feeds
    filters: Filters
    managed_chats: ManagedChats
    ratings: Ratings
    schedules: Schedules
    search: Search
    stats: Stats
    submissions: Submissions
    subscriptions: Subscriptions
    tags: Tags
    user_data: UserData
    clock: Callable[[], datetime]  # aware, UTC
    summarize: Summarize  # summarizes a text without storing it
    address_and_key: Callable[[str], tuple[str, str]]  # of a URL; ValueError if it is none
    editors: frozenset[UserId]
    limits: LinkLimits
    notice_throttle: NoticeThrottle = field(default_factory=NoticeThrottle)
    repeated_taps: RepeatedTaps
    wake: Wakers


def build_services(
    store: Store,
    *,
    clock: Callable[[], datetime],
    summarize: Summarize,
    address_and_key: Callable[[str], tuple[str, str]],
    editors: frozenset[UserId],
    limits: LinkLimits,
    wake: Wakers,
) -> Services:
    """Return the services on the repositories of a store."""
    return Services(
        article_lists=store.article_lists,
        articles=store.articles,
        bookmarks=store.bookmarks,
        broadcasts=store.broadcasts,
        cards=store.cards,
        chats=store.chats,
        deliveries=store.deliveries,
        feeds=store.feeds,
        filters=store.filters,
        managed_chats=store.managed_chats,
        ratings=store.ratings,
        schedules=store.schedules,
        search=store.search,
        stats=store.stats,
        submissions=store.submissions,
        subscriptions=store.subscriptions,
        tags=store.tags,
        user_data=store.user_data,
        clock=clock,
        summarize=summarize,
        address_and_key=address_and_key,
        editors=editors,
        limits=limits,
        repeated_taps=RepeatedTaps(clock),
        wake=wake,
    )
