"""A year of news: sizes of the database file and its tables at the end of each month.

Each article goes to thirty of 1,000 readers. Only a tenth of the 200 articles a day comes
(`BENCH_SCALE`), and a tenth of all other daily work, so that the run takes minutes.
"""

import logging
import os
import random
import sqlite3
import tempfile
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from sqlalchemy import update

from bot.domain.ids import ArticleId, ChatId, MessageId
from bot.domain.posted_card import CardState
from bot.domain.retention import Retention
from bot.domain.summary import RankedSentence, Summary
from bot.workers.housekeeping import Housekeeping
from storage.engine.database import Database
from storage.engine.migrate import migrate
from storage.engine.schema import deliveries
from storage.repositories.cards import put_cards
from storage.store import Store
from tests.support.stored_samples import NOW, draft, keys, put_follower, rating, submission

SCALE = int(os.environ.get("BENCH_SCALE", "10"))
ARTICLES, READERS = 200 // SCALE, 1_000  # a day; in all
TAGS = 33  # each reader follows one, and each article has one: a thirtieth of the readers get it
WORDS = [f"word{number}" for number in range(20_000)]
_MONTH = 30  # days
_SHOWN = 50_000  # bytes of a table; smaller ones are left out

Sizes = dict[str, int]  # bytes by the name of a table


async def report() -> None:
    """Print the curve where articles are kept forever, and where they are deleted after 90 days."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    for days in (None, 90):
        articles = None if days is None else timedelta(days=days)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "xulosa.db"
            database = Database(f"sqlite+aiosqlite:///{path}")
            try:
                await migrate(database)
                sizes = await live(database, path, 360, Retention(articles=articles))
            finally:
                await database.close()
        print(f"\n{ARTICLES} articles a day, {READERS} readers, articles kept {days or 'for ever'}")
        print(
            f"{'MB at the end of each month':28}" + "".join(f"{n + 1:7}" for n in range(len(sizes)))
        )
        for name in sorted(sizes[-1], key=lambda name: -sizes[-1][name]):
            print(f"{name:28}" + "".join(f"{month.get(name, 0) / 2**20:7.1f}" for month in sizes))
        print(end="", flush=True)


def _sizes(path: Path) -> Sizes:
    """Return the bytes of the files in all, and of each table with its indexes."""
    query = (
        "SELECT coalesce(tbl_name, dbstat.name), sum(pgsize) FROM dbstat "
        "LEFT JOIN sqlite_schema ON sqlite_schema.name = dbstat.name GROUP BY 1"
    )
    with closing(sqlite3.connect(path)) as database:
        tables = dict(database.execute(query).fetchall())
    return {"in all": sum(file.stat().st_size for file in path.parent.glob(f"{path.name}*"))} | {
        name: size for name, size in tables.items() if size >= _SHOWN
    }


async def live(
    database: Database, path: Path, days: int, retention: Retention, chance_of: int = 1
) -> list[Sizes]:
    """Simulate days of news; return the sizes at the end of each month."""
    store, chance, now = Store(database), random.Random(chance_of), NOW
    for reader in range(1, READERS + 1):
        await put_follower(store, reader, f"tag {reader % TAGS}")
    housekeeping = Housekeeping(store.housekeeping, lambda: now, retention, pause_seconds=0)
    sizes = []
    for day in range(1, days + 1):
        for number in range(ARTICLES):
            await _publish(database, store, f"{day} {number}", chance, now=now)
        await _hand_in(store, day, chance, now=now)
        await store.processed_updates.add(
            range(day * 10_000, day * 10_000 + 2 * READERS // SCALE), now
        )
        now += timedelta(days=1)
        while await housekeeping.run_once():
            pass
        if day % _MONTH == 0:
            sizes.append(_sizes(path))
    return sizes


async def _publish(
    database: Database, store: Store, name: str, chance: random.Random, *, now: datetime
) -> None:
    """Store an article, push it to its followers, and have one of them rate it."""
    tag = chance.randrange(TAGS)
    written = draft(name, body=" ".join(chance.choices(WORDS, k=400)), tags=(f"tag {tag}",))
    number, _ = await store.articles.put(written, keys(name), now=now)
    await store.summaries.put(number, _summary(written.body), "en")
    while await store.fanout.fan_out_article(number, now):
        pass
    followers = [reader for reader in range(1, READERS + 1) if reader % TAGS == tag]
    face = CardState(article_id=number, length=3)
    shown = [((ChatId(reader), MessageId(number)), face) for reader in followers]
    async with database.transaction() as connection:
        mine = (deliveries.c.kind == "article") & (deliveries.c.item_id == number)
        sent = {"state": "sent", "done_at": now, "message_id": number}
        await connection.execute(update(deliveries).where(mine).values(**sent))
        if shown:
            await put_cards(connection, number, shown, now)
    await store.ratings.put(rating(number, chance.choice(followers or [1])))


async def _hand_in(store: Store, day: int, chance: random.Random, *, now: datetime) -> None:
    """Let some readers submit a text each: twenty a day at full scale."""
    for reader in range(1, 20 // SCALE + 2):
        new = submission(reader, day, user_id=reader, payload=f"{day} {reader}", is_listed=False)
        handed = await store.submissions.put(new, now)
        name = f"private {day} {reader}"
        written = draft(name, body=" ".join(chance.choices(WORDS, k=400)))
        number: ArticleId = await store.submissions.store(handed, written, keys(name), now)
        await store.summaries.put(number, _summary(written.body), "en")
        await store.fanout.fan_out_article(number, now)
        await store.submissions.mark_answered(handed.id, MessageId(day))


def _summary(body: str) -> Summary:
    size = len(body) // 40
    texts = [body[start : start + size] for start in range(0, 10 * size, size)]
    return Summary(
        language="en",
        ranked=tuple(RankedSentence(text=text, position=at) for at, text in enumerate(texts)),
    )
