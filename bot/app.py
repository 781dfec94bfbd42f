"""The composition root: the one file that knows everybody."""

import asyncio
import functools
import math
import random
import signal
import time
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from datetime import UTC, datetime, timedelta

import structlog
from starlette.applications import Starlette
from starlette.routing import BaseRoute

from bot.actions.services import Services
from bot.config import Settings
from bot.delivery.callback_answers import CallbackAnswerer
from bot.delivery.gateway import Gateway
from bot.delivery.message_edits import MessageEditQueue
from bot.delivery.rate_limiter import RateLimiter
from bot.delivery.workers.digests import DigestWorker
from bot.delivery.workers.fanout import FanoutWorker
from bot.delivery.workers.notices import NoticeWorker
from bot.delivery.workers.sender import Sender
from bot.delivery.workers.submission_replies import SubmissionReplier
from bot.domain.errors import OperatorError
from bot.domain.ids import ArticleId, UserId
from bot.domain.submission import LinkLimits
from bot.ingestion.article_reader import ArticleReader
from bot.ingestion.duplicates.duplicate_finder import DuplicateFinder
from bot.ingestion.feeds import item_worker, poller
from bot.ingestion.feeds.feed_reader import FeedReader
from bot.ingestion.http.fetcher import Fetcher
from bot.ingestion.http.host_throttle import Hosts, PoliteFetcher
from bot.ingestion.http.robots import Robots
from bot.ingestion.submission_worker import SIDE_BY_SIDE, SLOW_BESIDE, SubmissionWorker
from bot.summaries import worker as summaries
from bot.telemetry import BACKLOG, BACKLOG_AGE, DELIVERIES
from bot.transport.bot import AiohttpBot
from bot.transport.keyed_task_queue import KeyedTaskQueue
from bot.transport.polling import Polling
from bot.transport.startup import download, register_bot
from bot.transport.update_processor import UpdateProcessor
from bot.transport.webhook import Webhook
from bot.web.server import Server, application, metrics_route
from bot.web.single_flight import SingleFlight
from bot.web.webhook import webhook_route
from bot.workers.housekeeping import Housekeeping
from bot.workers.monotonic_clock import MonotonicUtcClock
from bot.workers.polling_workers import ConcurrentWorker, PollingWorker
from bot.workers.process_pool import Pool
from handlers.admins import Admins
from handlers.cards import redraw_article
from handlers.dispatch import Dispatcher
from handlers.routes import routes
from storage.clock_repair import pull_back
from storage.engine.database import Database, DatabaseFault, files_of, is_down
from storage.engine.lock import only_one
from storage.engine.migrate import migrate
from storage.engine.sqlite.private_files import wide
from storage.store import Store

_LAST_WORDS = 2.0  # seconds that what is under way may take after SIGTERM
_UNDER_WAY_SECONDS = 0.5  # for messages that have left to be answered after that
_LAST_STEP = 0.1  # for who sent them to come to an end
_NOTE_SECONDS = 1.0  # for what was handled to be noted after that
_WARM_AFTER = 1.0  # seconds, so that the processes do not slow the bot's own start
_SUMMARISED_AFTER = 5.0  # seconds; an edited article has its new summary by then
_FIGURES_SECONDS = 5.0  # at most one count of the tables in this time, however many ask
_CLEANING_LOOK = 60.0  # seconds between looks whether a day is over
HEAVY_MODULES = (
    *("trafilatura", "bot.ingestion.article_reader", "bot.ingestion.feeds.feed_reader"),
    "bot.summaries.summarizer",
)

Clock = Callable[[], datetime]  # aware, UTC

log = structlog.get_logger(__name__)


class _Stopped(Exception):
    """Ends the task group on the way out."""


def utc_now() -> datetime:
    """Return the time, aware, UTC; the only clock, handed down from here."""
    return datetime.now(UTC)


async def run_until_signal(settings: Settings) -> None:
    """Run the bot until SIGTERM or SIGINT.

    Raises:
        OperatorError: a setting, the token or the database is wrong.
    """
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await run(settings, stop)


async def run(
    settings: Settings,
    stop: asyncio.Event,
    clock: Clock = utc_now,
    monotonic: Callable[[], float] = time.monotonic,
) -> None:
    """Run the bot until `stop` is set.

    Args:
        settings: what the operator wants.
        stop: ends the bot.
        clock: the time; the playground's can be moved. Where it goes back, ours does not.
        monotonic: seconds, for how time goes on then.

    Raises:
        OperatorError: a setting, the token or the database is wrong.
    """
    async with AsyncExitStack() as stack:
        app = await _build(settings, stack, MonotonicUtcClock(clock, monotonic))
        try:
            async with asyncio.TaskGroup() as group:
                await app.run(group, stop)
                raise _Stopped
        except* _Stopped:
            log.info("stopped")
        except* OperatorError as errors:
            raise _first(errors) from None


def _first(errors: BaseExceptionGroup[OperatorError]) -> OperatorError:
    first = errors.exceptions[0]
    return _first(first) if isinstance(first, BaseExceptionGroup) else first


async def _build(settings: Settings, stack: AsyncExitStack, clock: Clock) -> "App":
    if settings.bot_token is None:
        raise OperatorError(
            "BOT_TOKEN: not set; ask @BotFather for a token, then: BOT_TOKEN=… make run"
        )
    database = Database(settings.database_url)
    stack.push_async_callback(database.close)
    stack.enter_context(only_one(database))
    await migrate(database)
    if pulled := await pull_back(database, clock()):
        log.warning("a clock was far ahead once; what waited for that time comes now", rows=pulled)
    for file in wide(files_of(database)):
        log.warning("others may read a file of ours; chmod 600 it", file=str(file))
    bot = AiohttpBot(settings.bot_token.get_secret_value(), settings.bot_api_url)
    stack.push_async_callback(bot.shutdown)
    fetcher = await stack.enter_async_context(Fetcher(settings.bot_fetch_allow))
    pool = Pool(
        settings.bot_workers,
        memory=settings.bot_worker_memory * 2**20,
        preload=HEAVY_MODULES,
        is_patient=True,
    )
    stack.push_async_callback(pool.close)
    return App(settings, Store(database), bot, fetcher, pool, clock)


class App:
    """The whole bot, put together."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        bot: AiohttpBot,
        fetcher: Fetcher,
        pool: Pool,
        clock: Clock,
    ) -> None:
        self._settings = settings
        self._store = store
        self._bot = bot
        self._pool = pool
        self._clock = clock
        self._asking: asyncio.Task[None] | None = None
        self._editors = frozenset(UserId(number) for number in settings.bot_admins)
        pacer = RateLimiter(
            settings.bot_send_rate, time.monotonic, is_paid=settings.bot_paid_broadcast
        )
        self._pacer = pacer
        self._gateway = Gateway(bot, pacer)
        self._sender = Sender(store, self._gateway, self._clock, settings.in_flight)
        self._lay_the_belt(fetcher)

    def _lay_the_belt(self, fetcher: Fetcher) -> None:
        store = self._store
        answers = SubmissionReplier(store, self._gateway, self._clock)
        fanout = FanoutWorker(store, self._clock)
        summarising = summaries.SummaryWorker(store, self._pool, self._settings.bot_ranker)
        reader = ArticleReader(fetcher, self._pool, self._clock)
        get_file = functools.partial(download, self._bot)
        at_once = self._settings.bot_links_at_once
        ingestion = SubmissionWorker(store, reader, get_file, self._clock, at_once)
        self._sending = PollingWorker(name="sender", run_once=self._sender.run_once)
        self._fanning = PollingWorker(
            name="fanout", run_once=fanout.run_once, wakes=(self._sending,)
        )
        digests = DigestWorker(store, self._clock)
        self._digesting = PollingWorker(
            name="digests", run_once=digests.run_once, wakes=(self._sending,)
        )
        housekeeping = Housekeeping(store, self._clock, self._settings.retention)
        self._cleaning = PollingWorker(
            name="housekeeping", run_once=housekeeping.run_once, poll_seconds=_CLEANING_LOOK
        )
        self._answering = PollingWorker(name="answers", run_once=answers.run_once)
        self._summarising = ConcurrentWorker(
            name="summaries",
            take=summarising.take,
            size=summaries.SIDE_BY_SIDE,
            slow_size=summaries.SLOW_BESIDE,
            wakes=(self._answering, self._fanning),
        )
        self._ingesting = ConcurrentWorker(
            name="ingestion",
            take=ingestion.take,
            size=SIDE_BY_SIDE,
            slow_size=SLOW_BESIDE,
            wakes=(self._summarising, self._answering),
        )
        self._follow_feeds(fetcher, reader)

    def _follow_feeds(self, fetcher: Fetcher, reader: ArticleReader) -> None:
        store, clock = self._store, self._clock
        polite = PoliteFetcher(fetcher, Hosts(time.monotonic))
        robots = Robots(polite, self._pool, clock)
        feed_reader = FeedReader(
            polite,
            robots,
            self._pool,
            allow=self._settings.bot_fetch_allow,
            clock=clock,
            interval=timedelta(seconds=self._settings.bot_feed_interval),
            draw=random.random,
        )
        feeds = poller.FeedPoller(store, feed_reader, polite, clock, self._editors)
        stories = DuplicateFinder(store, self._pool, clock)
        items = item_worker.FeedItemWorker(
            store, reader, polite, robots, stories, clock, self._redraw_later
        )
        notices = NoticeWorker(store, self._gateway, clock)
        self._noticing = PollingWorker(name="notices", run_once=notices.run_once)
        self._reading_items = ConcurrentWorker(
            name="feed items",
            take=items.take,
            size=item_worker.SIDE_BY_SIDE,
            wakes=(self._summarising,),
        )
        self._asking_feeds = ConcurrentWorker(
            name="feeds",
            take=feeds.take,
            size=poller.SIDE_BY_SIDE,
            wakes=(self._reading_items, self._noticing),
        )

    async def run(self, group: asyncio.TaskGroup, stop: asyncio.Event) -> None:
        """Serve until `stop` is set, then finish what is under way."""
        lanes = KeyedTaskQueue(group)
        handle = self._dispatcher(group).handle
        intake = UpdateProcessor(
            self._bot, handle, self._store.processed_updates, self._clock, lanes
        )
        self._intake, self._source = intake, self._source_of(intake)
        servers = self._serve(group)
        for stage in (
            *(self._ingesting, self._asking_feeds, self._reading_items),
            *(self._summarising, self._fanning, self._digesting, self._cleaning),
        ):
            group.create_task(stage.run(), name=stage.name)
        group.create_task(self._warm(), name="warming")
        at_telegram = group.create_task(self._live_at_telegram())
        await stop.wait()
        log.info("stopping")
        await self._finish(intake, lanes)
        at_telegram.cancel()
        for server in servers:
            await server.end()

    def _source_of(self, intake: UpdateProcessor) -> Polling | Webhook:
        """Return where updates come from."""
        address = self._settings.bot_webhook_url
        if address is None:
            return Polling(self._bot, intake, self._announce)
        return Webhook(
            self._bot,
            intake,
            self._announce,
            address=f"{address}/telegram",
            secret=self._settings.webhook_secret,
        )

    async def _warm(self) -> None:
        await asyncio.sleep(_WARM_AFTER)
        await self._pool.start()

    async def _live_at_telegram(self) -> None:
        await register_bot(self._bot, self._editors)
        async with asyncio.TaskGroup() as group:
            for stage in (self._answering, self._noticing, self._sending):
                group.create_task(stage.run(), name=stage.name)
            self._asking = group.create_task(self._source.run(), name="intake")

    async def _finish(self, intake: UpdateProcessor, lanes: KeyedTaskQueue) -> None:
        """Let updates and messages that are under way come to their end."""
        self._sender.finish()
        if self._asking is not None:
            self._asking.cancel()
        try:
            async with asyncio.timeout(_LAST_WORDS):
                await intake.settle(_LAST_WORDS / 2)
                await lanes.stop()
                async with self._sending.busy:
                    await self._source.confirm()
        except (TimeoutError, DatabaseFault) as error:
            log.warning(
                "not everything came to its end; it will be taken up at the next start",
                reason=repr(error),
            )
            await self._pacer.close(_UNDER_WAY_SECONDS)
            await asyncio.sleep(_LAST_STEP)
            await lanes.end()  # or what is handled from now on would be handled again
            with suppress(DatabaseFault, TimeoutError):  # a full disk, say, takes no note of it
                async with asyncio.timeout(_NOTE_SECONDS):
                    await intake.save()

    def _serve(self, group: asyncio.TaskGroup) -> tuple[Server, Server]:
        """Serve what the settings name; `/metrics` on its own address, where there is one."""
        figures = metrics_route(SingleFlight(self._measure, _FIGURES_SECONDS, time.monotonic))
        apart = self._settings.metrics_listen
        more = [*self._routes(), *([] if apart else [figures])]
        main, metrics = Server(application(self._check, more)), Server(Starlette(routes=[figures]))
        main.start(group, self._settings.listen, "BOT_LISTEN")
        metrics.start(group, apart, "BOT_METRICS_LISTEN")
        return main, metrics

    def _routes(self) -> list[BaseRoute]:
        if isinstance(self._source, Polling):
            return []
        return [webhook_route(self._source.receive, self._settings.webhook_secret)]

    def _dispatcher(self, group: asyncio.TaskGroup) -> Dispatcher:
        self._redraws = MessageEditQueue(group, self._gateway)
        self._desk = Services(
            store=self._store,
            clock=self._clock,
            summarize=lambda text, user_id: self._pool(
                summaries.summarize_plainly, text, requester=user_id
            ),
            editors=self._editors,
            limits=LinkLimits(
                a_minute=self._settings.bot_links_a_minute,
                a_day=self._settings.bot_links_a_day,
            ),
            wake_ingestion=self._ingesting.wake,
            wake_feeds=self._asking_feeds.wake,
            wake_fanout=self._fanning.wake,
            wake_sender=self._sending.wake,
        )
        return Dispatcher(
            routes(),
            self._desk,
            self._gateway,
            self._redraws,
            CallbackAnswerer(group, self._gateway),
            Admins(self._gateway, time.monotonic),
            is_down,
        )

    def _redraw_later(self, article_id: ArticleId) -> None:
        """Draw the cards of an article anew that has another title now, and soon a new summary."""

        async def redraw() -> None:
            await redraw_article(self._desk, self._redraws, self._gateway.username, article_id)

        self._redraws.later(article_id, redraw, after=_SUMMARISED_AFTER)

    def _announce(self) -> None:
        ready = structlog.get_logger("xulosa.ready")
        ready.info("ready", username=self._bot.username)

    async def _check(self) -> dict[str, bool]:
        return {
            "database": await self._store.is_working(),
            "telegram": self._source.is_working,
            "intake": not self._intake.is_stuck,
            "sender": not self._sending.failed.is_set(),
        }

    async def _measure(self) -> None:
        """Bring the figures of the tables up to date; without the database there are none."""
        DELIVERIES.clear()
        try:
            backlog = await self._store.deliveries.backlog()
            counts = await self._store.stats.deliveries()
        except DatabaseFault as error:
            log.warning("the tables cannot be counted", reason=type(error).__name__)
            BACKLOG.set(math.nan)
            BACKLOG_AGE.set(math.nan)
            return
        BACKLOG.set(backlog.waiting)
        for state, count in counts.items():
            DELIVERIES.labels(state).set(count)
        oldest = backlog.oldest_due_at
        BACKLOG_AGE.set(max(0.0, (self._clock() - oldest).total_seconds()) if oldest else 0.0)
