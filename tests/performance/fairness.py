"""Measure how long a link waits beside one person's worst files, with and without fairness.

Ours shares the processes and the slots of submissions between people. The comparison serves
the first submission first, with a plain semaphore. There, a person may have any number of
submissions in progress, and slow submissions have no slots of their own.
"""

import asyncio
import os
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from bot.ingestion import submission_worker
from bot.playground.api_server.server import BotApiServer
from bot.workers import process_pool
from tests.support.bot_and_site import ACKNOWLEDGED, address, bot_beside_a_site, hand_in, html_of
from tests.support.conversations import ask
from tests.support.document_files import worst_pdf
from tests.support.running_bot import TOKEN
from tests.support.web_site import Site, page, silence

FILES, LINKS, WORKERS = 9, 18, 2
AIM = 5.0  # seconds
_GIVE_UP = 600.0  # seconds
WORST = worst_pdf(padding=os.urandom(83_000))  # 89 KB: ended after 4.6 CPU seconds


class FifoSemaphore:
    """A semaphore with the interface of `FairSemaphore` that serves requests in their order."""

    def __init__(self, size: int) -> None:
        self._semaphore = asyncio.Semaphore(size)

    @asynccontextmanager
    async def slot(self, _: object) -> AsyncIterator[None]:
        """Wait for a slot and hold it until the block ends."""
        async with self._semaphore:
            yield


async def report() -> None:
    """Print the seconds for another person's link in both ways."""
    print(
        f"\na link on a fast site beside {FILES} worst files and {LINKS} slow links of one person"
    )
    ours = await _measure(bot_links_in_parallel=3)
    print(f"{'ours':28} {ours:6.1f} s, aim {AIM:.0f} s", flush=True)
    with _first_come_first_served():
        plain = await _measure(bot_links_in_parallel=FILES + LINKS)
    print(
        f"{'first come, first served':28} {plain:6.1f} s, {plain / ours:.1f} times ours", flush=True
    )


@contextmanager
def _first_come_first_served() -> Iterator[None]:
    """Disable fairness in the bots of this process until the block ends."""
    changes = (
        (process_pool, "FairSemaphore", FifoSemaphore),
        (submission_worker, "SLOW_CONCURRENCY", 0),
    )
    before = [(module, name, getattr(module, name)) for module, name, _ in changes]
    for module, name, value in changes:
        setattr(module, name, value)
    try:
        yield
    finally:
        for module, name, value in before:
            setattr(module, name, value)


async def _measure(**settings: object) -> float:
    """Return the seconds from another person's link to its card."""
    settings |= {"bot_workers": WORKERS, "bot_links_per_minute": FILES + LINKS}
    with tempfile.TemporaryDirectory() as folder:
        async with (
            BotApiServer(token=TOKEN, username="xulosa_test_bot") as bot_api,
            bot_beside_a_site(bot_api, Path(folder), **settings) as site,
        ):
            site.on("/slow", silence)
            site.on("/first", page(html_of("ru-ferry")))
            site.on("/page", page(html_of()))
            bob = bot_api.person("Bob", is_started=True)
            await hand_in(bot_api, bob, address(site, "/first"))  # the pool has started
            await _keep_busy(bot_api, site)
            began = time.monotonic()
            answer = await ask(bot_api, bob, address(site, "/page"))
            await bot_api.until(lambda: answer.text != ACKNOWLEDGED, _GIVE_UP)
            return time.monotonic() - began


async def _keep_busy(bot_api: BotApiServer, site: Site) -> None:
    """Let one person send everything, and wait until the bot works on the first of it."""
    ann = bot_api.person("Ann", is_started=True)
    slow = [f"{address(site, '/slow')}?{number}" for number in range(LINKS)]
    ann.send(slow[0])
    for number in range(FILES):
        ann.send_file(f"{number}.pdf", WORST)
    for link in slow[1:]:
        ann.send(link)
    await bot_api.until(lambda: len(site.visits) > 1 and len(bot_api.calls("getFile")) >= 2)
