"""Lifecycle of the bot: opens the resources, runs until a signal, and shuts down."""

import asyncio
import platform
import signal
import time
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import structlog
from starlette.applications import Starlette
from starlette.routing import BaseRoute

from bot import __version__
from bot.app.container import HEAVY_MODULES, Container, Resources
from bot.app.health import Health
from bot.app.web_role import require_webhook, run_web
from bot.config import MISSING_TOKEN, Settings
from bot.domain.errors import OperatorError
from bot.domain.leases import CHATS, FANOUT, HOUSEKEEPING, Role
from bot.ingestion.http.fetcher import Fetcher, Limits
from bot.telemetry.metrics import BUILD
from bot.telemetry.traces import start_tracing, stop_tracing
from bot.transport.bot import AiohttpBot
from bot.transport.keyed_task_queue import KeyedTaskQueue
from bot.transport.polling import Polling
from bot.transport.startup import register_bot
from bot.transport.update_processor import UpdateProcessor
from bot.web.server import Server, application, metrics_route
from bot.web.single_flight import SingleFlight
from bot.web.webhook import webhook_route
from bot.workers.monotonic_clock import MonotonicUtcClock
from bot.workers.process_pool import LIMIT, Pool
from bot.workers.time_limit import TimeLimit
from bot.workers.work_watcher import CHECK_SECONDS
from storage.clock_repair import repair_future_times
from storage.engine.database import Database, DatabaseFault, files_of
from storage.engine.lock import instance_lock
from storage.engine.migrate import migrate
from storage.engine.sqlite.private_files import accessible_to_others
from storage.store import Store

_DRAIN_SECONDS = 2.0  # after SIGTERM, for running updates and messages
_IN_FLIGHT_SECONDS = 0.5  # after that, for the answers to sent messages
_RECORD_SECONDS = 0.1  # after that, for the tasks that record these messages
_SAVE_SECONDS = 1.0  # after that, for recording the handled updates
_WARM_UP_DELAY = 1.0  # seconds; an earlier start of the processes would slow the bot's own start
_HOUSEKEEPING_DELAY = 60.0  # seconds, so that it does not slow the bot's start either
_CLOCK_CHECKS = 15  # the bot looks for work so many times between two looks for a jump of the clock
_METRICS_SECONDS = 5.0  # the gauges of the tables are measured at most once in this time

Clock = Callable[[], datetime]  # aware, UTC

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkLimits:
    """Limits of reading pages, feeds and files, and how often the bot looks for new work."""

    fetching: Limits = field(default_factory=Limits)  # of one request
    processing: TimeLimit = LIMIT  # of one task in the process pool
    check_seconds: float = CHECK_SECONDS  # between two looks for rows of another process


class _Stopped(Exception):
    """Ends the task group at shutdown."""


def utc_now() -> datetime:
    """Return the current time, aware, UTC; all other code gets its clock as an argument."""
    return datetime.now(UTC)


async def run_until_signal(settings: Settings, role: Role = "all") -> None:
    """Run the bot until SIGTERM or SIGINT.

    Args:
        settings: the settings of the operator.
        role: what this process does; on an embedded database, everything.

    Raises:
        OperatorError: a setting, the token or the database is wrong.
    """
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await run(settings, stop, role=role)


async def run(
    settings: Settings,
    stop: asyncio.Event,
    clock: Clock = utc_now,
    monotonic: Callable[[], float] = time.monotonic,
    *,
    limits: WorkLimits | None = None,
    role: Role = "all",
) -> None:
    """Run the bot until `stop` is set.

    Args:
        settings: the settings of the operator.
        stop: ends the bot once it is set.
        clock: returns the current time. If it goes back, the bot's clock only runs slower.
        monotonic: returns the seconds of a monotonic clock, used in that case.
        limits: limits of the fetcher, the process pool and the watcher of the queues.
        role: what this process does.

    Raises:
        OperatorError: a setting, the token or the database is wrong.
    """
    async with AsyncExitStack() as stack:
        monotonic_clock = MonotonicUtcClock(clock, monotonic)
        limits = limits or WorkLimits()
        resources = await _open(settings, stack, monotonic_clock, limits, role)
        if role == "web":
            await run_web(settings, resources.store, monotonic_clock, stop)
            return
        is_replaced = True
        while is_replaced:
            container = Container(settings, resources, monotonic_clock, role)
            repair = _repair_times_after_jumps(resources.database, monotonic_clock, limits)
            await _run_app(App(container, limits.check_seconds), repair, stop)
            is_replaced = not stop.is_set()


async def _run_app(app: "App", repair: Coroutine[Any, Any, None], stop: asyncio.Event) -> None:
    """Run the bot until `stop` is set, or until another process has replaced this one."""
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(repair, name="clock")
            await app.run(group, stop)
            raise _Stopped
    except* _Stopped:
        log.info("stopped")
    except* OperatorError as errors:
        raise _first_error(errors) from None


def _first_error(errors: BaseExceptionGroup[OperatorError]) -> OperatorError:
    first = errors.exceptions[0]
    return _first_error(first) if isinstance(first, BaseExceptionGroup) else first


async def _open(
    settings: Settings, stack: AsyncExitStack, clock: Clock, limits: WorkLimits, role: Role
) -> Resources:
    """Open the database, the connections and the process pool; `stack` closes them."""
    if settings.bot_token is None:
        raise OperatorError(MISSING_TOKEN)
    if role == "web":
        require_webhook(settings)
    database = await _open_database(settings, stack, clock, role)
    token = settings.bot_token.get_secret_value()
    if settings.bot_traces_url is not None:
        start_tracing(settings.bot_traces_url, token.partition(":")[0])
        stack.push_async_callback(stop_tracing)
    bot = AiohttpBot(token, settings.bot_api_url)
    stack.push_async_callback(bot.shutdown)
    fetcher = Fetcher(settings.bot_fetch_allow, limits=limits.fetching)
    await stack.enter_async_context(fetcher)
    pool = Pool(
        settings.bot_workers,
        limits.processing,
        memory=settings.bot_worker_memory * 2**20,
        preload=HEAVY_MODULES,
        retries_start=True,
        logs_kills=True,
    )
    stack.push_async_callback(pool.close)
    return Resources(database=database, store=Store(database), bot=bot, fetcher=fetcher, pool=pool)


async def _repair_times(database: Database, clock: Clock) -> None:
    if pulled := await repair_future_times(database, clock()):
        log.warning(
            "the clock was far ahead before; times in the future are set to now", rows=pulled
        )


async def _repair_times_after_jumps(
    database: Database, clock: MonotonicUtcClock, limits: WorkLimits
) -> None:
    """Repair the stored times whenever the machine's clock has jumped back."""
    repaired = 0
    while True:
        await asyncio.sleep(_CLOCK_CHECKS * limits.check_seconds)
        clock()
        if (jumps := clock.jumps) == repaired:
            continue
        try:
            await _repair_times(database, clock)
            repaired = jumps
        except DatabaseFault as error:
            log.warning("the stored times could not be repaired; will retry", reason=repr(error))


async def _open_database(
    settings: Settings, stack: AsyncExitStack, clock: Clock, role: Role
) -> Database:
    """Open, lock and migrate the database; `stack` closes it."""
    database = Database(settings.database_url)
    stack.push_async_callback(database.close)
    if role != "all" and database.is_sqlite:
        raise OperatorError(f"--role {role}: this needs BOT_DATABASE_URL=postgresql+asyncpg://…")
    stack.enter_context(instance_lock(database))
    await migrate(database)
    database.faults.is_on = True
    await _repair_times(database, clock)
    for file in accessible_to_others(files_of(database)):
        log.warning("other users may read a file of the bot; run chmod 600 on it", file=str(file))
    BUILD.labels(__version__, platform.python_version(), database.url.get_backend_name()).set(1)
    return database


class App:
    """The running bot."""

    def __init__(self, container: Container, check_seconds: float) -> None:
        self._container = container
        self._check_seconds = check_seconds
        self._update_task: asyncio.Task[None] | None = None

    async def run(self, group: asyncio.TaskGroup, stop: asyncio.Event) -> None:
        """Run until `stop` is set, then finish the running updates and messages.

        Raises:
            OperatorError: the database is damaged.
        """
        container = self._container
        queue = KeyedTaskQueue(group)
        handle = container.dispatcher(group).handle
        processor = UpdateProcessor(
            container.bot, handle, container.store.processed_updates, container.clock, queue
        )
        self._source = container.update_source(processor, self._log_ready)
        servers = self._serve(group, processor)
        watcher = container.watcher(self._check_seconds)
        group.create_task(container.leases.run(), name="leases")
        group.create_task(watcher.run(), name="watcher")
        group.create_task(self._warm_up_pool(), name="warm-up")
        work = group.create_task(self._run_workers(), name="work")
        telegram_tasks = group.create_task(self._run_telegram_tasks())
        await self._wait_for_end(stop)
        log.info("stopping")
        await self._drain(processor, queue)
        telegram_tasks.cancel()
        work.cancel()
        await asyncio.wait([work], timeout=_DRAIN_SECONDS)  # no request goes out after the leases
        for server in servers:
            await server.stop()
        await container.leases.leave()
        container.store.require_intact()

    async def _wait_for_end(self, stop: asyncio.Event) -> None:
        """Wait for `stop`, another process that replaces this one, or a damaged database."""
        events = stop, self._container.leases.lost, self._container.store.damaged
        ends = [asyncio.create_task(each.wait()) for each in events]
        try:
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for end in ends:
                end.cancel()

    async def _run_workers(self) -> None:
        container = self._container
        if container.role == "chats":
            return
        async with asyncio.TaskGroup() as group:
            group.create_task(self._clean_up(), name=container.cleaning_up.name)
            group.create_task(self._run_fanout(), name=FANOUT)
            await container.leases.wait_for_bucket()
            if container.role == "worker":
                self._log_ready()
            for worker in (
                container.reading_submissions,
                container.polling_feeds,
                container.reading_items,
                container.summarizing,
            ):
                group.create_task(worker.run(), name=worker.name)

    async def _run_fanout(self) -> None:
        container = self._container
        await container.leases.wait_for(FANOUT)
        async with asyncio.TaskGroup() as group:
            for worker in (container.fanning_out, container.making_digests):
                group.create_task(worker.run(), name=worker.name)

    async def _warm_up_pool(self) -> None:
        await asyncio.sleep(_WARM_UP_DELAY)
        await self._container.pool.start()

    async def _clean_up(self) -> None:
        await self._container.leases.wait_for(HOUSEKEEPING)
        await asyncio.sleep(_HOUSEKEEPING_DELAY)
        await self._container.cleaning_up.run()

    async def _run_telegram_tasks(self) -> None:
        container = self._container
        await register_bot(container.bot, container.editors)
        if container.role == "worker":
            return
        await container.leases.wait_for(CHATS)
        async with asyncio.TaskGroup() as group:
            for worker in (container.replying, container.sending_notices, container.sending):
                group.create_task(worker.run(), name=worker.name)
            self._update_task = group.create_task(self._source.run(), name="intake")

    async def _drain(self, processor: UpdateProcessor, queue: KeyedTaskQueue) -> None:
        """Wait for running updates and messages, but only for the seconds given above."""
        container = self._container
        container.sender.finish()
        if self._update_task is not None:
            self._update_task.cancel()
        try:
            async with asyncio.timeout(_DRAIN_SECONDS):
                if self._update_task is not None:
                    await asyncio.wait([self._update_task])  # it may be recording updates
                await processor.wait_until_idle(_DRAIN_SECONDS / 2)
                await queue.drain()
                async with container.sending.busy:
                    await self._source.confirm()
        except (TimeoutError, DatabaseFault) as error:
            log.warning(
                "the shutdown was incomplete; the rest continues at the next start",
                reason=repr(error),
            )
            await container.rate_limiter.close(_IN_FLIGHT_SECONDS)
            await asyncio.sleep(_RECORD_SECONDS)
            await queue.cancel()  # later updates would be handled but not recorded
            with suppress(DatabaseFault, TimeoutError):  # for example a full disk
                async with asyncio.timeout(_SAVE_SECONDS):
                    await processor.save()

    def _serve(self, group: asyncio.TaskGroup, processor: UpdateProcessor) -> tuple[Server, Server]:
        """Start the HTTP servers; `/metrics` has its own address if the settings name one."""
        container, settings = self._container, self._container.settings
        health = Health(
            is_database_working=container.store.is_working,
            deliveries=container.store.deliveries,
            stats=container.store.stats,
            source=None if container.role == "worker" else self._source,
            processor=processor,
            sender=container.sending,
            clock=container.clock,
        )
        metrics = metrics_route(SingleFlight(health.measure, _METRICS_SECONDS, time.monotonic))
        is_separate = settings.metrics_listen is not None
        routes = [*self._routes(), *([] if is_separate else [metrics])]
        main = Server(application(health.check, routes))
        metrics_server = Server(Starlette(routes=[metrics]))
        main.start(group, settings.listen, "BOT_LISTEN")
        metrics_server.start(group, settings.metrics_listen, "BOT_METRICS_LISTEN")
        return main, metrics_server

    def _routes(self) -> list[BaseRoute]:
        if isinstance(self._source, Polling):
            return []
        return [webhook_route(self._source.receive, self._container.settings.webhook_secret)]

    def _log_ready(self) -> None:
        container, ready = self._container, structlog.get_logger("xulosa.ready")
        if container.role == "worker":
            ready.info("ready", role=container.role)
        else:
            ready.info("ready", username=container.bot.username)
