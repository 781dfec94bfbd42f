"""Measure how long /help waits while the shipped bot reads 200 feeds and their pages."""

import asyncio
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from tests.performance.processes import TOKEN, BotApiProcess, bot_api_process, program
from tests.support.bot_process import fed
from tests.support.many_feeds import ManyFeeds
from tests.support.web_site import Site, opened

FEEDS, ITEMS = 200, 10
LATE = 0.3  # seconds that every fifth answer is late
PEOPLE = 10  # people ask in turn, since one chat gets a message a second
PAUSE = 0.2  # seconds between two of them
_OVER_AFTER = 6.0  # seconds without a new article: the rest is asked for in minutes
_ADDRESSES = [f"127.0.1.{number}" for number in range(FEEDS)]  # each a host of its own


async def report() -> None:
    """Print how long /help waited."""
    many = ManyFeeds(feeds=FEEDS, items=ITEMS, late=LATE)
    with tempfile.TemporaryDirectory() as folder:
        async with bot_api_process() as bot_api, opened(more=_ADDRESSES) as site:
            many.serve(site)
            allowed = ",".join(f"{address}:{site.port}" for address in _ADDRESSES)
            settings = {"BOT_TOKEN": TOKEN, "BOT_API_URL": bot_api.url, "BOT_LISTEN": "off"}
            settings |= {"BOT_FETCH_ALLOW": allowed, "BOT_LOG_LEVEL": "error"}
            added = await fed(Path(folder), _feed_list(site), "feeds", "import", "-", **settings)
            assert added.code == 0, added.err
            people = await bot_api.people(PEOPLE)
            async with program(Path(folder), **settings) as bot:
                await bot.says("ready")
                waits, seconds = await _ask_meanwhile(bot_api, people, Path(folder))
        count = _articles(Path(folder))
    print(f"\n/help beside {FEEDS} feeds; a fifth of the answers fail, a fifth are late")
    print(f"{len(site.visits)} visits and {count} articles in {seconds:.0f} s")
    ordered = sorted(waits)
    p50, p99 = (ordered[int(len(ordered) * share)] for share in (0.5, 0.99))
    print(
        f"{len(waits)} times /help: p50 {p50:.3f} s, p99 {p99:.3f} s, at most {ordered[-1]:.3f} s"
    )


def _feed_list(site: Site) -> bytes:
    feeds = "".join(
        f'<outline type="rss" xmlUrl="http://{address}:{site.port}/{number}"/>'
        for number, address in enumerate(_ADDRESSES)
    )
    return f'<opml version="2.0"><body>{feeds}</body></opml>'.encode()


async def _ask_meanwhile(
    bot_api: BotApiProcess, people: list[int], folder: Path
) -> tuple[list[float], float]:
    """Let people ask for help in turn until no more articles come.

    Returns:
        The seconds that each person waited, and the seconds in which articles came.
    """
    loop = asyncio.get_running_loop()
    began = grew_at = loop.time()
    asked: dict[int, list[float]] = {person: [] for person in people}
    count = turn = 0
    while loop.time() < grew_at + _OVER_AFTER:
        person = people[turn % PEOPLE]
        asked[person].append(loop.time())
        await bot_api.ask("send", person=person, text="/help")
        await asyncio.sleep(PAUSE)
        turn += 1
        if (now := _articles(folder)) > count:
            count, grew_at = now, loop.time()
    await asyncio.sleep(2.0)
    waits = []
    calls = await bot_api.ask("calls", method="sendMessage")
    for person, times in asked.items():
        answers = [call["time"] for call in calls if call["params"]["chat_id"] == person]
        waits += [answer - ask for ask, answer in zip(times, answers, strict=True)]
    return waits, grew_at - began


def _articles(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "data" / "xulosa.db")) as database:
        found: int = database.execute("SELECT count(*) FROM articles").fetchone()[0]
        return found
