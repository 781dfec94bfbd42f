"""Dependency container: builds every object of the bot from the settings and resources."""

import asyncio
import functools
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.actions.services import Wakers, build_services
from bot.app.builders import (
    build_digest_worker,
    build_fanout_worker,
    build_notice_worker,
    build_sender,
    build_submission_replier,
)
from bot.claiming_worker import ClaimingWorker
from bot.config import Settings
from bot.delivery.callback_answers import CallbackAnswerer
from bot.delivery.gateway import Gateway
from bot.delivery.message_edits import MessageEditQueue
from bot.delivery.rate_limiter import RateLimiter
from bot.domain.ids import ArticleId, UserId
from bot.domain.leases import CHATS, Role
from bot.domain.submission import LinkLimits
from bot.domain.work_buckets import Bucket
from bot.ingestion import submission_worker
from bot.ingestion.article_reader import ArticleReader
from bot.ingestion.duplicates.canonical_url import address_and_key
from bot.ingestion.feeds import item_worker, poller
from bot.ingestion.feeds.wiring import connect_feed_parts
from bot.ingestion.http.fetcher import Fetcher
from bot.summaries import worker as summaries
from bot.transport.bot import AiohttpBot
from bot.transport.polling import Polling
from bot.transport.startup import download
from bot.transport.update_processor import UpdateProcessor
from bot.transport.webhook import Webhook
from bot.workers.housekeeping import Housekeeping
from bot.workers.lease_keeper import LeaseKeeper, SharedLeases, SoleProcess
from bot.workers.polling_workers import ConcurrentWorker, PollingWorker
from bot.workers.process_pool import Pool
from bot.workers.work_watcher import WorkWatcher
from handlers.admin_cache import AdminCache
from handlers.cards import redraw_article
from handlers.dispatch import Dispatcher
from handlers.routes import routes
from storage.engine.database import Database
from storage.engine.database_faults import is_unavailable
from storage.store import Store

HEAVY_MODULES = (  # imported by the process pool before it forks
    *("trafilatura", "bot.ingestion.article_reader", "bot.ingestion.feeds.feed_reader"),
    *("bot.summaries.summarizer", "bot.summaries.text.loaded_detector"),
)
_REDRAW_DELAY = 5.0  # seconds; an edited article has its new summary by then
_QUIET_CHECK = 0.05  # seconds
_HOUSEKEEPING_CHECK = 60.0  # seconds between checks for a new day


@dataclass(frozen=True, slots=True, kw_only=True)
class Resources:
    """Resources that are open while the bot runs."""

    database: Database
    store: Store
    bot: AiohttpBot
    fetcher: Fetcher
    pool: Pool


class Container:
    """Every object of the running bot."""

    def __init__(
        self,
        settings: Settings,
        resources: Resources,
        clock: Callable[[], datetime],
        role: Role = "all",
    ) -> None:
        self.settings = settings
        self.store = resources.store
        self.bot = resources.bot
        self.pool = resources.pool
        self.clock = clock
        self.editors = frozenset(UserId(number) for number in settings.bot_admins)
        self.role = role
        self.rate_limiter = RateLimiter(
            settings.bot_send_rate,
            time.monotonic,
            is_paid=settings.bot_paid_broadcast,
            may_send=lambda: self.leases.holds(CHATS),
        )
        self.leases: LeaseKeeper = (
            SoleProcess()
            if self.store.is_embedded
            else SharedLeases(
                self.store.leases,
                self.bot.token.partition(":")[0],
                role,
                settings.bot_send_rate,
                self._wait_until_quiet,
                self._busy_buckets,
            )
        )
        self.gateway = Gateway(self.bot, self.rate_limiter)
        self.sender = build_sender(
            self.store, self.gateway, clock, settings.in_flight, self.editors
        )
        self._fetcher = resources.fetcher
        self._make_delivery_workers()
        self._make_ingestion_workers()
        self._make_feed_workers()

    def _make_delivery_workers(self) -> None:
        store, clock = self.store, self.clock
        self.sending = PollingWorker(name="sender", run_once=self.sender.run_once)
        self.making_digests = PollingWorker(
            name="digests",
            run_once=build_digest_worker(store, clock).run_once,
            wakes=(self.sending,),
        )
        self.replying = PollingWorker(
            name="answers",
            run_once=build_submission_replier(store, self.gateway, clock, self.editors).run_once,
        )
        self.fanning_out = PollingWorker(
            name="fanout",
            run_once=build_fanout_worker(store, clock).run_once,
            wakes=(self.sending, self.replying),
        )
        self.sending_notices = PollingWorker(
            name="notices", run_once=build_notice_worker(store, self.gateway, clock).run_once
        )
        housekeeping = Housekeeping(store.housekeeping, clock, self.settings.retention)
        self.cleaning_up = PollingWorker(
            name="housekeeping", run_once=housekeeping.run_once, poll_seconds=_HOUSEKEEPING_CHECK
        )

    def _make_ingestion_workers(self) -> None:
        store = self.store
        summary_worker = summaries.SummaryWorker(
            *(store.summaries, store.articles, store.tags, self.pool, self.settings.bot_ranker),
            self.leases.buckets,
        )
        self.summarizing = ConcurrentWorker(
            name="summaries",
            take=summary_worker.take,
            size=summaries.CONCURRENCY,
            slow_size=summaries.SLOW_CONCURRENCY,
            wakes=(self.replying, self.fanning_out),
        )
        submissions = submission_worker.SubmissionWorker(
            store.submissions,
            store.feeds,
            ArticleReader(self._fetcher, self.pool, self.clock),
            functools.partial(download, self.bot),
            self.clock,
            self.settings.bot_links_in_parallel,
            self.leases.buckets,
        )
        self._claiming: list[ClaimingWorker[Any]] = [summary_worker, submissions]
        self.reading_submissions = ConcurrentWorker(
            name="ingestion",
            take=submissions.take,
            size=submission_worker.CONCURRENCY,
            slow_size=submission_worker.SLOW_CONCURRENCY,
            wakes=(self.summarizing, self.replying),
        )

    def _make_feed_workers(self) -> None:
        parts = connect_feed_parts(
            self.store.feed_items,
            self.store.articles,
            self._fetcher,
            self.pool,
            self.clock,
            interval=timedelta(seconds=self.settings.bot_feed_interval),
            on_rename=self._schedule_redraw,
            buckets=self.leases.buckets,
        )
        self._busy_hosts = parts.fetcher.busy_hosts
        feeds = poller.FeedPoller(
            *(self.store.feeds, parts.reader, parts.fetcher, self.clock, self.editors),
            self.leases.buckets,
        )
        self._claiming += [feeds, parts.items]
        self.reading_items = ConcurrentWorker(
            name="feed items",
            take=parts.items.take,
            size=item_worker.CONCURRENCY,
            wakes=(self.summarizing,),
        )
        self.polling_feeds = ConcurrentWorker(
            name="feeds",
            take=feeds.take,
            size=poller.CONCURRENCY,
            wakes=(self.reading_items, self.sending_notices),
        )

    def _busy_buckets(self) -> set[Bucket]:
        return {bucket for worker in self._claiming for bucket in worker.busy_buckets()}

    async def _wait_until_quiet(self) -> None:
        """Wait until other processes may send messages, and ask the hosts that this one asked."""
        await self.rate_limiter.wait_until_quiet()
        while self._busy_hosts():  # noqa: ASYNC110 -- once, at the end
            await asyncio.sleep(_QUIET_CHECK)

    def watcher(self, check_seconds: float) -> WorkWatcher:
        """Return the watcher that wakes the workers of all queues."""
        return WorkWatcher(
            self.store.version,
            self.store.due_times.first,
            self.clock,
            {
                "new articles": (self.summarizing,),
                "summarized articles": (self.fanning_out,),
                "broadcasts": (self.fanning_out,),
                "submissions": (self.reading_submissions,),
                "replies": (self.replying,),
                "feeds": (self.polling_feeds,),
                "feed items": (self.reading_items,),
                "deliveries": (self.sending,),
                "digests": (self.making_digests,),
                "notices": (self.sending_notices,),
            },
            check_seconds,
        )

    def dispatcher(self, group: asyncio.TaskGroup) -> Dispatcher:
        """Return the dispatcher of updates; `group` owns its tasks for edits and answers."""
        self._message_edits = MessageEditQueue(group, self.gateway)
        self._services = build_services(
            self.store,
            clock=self.clock,
            summarize=lambda text, user_id: self.pool(
                summaries.summarize_text, text, requester=user_id
            ),
            address_and_key=address_and_key,
            editors=self.editors,
            limits=LinkLimits(
                per_minute=self.settings.bot_links_per_minute,
                per_day=self.settings.bot_links_per_day,
            ),
            wake=Wakers(
                ingestion=self.reading_submissions.wake,
                feeds=self.polling_feeds.wake,
                fanout=self.fanning_out.wake,
                sender=self.sending.wake,
            ),
        )
        return Dispatcher(
            routes(),
            self._services,
            self.gateway,
            self._message_edits,
            CallbackAnswerer(group, self.gateway),
            AdminCache(self.gateway, time.monotonic),
            is_unavailable,
        )

    def update_source(
        self, processor: UpdateProcessor, on_ready: Callable[[], None]
    ) -> Polling | Webhook:
        """Return polling or the webhook, as the settings say; it calls `on_ready` once it works."""
        address = self.settings.bot_webhook_url
        if address is None:
            return Polling(self.bot, processor, on_ready)
        return Webhook(
            self.bot,
            processor,
            on_ready,
            address=f"{address}/telegram",
            secret=self.settings.webhook_secret,
            is_shared=not self.store.is_embedded,
        )

    def _schedule_redraw(self, article_id: ArticleId) -> None:
        """Edit the cards of a changed article once its new summary is there."""

        async def redraw() -> None:
            await redraw_article(
                self._services, self._message_edits, self.gateway.username, article_id
            )

        self._message_edits.schedule(article_id, redraw, after=_REDRAW_DELAY)
