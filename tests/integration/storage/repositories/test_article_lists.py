"""Lists of articles, a page at a time."""

from datetime import timedelta
from decimal import Decimal

from bot.domain.ids import TagKey
from bot.domain.rating import ImportedRating, Tally
from storage.store import Store
from tests.support.stored_samples import LATER, NOW, draft, keys, put_news

A_DAY = timedelta(days=1)


async def test_the_newest_come_first_without_unlisted_ones(store: Store):
    one = await put_news(store, "one", source="Example", published_at=NOW - A_DAY)
    await put_news(store, "hidden", is_listed=False)
    two = await put_news(store, "two")

    headlines, total = await store.article_lists.newest(None, 0, 10)

    assert ([each.id for each in headlines], total) == ([two, one], 2)
    assert (headlines[1].title, headlines[1].source) == ("Title of one", "Example")
    assert [each.date for each in headlines] == [NOW, NOW - A_DAY]


async def test_a_tags_articles_are_its_own(store: Store):
    one = await put_news(store, "one", tags=("uz", "world"))
    await put_news(store, "two", tags=("world",))

    headlines, total = await store.article_lists.newest(TagKey("uz"), 0, 10)

    assert ([each.id for each in headlines], total) == ([one], 1)
    assert await store.article_lists.newest(TagKey("nothing"), 0, 10) == ([], 0)


async def test_pages_follow_each_other_and_end(store: Store):
    numbers = [await put_news(store, str(number)) for number in range(5)]

    pages = [await store.article_lists.newest(None, offset, 2) for offset in (0, 2, 4, 6)]

    assert [each.id for page, _ in pages for each in page] == numbers[::-1]
    assert [(len(page), total) for page, total in pages] == [(2, 5), (2, 5), (1, 5), (0, 5)]


async def rated(store: Store, name: str, votes: int, mean: str) -> int:
    imported = ImportedRating(votes=votes, mean=Decimal(mean))
    return await put_news(store, name, imported_rating=imported)


async def test_the_best_are_ranked_by_the_bayesian_mean(store: Store):
    enthusiast = await rated(store, "enthusiast", 1, "5")
    good = await rated(store, "good", 40, "4.2")
    bad = await rated(store, "bad", 40, "1.5")
    await put_news(store, "unrated")

    headlines, total = await store.article_lists.best(None, 0, 10)

    assert ([each.id for each in headlines], total) == ([good, enthusiast, bad], 3)
    means = [each.tally.bayesian_mean for each in headlines]
    assert means == sorted(means, reverse=True)
    assert headlines[0].tally == Tally(votes=40, hundredths=16_800)


async def test_the_newer_of_two_equally_rated_articles_comes_first(store: Store):
    older = await rated(store, "older", 2, "4")
    newer = await rated(store, "newer", 2, "4")

    headlines, _ = await store.article_lists.best(None, 0, 10)

    assert [each.id for each in headlines] == [newer, older]


async def test_the_best_of_a_time_were_stored_since(store: Store):
    rating = ImportedRating(votes=2, mean=Decimal(4))
    await put_news(store, "old", imported_rating=rating)
    written = draft("fresh", imported_rating=rating)
    fresh, _ = await store.articles.put(written, keys("fresh"), now=LATER)

    headlines, total = await store.article_lists.best(LATER, 0, 10)

    assert ([each.id for each in headlines], total) == ([fresh], 1)
