"""Concurrent work: no write is lost or refused, and every count is exact."""

import asyncio
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.domain.article import ArticleKeys
from bot.domain.rating import Tally
from storage.engine.backup import backup
from storage.engine.columns import upsert
from storage.engine.database import CHUNK_SIZE, Database
from storage.engine.schema import articles
from storage.repositories.articles import article_row, put_article
from storage.store import Store
from tests.support.stored_samples import NOW, draft, keys, put_news, rating

ARTICLES = 1_500
BATCH = 100  # articles of one transaction


async def count(database: Database) -> int:
    async with database.read() as connection:
        rows = await connection.execute(select(func.count()).select_from(articles))
        return rows.scalar_one()


@pytest.mark.sqlite
async def test_concurrent_ratings_import_and_backup_lose_nothing(
    database: Database, store: Store, tmp_path: Path
):
    number = await put_news(store)
    stars = [1 + user_id % 5 for user_id in range(1, 201)]
    stored = asyncio.Condition()
    batches = 0

    async def store_articles() -> None:
        nonlocal batches
        for start in range(0, ARTICLES, BATCH):
            async with database.transaction() as connection:
                for name in map(str, range(start, start + BATCH)):
                    written = draft(name, tags=("uz",) if name.endswith("0") else ())
                    await put_article(connection, written, keys(name), now=NOW)
            async with stored:
                batches += 1
                stored.notify_all()

    async def rate(user_id: int, stars: int) -> None:
        async with stored:
            await stored.wait_for(lambda: batches >= user_id // 14)  # spread over the import
        await store.ratings.put(rating(number, user_id, stars))

    async with asyncio.TaskGroup() as group:
        group.create_task(store_articles())
        group.create_task(backup(database, tmp_path / "copy.db"))
        for user_id, given in enumerate(stars, 1):
            group.create_task(rate(user_id, given))

    tally = (await store.articles.get(number)).tally
    assert tally == Tally(votes=200, hundredths=100 * sum(stars))
    assert await count(database) == ARTICLES + 1
    assert (await store.search.find(f"title {ARTICLES - 1}", NOW, 0, 1))[1] == 1
    ((_, tagged),) = await store.tags.most_used(0, 10)
    assert tagged == ARTICLES / 10


async def test_twenty_thousand_articles_with_long_keys_are_all_stored(
    database: Database, store: Store
):
    def row(number: int) -> dict[str, object]:
        digest = sha256(str(number).encode()).hexdigest()
        address = digest[:32] if number % 2 else None  # 128 bits; every other one has no address
        found_by = ArticleKeys(dedupe_key=address, content=digest)
        return article_row(draft(str(number)), found_by, now=NOW)

    for start in range(0, 20_000, CHUNK_SIZE):
        rows = [row(number) for number in range(start, start + CHUNK_SIZE)]
        async with database.transaction() as connection:
            await connection.execute(upsert(articles), rows)

    assert await count(database) == 20_000
    for number in range(0, 20_000, 999):
        digest = sha256(str(number).encode()).hexdigest()
        again = ArticleKeys(dedupe_key=None, content=digest)
        found, is_new = await store.articles.put(draft("x"), again, now=NOW)
        assert not is_new
        assert (await store.articles.get(found)).title == f"Title of {number}"
