"""Four pools, as of four processes, change the same rows of one PostgreSQL at once.

Each test repeats its race `RACE_ROUNDS` times (an environment variable).
"""

import asyncio
import os
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import TypeVar

import pytest

from bot.domain.errors import RateLimited
from bot.domain.ids import ChatId, FeedId
from bot.domain.rating import Tally
from bot.domain.submission import LinkLimits
from bot.ingestion.duplicates.duplicate_finder import DuplicateFinder
from storage.engine.database import Database
from storage.engine.migrate import migrate, revision
from storage.store import Store
from tests.support.feed_site import SAMPLES, run_inline
from tests.support.postgresql_server import delete_rows, migrated_database, new_database
from tests.support.stored_samples import ANN, NOW, draft, keys, put_news, rating, submission

ROUNDS = int(os.environ.get("RACE_ROUNDS", "10"))
POOLS = 4
FEW = LinkLimits(per_minute=3)

Result = TypeVar("Result")


@pytest.fixture
async def stores() -> AsyncIterator[list[Store]]:
    """Stores with pools of their own on one empty database."""
    address = migrated_database()
    databases = [Database(address.render_as_string(False)) for _ in range(POOLS)]
    yield [Store(database) for database in databases]
    for database in databases:
        await database.close()
    await delete_rows(address)


async def race(
    stores: Sequence[Store], work: Callable[[Store, int], Awaitable[Result]]
) -> list[Result]:
    return await asyncio.gather(*(work(store, number) for number, store in enumerate(stores)))


async def test_votes_through_four_pools_are_all_counted(stores: list[Store]) -> None:
    for round_number in range(ROUNDS):
        number = await put_news(stores[0], f"round {round_number}")

        await race(stores, lambda store, user, n=number: store.ratings.put(rating(n, user + 1)))  # type: ignore[misc]

        assert (await stores[0].articles.get(number)).tally == Tally(votes=4, hundredths=2_000)


async def test_the_same_article_through_four_pools_is_stored_once(stores: list[Store]) -> None:
    for round_number in range(ROUNDS):
        name = f"round {round_number}"

        stored = await race(
            stores,
            lambda store, _, name=name: store.articles.put(  # type: ignore[misc]
                draft(name, tags=("uz", "economy")), keys(name, address=None), now=NOW
            ),
        )

        assert len({article_id for article_id, _ in stored}) == 1
        assert [is_new for _, is_new in stored].count(True) == 1


async def test_the_limit_of_links_holds_for_four_pools_together(stores: list[Store]) -> None:
    async def submit(store: Store, pool: int, user_id: int) -> int:
        async def is_accepted(number: int) -> bool:
            new = submission(
                user_id, number, user_id=user_id, payload=f"https://a.example/{number}"
            )
            try:
                await store.submissions.put(new, NOW, limits=FEW)
            except RateLimited:
                return False
            return True

        return sum(await asyncio.gather(*(is_accepted(10 * pool + each) for each in range(3))))

    for user_id in range(ANN, ANN + ROUNDS):
        accepted = await race(stores, lambda store, pool, user=user_id: submit(store, pool, user))  # type: ignore[misc]

        assert sum(accepted) == FEW.per_minute


async def test_four_feeds_with_one_story_make_one_story(stores: list[Store]) -> None:
    body = SAMPLES["en-bridge"].body
    finders = [
        DuplicateFinder(each.articles, each.feed_items.story_lock, run_inline, lambda: NOW)
        for each in stores
    ]

    async def store_copy(store: Store, pool: int, round_number: int) -> bool:
        start = "".join("abcdefghij"[int(digit)] for digit in str(round_number))
        words = " ".join(f"{start}{word}" for word in body.split())  # another story in each round
        copy = draft(f"{start} {'wxyz'[pool]}", body=f"{words} {pool}")
        name = f"round {round_number} {pool}"
        async with finders[pool].match(copy, FeedId(pool)) as duplicate:
            await store.articles.put(copy, keys(name, address=None), now=NOW)
        return duplicate is None

    for number in range(ROUNDS):
        is_first = await race(stores, lambda store, pool, n=number: store_copy(store, pool, n))  # type: ignore[misc]

        assert sorted(is_first) == [False, False, False, True]


async def test_chats_stored_in_any_order_never_deadlock(stores: list[Store]) -> None:
    order = random.Random(7)

    async def put_chats(store: Store, pool: int) -> None:
        chat_ids = order.sample(range(1, 101), 100)
        await asyncio.gather(
            *(store.chats.put(ChatId(each), "private", f"by {pool}", NOW) for each in chat_ids)
        )

    for _ in range(ROUNDS):
        await race(stores, put_chats)

    assert (await stores[0].stats.totals()).chats == 100


async def test_one_of_four_editors_approves_a_broadcast(stores: list[Store]) -> None:
    for _ in range(ROUNDS):
        number = await stores[0].broadcasts.put("<b>Hello</b>", ANN, NOW)

        approved = await race(stores, lambda store, _, n=number: store.broadcasts.approve(n))  # type: ignore[misc]

        assert sorted(approved) == [False, False, False, True]


async def test_four_processes_migrate_an_empty_database_at_once() -> None:
    async with new_database() as address:
        databases = [Database(address.render_as_string(False)) for _ in range(POOLS)]

        await asyncio.gather(*(migrate(database) for database in databases))

        for database in databases:
            current, newest = await revision(database)
            assert current == newest
            await database.close()
