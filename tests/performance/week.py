"""A week of 500 chats and 50 feeds on a fast clock, with all that happens to a bot: is it lost?

The first two days run an older version. Then come the upgrade, two restarts each day, two times
`kill -9`, a full disk, and 50 readers who block the bot for two days.
"""

import asyncio
import io
import os
import signal
import sqlite3
import struct
import subprocess
import tarfile
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # it has no types

from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from tests.performance.processes import TOKEN, program
from tests.support.bot_process import Running
from tests.support.feed_site import rss
from tests.support.many_feeds import body, title
from tests.support.paths import ROOT
from tests.support.waiting import queued
from tests.support.web_site import Site, Visit, opened, page

SCALE = int(os.environ.get("BENCH_SCALE", "1"))  # of the chats
READERS, FEEDS, TAGS = 500 // SCALE, 50, 25
DIGESTS, BLOCKERS = (
    READERS // 5,
    READERS // 10,
)  # readers with a daily digest; readers who block the bot
STEP, ITEM_EVERY = timedelta(hours=6), timedelta(hours=12)  # of each feed
DAYS, UPGRADE, FULL_DISK, BLOCK, UNBLOCK = 7, 2, 3, 3, 5  # the last four: at the start of this day
KILLS = (1, 5)  # days
OLDER = os.environ.get("BENCH_OLDER", "ec927b2^")  # the version of the first days: schema 0019
_EDITOR_ID = 7_000_001
_PROGRAM = str(Path(__file__).with_name("week_bot.py"))


@dataclass
class Week:
    """The clock, the feeds and the readers."""

    folder: Path
    site: Site
    bot_api: BotApiServer
    start: datetime
    now: datetime
    readers: list[Person] = field(default_factory=list)
    code: Path = ROOT  # of the running version

    def move_to(self, now: datetime) -> None:
        """Set the clock of the bot."""
        self.now = now
        with (self.folder / "clock").open("r+b") as file:
            file.write(struct.pack("d", now.timestamp()))

    def items(self, feed: int) -> list[tuple[datetime, int]]:
        """Return the times and numbers of a feed's items until now."""
        first = self.start + timedelta(minutes=30 + feed)
        count = max(0, (self.now - first) // ITEM_EVERY + 1)
        return [(first + item * ITEM_EVERY, item) for item in range(count)]

    async def answer(self, visit: Visit) -> None:
        """Answer with a feed, `/3`, or with the page of an item, `/3/0`."""
        feed, _, item = visit.path[1:].partition("/")
        if item:
            heading = title(int(feed), int(item))
            text = "".join(f"<p>{each}</p>" for each in body(int(feed), int(item)))
            html = f"<title>{heading}</title><article><h1>{heading}</h1>{text}</article>"
            await visit.send(page(f"<html><body>{html}</body></html>"))
            return
        items = (
            f"<title>{title(int(feed), number)}</title><link>/{feed}/{number}</link>"
            f"<guid>{feed}-{number}</guid><pubDate>{at.isoformat()}</pubDate>"
            for at, number in self.items(int(feed))[-10:]
        )
        await visit.send(page(rss(*items), content_type="application/rss+xml"))

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Running]:
        """Run the bot until the block ends."""
        hosts = ",".join(f"{host}:{self.site.port}" for host in _hosts())
        settings = {
            "BOT_TOKEN": TOKEN,
            "BOT_API_URL": self.bot_api.url,
            "BOT_LISTEN": "off",
            "BOT_ADMINS": str(_EDITOR_ID),
            "BOT_FETCH_ALLOW": hosts,
            "BOT_FEED_INTERVAL": str(STEP // timedelta(seconds=1)),
            "BOT_LINKS_PER_MINUTE": "1000",
            "BOT_PAID_BROADCAST": "true",
            "BOT_SEND_RATE": "1000",
            "BOT_MAX_IN_FLIGHT": "5",
            "BOT_LOG_LEVEL": "warning",
            "PYTHONPATH": str(self.code),
        }
        arguments = ("-P", _PROGRAM, str(self.folder / "clock"))
        async with program(self.folder, *arguments, **settings) as bot:
            await bot.says("ready")
            yield bot

    async def until_done(self) -> None:
        """Wait until the bot has done all that is due, at two looks one after the other."""
        quiet = 0
        while quiet < 2:
            await asyncio.sleep(0.3)
            quiet = quiet + 1 if self._is_done() else 0

    def _is_done(self) -> bool:
        query = "SELECT count(*) FROM feeds WHERE state = 'active' AND next_at <= ?"
        now = self.now.replace(tzinfo=None).isoformat(" ")
        with closing(sqlite3.connect(self.folder / "data" / "xulosa.db")) as database:
            (due,) = database.execute(query, [now]).fetchone()
        return not due and self.bot_api.is_idle and not queued(self.folder / "data")


async def report() -> None:
    """Print a line for each day, and the number of lost and doubled articles."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        (folder / "clock").write_bytes(bytes(8))
        (folder / "older").mkdir()
        site = await stack.enter_async_context(opened(more=_hosts()[1:]))
        bot_api = await stack.enter_async_context(
            BotApiServer(token=TOKEN, username="xulosa_test_bot")
        )
        start = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
        week = Week(folder, site, bot_api, start, start)
        site.on("/robots.txt", page("", "404 Not Found"))
        for feed in range(FEEDS):
            site.on(f"/{feed}", week.answer)
            for item in range(DAYS * timedelta(days=1) // ITEM_EVERY + 1):
                site.on(f"/{feed}/{item}", week.answer)
        await asyncio.to_thread(_extract_older, folder / "older")
        week.code = folder / "older"
        week.move_to(start)
        await _live(week)
        _print_losses(week)


def _extract_older(folder: Path) -> None:
    command = ["git", "archive", OLDER]
    archive = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)  # noqa: S603
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as older:
        older.extractall(folder, filter="data")


def _hosts() -> list[str]:
    return [f"127.0.0.{feed + 1}" for feed in range(FEEDS)]


async def _live(week: Week) -> None:
    print(f"\n{READERS} chats, {FEEDS} feeds, {DIGESTS} daily digests; the clock moves {STEP}")
    print("day  articles  messages  database  an article  memory")
    for half in range(2 * DAYS):
        day, is_evening = divmod(half, 2)
        if half == 2 * UPGRADE:
            week.code = ROOT
        async with week.running() as bot:
            if half == 0:
                await _set_up(week)
            if not is_evening:
                await _block(week, day)
            memory = await _half_day(week, bot, is_full=day == FULL_DISK and not is_evening)
            if day in KILLS and not is_evening:
                week.move_to(week.now + STEP / 2)
                await asyncio.sleep(1)  # it is at work
                bot.process.kill()
            else:
                assert await bot.stop(signal.SIGTERM) == 0
        if is_evening:
            _print_day(week, day, memory)


async def _set_up(week: Week) -> None:
    """Let the editor add the feeds, and the readers follow a tag each."""
    editor = week.bot_api.person("Edith", user_id=_EDITOR_ID, is_started=True)
    for feed, host in enumerate(_hosts()):
        editor.send(f"/addfeed {week.site.url(f'/{feed}', host=host)} tag{feed % TAGS}")
    week.readers = [
        week.bot_api.person(f"Reader {number}", is_started=True) for number in range(READERS)
    ]
    for number, reader in enumerate(week.readers):
        reader.send(f"/subscribe tag{number % TAGS}")
        if number < DIGESTS:
            reader.send("/digest 09:00")
    await week.until_done()


async def _block(week: Week, day: int) -> None:
    """Let some readers block the bot, and later come back and ask for what they missed."""
    blockers = week.readers[-BLOCKERS:]
    if day == BLOCK:
        for reader in blockers:
            reader.block()
    if day == UNBLOCK:
        for reader in blockers:
            reader.unblock()
            reader.send("/start")
        await week.until_done()
        for reader in blockers:
            reader.press(reader.private.last, data="m:1")
        await week.until_done()


async def _half_day(week: Week, bot: Running, *, is_full: bool) -> int:
    """Let half a day pass, the first step on a full disk; return the main process's bytes."""
    process = psutil.Process(bot.process.pid)
    for _ in range(timedelta(hours=12) // STEP):
        if is_full:
            process.rlimit(psutil.RLIMIT_FSIZE, (0, -1))
        week.move_to(week.now + STEP)
        if is_full:
            await bot.says("the database fails")
            process.rlimit(psutil.RLIMIT_FSIZE, (-1, -1))
            is_full = False
        await week.until_done()
    return int(process.memory_info().rss)


def _print_day(week: Week, day: int, memory: int) -> None:
    data = week.folder / "data"
    size = sum(file.stat().st_size for file in data.glob("xulosa.db*"))
    with closing(sqlite3.connect(data / "xulosa.db")) as database:
        (articles,) = database.execute("SELECT count(*) FROM articles").fetchone()
    sent = sum(len(reader.private.from_bot()) for reader in week.readers)
    print(
        f"{day + 1:3} {articles:9} {sent:9} {size / 2**20:6.1f} MB "
        f"{size / 1024 / max(articles, 1):8.1f} KB {memory / 2**20:4.0f} MB",
        flush=True,
    )


def _print_losses(week: Week) -> None:
    """Print how many articles did not reach a reader, and how many did twice."""
    lost = doubled = expected = 0
    for number, reader in enumerate(week.readers):
        texts = [message.text for message in reader.private.from_bot()]
        for feed in range(number % TAGS, FEEDS, TAGS):
            for at, item in week.items(feed):
                if at > week.now - timedelta(days=1) and number < DIGESTS:
                    continue  # the next digest has it
                count = sum(title(feed, item) in text for text in texts)
                expected, lost, doubled = expected + 1, lost + (not count), doubled + (count > 1)
    print(f"of {expected} articles for a reader: lost {lost}, sent twice {doubled}")
