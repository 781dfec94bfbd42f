"""Many followers of one tag, put into a database as quickly as SQLite takes them."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from storage.engine.database import Database
from storage.engine.migrate import migrate
from storage.store import Store
from tests.support.stored_samples import NOW, put_summarized

TAG = "news"


async def prepare(path: Path, articles: int = 1) -> None:
    """Make a database with articles about `TAG`, with summaries, offered to nobody yet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    database = Database(f"sqlite+aiosqlite:///{path}")
    try:
        await migrate(database)
        for number in range(articles):
            await put_summarized(Store(database), f"no {number}", tags=(TAG,))
    finally:
        await database.close()


def put_followers(path: Path, chats: Iterable[int]) -> None:
    """Let chats follow `TAG`; negative ids are groups."""
    now = NOW.replace(tzinfo=None).isoformat(" ")
    rows = [(chat, "private" if chat > 0 else "supergroup", now) for chat in chats]
    with closing(sqlite3.connect(path)) as database, database:
        database.executemany(
            "INSERT INTO chats (chat_id, kind, title, created_at) VALUES (?, ?, '', ?)", rows
        )
        database.executemany(
            "INSERT INTO subscriptions (chat_id, tag_key, created_at) VALUES (?, ?, ?)",
            [(chat, TAG, now) for chat, _, now in rows],
        )
