"""Ratings: one row per reader and article, and tallies that are exact."""

import asyncio
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.domain.errors import NotFound
from bot.domain.ids import UserId
from bot.domain.rating import ImportedRating, Tally
from storage.engine.database import Database
from storage.engine.schema import ratings
from storage.store import Store
from tests.support.hypothesis_profile import SHARED_FIXTURE
from tests.support.samples import NO_VOTES
from tests.support.stored_samples import ANN, BOB, GONE, NOW, put_news, rating


async def test_a_vote_counts_once_and_can_be_changed(store: Store):
    number = await put_news(store)

    for _ in range(2):
        assert await store.ratings.put(rating(number, ANN, 5)) == Tally(votes=1, hundredths=500)
    assert await store.ratings.put(rating(number, BOB, 4)) == Tally(votes=2, hundredths=900)
    assert await store.ratings.put(rating(number, ANN, 1)) == Tally(votes=2, hundredths=500)

    assert (await store.articles.get(number)).tally == Tally(votes=2, hundredths=500)
    assert await store.ratings.of(ANN, number) == 1
    assert await store.ratings.of(UserId(9), number) is None


async def test_votes_add_to_the_rating_that_the_page_carried(store: Store):
    imported = ImportedRating(votes=2, mean=Decimal("4.25"))
    number = await put_news(store, imported_rating=imported)

    tally = await store.ratings.put(rating(number, ANN, 1))

    assert tally == Tally(votes=3, hundredths=950)


async def test_a_vote_for_a_deleted_article_is_not_stored(database: Database, store: Store):
    with pytest.raises(NotFound) as missing:
        await store.ratings.put(rating(GONE))

    assert missing.value.text_key == "article.gone"
    async with database.read() as connection:
        rows = await connection.execute(select(func.count()).select_from(ratings))
        assert rows.scalar_one() == 0


async def test_the_last_of_fifty_concurrent_taps_counts(database: Database, store: Store):
    number = await put_news(store)
    stars = [1 + tap % 5 for tap in range(50)]

    tallies = await asyncio.gather(*(store.ratings.put(rating(number, ANN, n)) for n in stars))

    assert tallies[-1] == Tally(votes=1, hundredths=100 * stars[-1])
    assert {tally.votes for tally in tallies} == {1}
    assert await store.ratings.of(ANN, number) == stars[-1]
    assert (await store.articles.get(number)).tally.mean == Decimal(stars[-1])
    async with database.read() as connection:
        rows = await connection.execute(select(func.count()).select_from(ratings))
        assert rows.scalar_one() == 1


@settings(SHARED_FIXTURE, max_examples=20)
@given(taps=st.lists(st.tuples(st.integers(1, 4), st.integers(1, 5)), max_size=12))
def test_a_tally_equals_a_recount_of_the_last_votes(path, taps):
    async def tapped() -> Tally:
        database = Database(f"sqlite+aiosqlite:///{path}")
        try:
            store = Store(database)
            number = await put_news(store)
            for user_id, stars in taps:
                await store.ratings.put(rating(number, user_id, stars))
            tally = (await store.articles.get(number)).tally
            await store.articles.delete(number)
            return tally
        finally:
            await database.close()

    last = dict(taps)

    assert asyncio.run(tapped()) == Tally(votes=len(last), hundredths=100 * sum(last.values()))


async def test_bookmarks_are_listed_with_the_last_saved_first(store: Store):
    one, two = await put_news(store, "one"), await put_news(store, "two", is_listed=False)
    await store.bookmarks.put(ANN, two, NOW)
    await store.bookmarks.put(ANN, one, NOW.replace(hour=13))
    await store.bookmarks.put(ANN, two, NOW.replace(hour=14))  # a second time: it keeps its place

    headlines, total = await store.article_lists.saved(ANN, 0, 10)

    assert ([each.id for each in headlines], total) == ([one, two], 2)
    assert await store.article_lists.saved(BOB, 0, 10) == ([], 0)
    assert await store.bookmarks.has(ANN, one)
    assert not await store.bookmarks.has(BOB, one)


async def test_a_dropped_bookmark_is_gone_for_one_reader_only(store: Store):
    number = await put_news(store)
    await store.bookmarks.put(ANN, number, NOW)
    await store.bookmarks.put(BOB, number, NOW)

    for _ in range(2):
        await store.bookmarks.drop(ANN, number)

    assert not await store.bookmarks.has(ANN, number)
    assert await store.bookmarks.has(BOB, number)


async def test_a_new_article_has_no_votes(store: Store):
    assert (await store.articles.get(await put_news(store))).tally == NO_VOTES
