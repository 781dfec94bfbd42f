"""The command playground: the bot, a Bot API server and a chat page in one process.

Bot and server talk over HTTP, as bot and Telegram do. The data is deleted at the end.
"""

import argparse
import asyncio
import os
import secrets
import signal
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import SecretStr

from bot import app
from bot.actions.publish import publish_article
from bot.actions.rate import rate
from bot.actions.services import Services
from bot.cli.browser import has_desktop, open_page
from bot.cli.event_loop import require_unix, run_server
from bot.cli.store_session import open_store, services_on, summarize_due
from bot.config import Settings, read_settings
from bot.domain.article import Draft
from bot.domain.errors import OperatorError
from bot.domain.ids import UserId
from bot.ingestion.article_reader import keys_of
from bot.ingestion.http.allowlist import Allowlist
from bot.playground.page.news import SITE
from bot.playground.page.personas import EDITOR_ID
from bot.playground.page.playground import Playground
from bot.playground.samples import Sample, load
from bot.telemetry.logs import set_up_logging

_BOT_ID = 4_242_424_242
_ARTICLE_INTERVAL = timedelta(hours=7)
_STARS = {  # ratings by article, from invented readers
    "en-bridge": (5, 4, 5),
    "ru-storks": (5, 5, 4, 5),
    "uz-shaxmat": (4, 5),
    "uzc-kutubxona": (5, 3),
    "en-orchard": (2, 3),
}
_FIRST_RATER_ID = 5_900_000_001


def playground(options: argparse.Namespace) -> int:
    """Open the playground until SIGTERM or Ctrl-C, and its page in a browser on a desktop."""
    require_unix()
    settings = read_settings()
    is_level_given = "bot_log_level" in settings.model_fields_set
    set_up_logging(settings.bot_log_level if is_level_given else "error", settings.bot_log_format)
    is_shown = options.browser and sys.stdout.isatty() and has_desktop(os.environ)
    run_server(_run_until_signal(settings, is_shown=is_shown))
    return 0


async def _run_until_signal(settings: Settings, *, is_shown: bool) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with open_playground(settings, stop) as served:
        print(f"The playground is open: {served.url}/", flush=True)
        if is_shown:
            open_page(f"{served.url}/")
        await stop.wait()


@asynccontextmanager
async def open_playground(settings: Settings, stop: asyncio.Event) -> AsyncIterator[Playground]:
    """Run the bot and the page until the block ends or `stop` is set; yield when the bot answers.

    Raises:
        OperatorError: BOT_LISTEN is off, or its port is in use.
    """
    if settings.listen is None:
        raise OperatorError("BOT_LISTEN: the playground needs an address such as 127.0.0.1:8080")
    host, port = settings.listen
    token = f"{_BOT_ID}:{secrets.token_urlsafe(24)}"
    with tempfile.TemporaryDirectory(prefix="xulosa-playground-") as folder:
        try:
            served = await Playground(token, host=host, port=port).start()
        except OSError as error:
            raise OperatorError(
                f"BOT_LISTEN: cannot listen on {host}:{port} ({error.strerror}); "
                "name another address"
            ) from error
        try:
            bot_settings = _bot_settings(settings, served, Path(folder))
            async with open_store(bot_settings) as store:
                await _store_samples(services_on(store, bot_settings), served)
                # The greeting offers tags of its language; a summary finds an article's language.
                await summarize_due(store, bot_settings)
            async with asyncio.TaskGroup() as group:
                running = group.create_task(app.run(bot_settings, stop, served.clock.today))
                running.add_done_callback(lambda _: served.world.changes.notify())
                await served.until(lambda: running.done() or served.calls("getUpdates"))
                yield served
                stop.set()
        finally:
            await served.stop()


def _bot_settings(settings: Settings, served: Playground, folder: Path) -> Settings:
    """Return the operator's settings, changed to use the playground instead of Telegram."""
    return settings.model_copy(
        update={
            "bot_token": SecretStr(served.token),
            "bot_api_url": served.url,
            "bot_admins": frozenset({EDITOR_ID}),
            "bot_data_dir": folder,
            "bot_database_url": None,
            "bot_listen": "off",
            "bot_webhook_url": None,
            "bot_fetch_allow": Allowlist.parse(served.url.removeprefix("http://")),
        }
    )


async def _store_samples(services: Services, served: Playground) -> None:
    """Store the sample articles and a few ratings; the newest article is in English."""
    now = services.clock()
    samples = sorted(load(), key=lambda sample: sample.name, reverse=True)
    for position, sample in enumerate(samples):
        draft = _draft(sample, served, now - _ARTICLE_INTERVAL * (len(samples) - position))
        number, _ = await publish_article(services, draft, keys_of(draft))
        for rater, stars in enumerate(_STARS.get(sample.name, ()), start=_FIRST_RATER_ID):
            await rate(services, number, UserId(rater), stars)


def _draft(sample: Sample, served: Playground, published_at: datetime) -> Draft:
    return Draft(
        title=sample.title,
        body=sample.body,
        url=served.news.url(sample.name),
        image_url=served.news.picture_url(sample.name),
        source=SITE,
        section=sample.section,
        published_at=published_at,
        tags=sample.tags,
    )
