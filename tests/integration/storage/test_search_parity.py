"""Both databases find the same articles in the same order.

`SEARCH_DOCUMENTS=2000 SEARCH_QUERIES=500` (environment variables) compare more of them.
"""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.engine.database import Database
from storage.store import Store
from tests.support.migrated_database import copy_migrated
from tests.support.postgresql_server import delete_rows, migrated_database
from tests.support.search_parity import hits, put_random_articles, random_queries

DOCUMENTS = int(os.environ.get("SEARCH_DOCUMENTS", "60"))
QUERIES = int(os.environ.get("SEARCH_QUERIES", "120"))


@pytest.fixture
async def both(tmp_path: Path) -> AsyncIterator[list[Store]]:
    """A store on each database."""
    databases = [
        Database(f"sqlite+aiosqlite:///{copy_migrated(tmp_path)}"),
        Database(migrated_database().render_as_string(False)),
    ]
    yield [Store(database) for database in databases]
    for database in databases:
        await database.close()
    await delete_rows(migrated_database())


async def test_random_queries_find_the_same_on_both_databases(both: list[Store]) -> None:
    for store in both:
        await put_random_articles(store, DOCUMENTS, seed=14)

    count = 0
    for query in random_queries(QUERIES, seed=41):
        sqlite, postgresql = [await hits(store, query) for store in both]
        assert sqlite == postgresql, query
        count += len(sqlite)

    assert count > QUERIES  # most of the queries find something
    print(f"{count} hits of {QUERIES} queries in {DOCUMENTS} articles agree")  # shown by -s
