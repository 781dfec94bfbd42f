"""How the bot lives: it opens what it needs, serves until it is stopped, and drains."""

import asyncio
import signal
import time
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from datetime import UTC, datetime

import structlog
from starlette.applications import Starlette
from starlette.routing import BaseRoute

from bot.app.container import HEAVY_MODULES, Container, Resources
from bot.app.health import Health
from bot.config import Settings
from bot.domain.errors import OperatorError
from bot.ingestion.http.fetcher import Fetcher
from bot.transport.bot import AiohttpBot
from bot.transport.keyed_task_queue import KeyedTaskQueue
from bot.transport.polling import Polling
from bot.transport.startup import register_bot
from bot.transport.update_processor import UpdateProcessor
from bot.web.server import Server, application, metrics_route
from bot.web.single_flight import SingleFlight
from bot.web.webhook import webhook_route
from bot.workers.monotonic_clock import MonotonicUtcClock
from bot.workers.process_pool import Pool
from storage.clock_repair import repair_future_times
from storage.engine.database import Database, DatabaseFault, files_of
from storage.engine.lock import instance_lock
from storage.engine.migrate import migrate
from storage.engine.sqlite.private_files import accessible_to_others
from storage.store import Store

_DRAIN_SECONDS = 2.0  # for what is under way at SIGTERM to end
_UNDER_WAY_SECONDS = 0.5  # after that, for the answers to messages that have left
_LAST_STEP = 0.1  # after that, for the tasks that sent them to end
_NOTE_SECONDS = 1.0  # after that, to write down which updates were handled
_WARM_AFTER = 1.0  # seconds, so that the processes do not slow the bot's own start
_METRICS_SECONDS = 5.0  # at most one count of the tables in this time, however many ask

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
        steady_clock = MonotonicUtcClock(clock, monotonic)
        resources = await _open(settings, stack, steady_clock)
        app = App(Container(settings, resources, steady_clock))
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


async def _open(settings: Settings, stack: AsyncExitStack, clock: Clock) -> Resources:
    """Open the database, the connections and the process pool; `stack` closes them."""
    if settings.bot_token is None:
        raise OperatorError(
            "BOT_TOKEN: not set; ask @BotFather for a token, then: BOT_TOKEN=… make run"
        )
    database = Database(settings.database_url)
    stack.push_async_callback(database.close)
    stack.enter_context(instance_lock(database))
    await migrate(database)
    if pulled := await repair_future_times(database, clock()):
        log.warning("a clock was far ahead once; what waited for that time comes now", rows=pulled)
    for file in accessible_to_others(files_of(database)):
        log.warning("others may read a file of ours; chmod 600 it", file=str(file))
    bot = AiohttpBot(settings.bot_token.get_secret_value(), settings.bot_api_url)
    stack.push_async_callback(bot.shutdown)
    fetcher = await stack.enter_async_context(Fetcher(settings.bot_fetch_allow))
    pool = Pool(
        settings.bot_workers,
        memory=settings.bot_worker_memory * 2**20,
        preload=HEAVY_MODULES,
        retries_start=True,
    )
    stack.push_async_callback(pool.close)
    return Resources(store=Store(database), bot=bot, fetcher=fetcher, pool=pool)


class App:
    """The running bot."""

    def __init__(self, container: Container) -> None:
        self._container = container
        self._intake: asyncio.Task[None] | None = None

    async def run(self, group: asyncio.TaskGroup, stop: asyncio.Event) -> None:
        """Serve until `stop` is set, then finish what is under way."""
        parts = self._container
        queue = KeyedTaskQueue(group)
        handle = parts.dispatcher(group).handle
        processor = UpdateProcessor(
            parts.bot, handle, parts.store.processed_updates, parts.clock, queue
        )
        self._source = parts.update_source(processor, self._announce)
        servers = self._serve(group, processor)
        for worker in (
            *(parts.reading_submissions, parts.polling_feeds, parts.reading_items),
            *(parts.summarizing, parts.fanning_out, parts.making_digests, parts.cleaning_up),
        ):
            group.create_task(worker.run(), name=worker.name)
        group.create_task(self._warm(), name="warming")
        at_telegram = group.create_task(self._live_at_telegram())
        await stop.wait()
        log.info("stopping")
        await self._drain(processor, queue)
        at_telegram.cancel()
        for server in servers:
            await server.end()

    async def _warm(self) -> None:
        await asyncio.sleep(_WARM_AFTER)
        await self._container.pool.start()

    async def _live_at_telegram(self) -> None:
        parts = self._container
        await register_bot(parts.bot, parts.editors)
        async with asyncio.TaskGroup() as group:
            for worker in (parts.replying, parts.sending_notices, parts.sending):
                group.create_task(worker.run(), name=worker.name)
            self._intake = group.create_task(self._source.run(), name="intake")

    async def _drain(self, processor: UpdateProcessor, queue: KeyedTaskQueue) -> None:
        """Let updates and messages that are under way come to their end."""
        parts = self._container
        parts.sender.finish()
        if self._intake is not None:
            self._intake.cancel()
        try:
            async with asyncio.timeout(_DRAIN_SECONDS):
                await processor.settle(_DRAIN_SECONDS / 2)
                await queue.stop()
                async with parts.sending.busy:
                    await self._source.confirm()
        except (TimeoutError, DatabaseFault) as error:
            log.warning(
                "not everything came to its end; it will be taken up at the next start",
                reason=repr(error),
            )
            await parts.rate_limiter.close(_UNDER_WAY_SECONDS)
            await asyncio.sleep(_LAST_STEP)
            await queue.end()  # or what is handled from now on would be handled again
            with suppress(DatabaseFault, TimeoutError):  # a full disk, say, takes no note of it
                async with asyncio.timeout(_NOTE_SECONDS):
                    await processor.save()

    def _serve(self, group: asyncio.TaskGroup, processor: UpdateProcessor) -> tuple[Server, Server]:
        """Serve what the settings name; `/metrics` on its own address, where there is one."""
        parts, settings = self._container, self._container.settings
        health = Health(parts.store, self._source, processor, parts.sending, parts.clock)
        metrics = metrics_route(SingleFlight(health.measure, _METRICS_SECONDS, time.monotonic))
        is_apart = settings.metrics_listen is not None
        routes = [*self._routes(), *([] if is_apart else [metrics])]
        main = Server(application(health.check, routes))
        apart = Server(Starlette(routes=[metrics]))
        main.start(group, settings.listen, "BOT_LISTEN")
        apart.start(group, settings.metrics_listen, "BOT_METRICS_LISTEN")
        return main, apart

    def _routes(self) -> list[BaseRoute]:
        if isinstance(self._source, Polling):
            return []
        return [webhook_route(self._source.receive, self._container.settings.webhook_secret)]

    def _announce(self) -> None:
        ready = structlog.get_logger("xulosa.ready")
        ready.info("ready", username=self._container.bot.username)
