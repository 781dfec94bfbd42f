"""The role `web`: receives updates and stores them for the process that answers people."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog
from starlette.applications import Starlette

from bot.config import Settings
from bot.domain.errors import OperatorError
from bot.transport.update_inbox import UpdateInbox
from bot.web.server import Server, application, metrics_route
from bot.web.webhook import webhook_route
from storage.store import Store

log = structlog.get_logger(__name__)


def require_webhook(settings: Settings) -> None:
    """Check that Telegram posts to this process.

    Raises:
        OperatorError: the bot asks Telegram for its updates.
    """
    if settings.bot_webhook_url is None:
        raise OperatorError("--role web: this needs BOT_WEBHOOK_URL")


async def run_web(
    settings: Settings, store: Store, clock: Callable[[], datetime], stop: asyncio.Event
) -> None:
    """Serve HTTP until `stop` is set; a post that is under way is answered before the end.

    Any number of these processes may run: a post needs one row, and no lease.
    """
    inbox = UpdateInbox(store.processed_updates, clock)

    async def check() -> dict[str, bool]:
        return {"database": await store.is_working()}

    metrics = metrics_route(_measure_nothing)
    is_separate = settings.metrics_listen is not None
    routes = [webhook_route(inbox.receive, settings.webhook_secret)]
    main = Server(application(check, routes if is_separate else [*routes, metrics]))
    metrics_server = Server(Starlette(routes=[metrics]))
    async with asyncio.TaskGroup() as group:
        main.start(group, settings.listen, "BOT_LISTEN")
        metrics_server.start(group, settings.metrics_listen, "BOT_METRICS_LISTEN")
        await main.is_serving.wait()
        structlog.get_logger("xulosa.ready").info("ready", role="web")
        await stop.wait()
        log.info("stopping")
        for server in (main, metrics_server):
            await server.stop()


async def _measure_nothing() -> None:
    """Leave the gauges of the tables to the processes that work on them."""
