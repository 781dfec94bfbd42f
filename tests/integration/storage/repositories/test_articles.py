"""Articles are stored once each, read, edited and deleted."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import StatementError

from bot.domain.errors import NotFound, NotUnderstood
from bot.domain.ids import TagKey, UserId
from bot.domain.rating import ImportedRating, Tally
from storage.engine.database import Database
from storage.engine.schema import (
    article_tags,
    articles,
    bookmarks,
    deliveries,
    ratings,
    summaries,
)
from storage.store import Store
from tests.support.stored_samples import (
    ANN,
    GONE,
    LATER,
    NOW,
    SUMMARY,
    draft,
    fan_out_to_followers,
    keys,
    put_follower,
    put_news,
    put_summarized,
    rating,
    submission,
)

TASHKENT = timezone(timedelta(hours=5))


async def names(store: Store, article_id) -> list[str]:
    return [tag.name for tag in (await store.articles.get(article_id)).tags]


async def test_a_stored_article_has_every_field_of_its_draft(store: Store):
    written = draft(
        url="https://example.org/n?utm_source=x",
        canonical_url="https://example.org/n",
        source="Example",
        section="World",
        image_url="https://example.org/i.jpg",
        published_at=datetime(2026, 2, 28, 9, 30, tzinfo=TASHKENT),
        tags=("migrant", "Oʻzbekiston"),
        imported_rating=ImportedRating(votes=3, mean=Decimal("4.5")),
    )

    number, is_new = await store.articles.put(written, keys(), now=NOW)

    article = await store.articles.get(number)
    assert is_new
    assert (article.title, article.body) == (written.title, written.body)
    assert article.url == "https://example.org/n"
    assert (article.source, article.section) == ("Example", "World")
    assert article.image_url == "https://example.org/i.jpg"
    assert article.published_at == datetime(2026, 2, 28, 4, 30, tzinfo=UTC)
    assert article.stored_at == NOW
    assert article.is_listed
    assert article.language is None
    assert article.tally == Tally(votes=3, hundredths=1350)
    assert [tag.name for tag in article.tags] == ["migrant", "Oʻzbekiston"]


async def test_a_deleted_article_is_not_found(store: Store):
    with pytest.raises(NotFound) as missing:
        await store.articles.get(GONE)

    assert missing.value.text_key == "article.gone"


async def test_a_summarized_article_has_its_summary_once_stored(store: Store):
    number = await put_news(store)
    assert (await store.articles.summarized(number)).summary is None

    await store.summaries.put(number, SUMMARY, "en")

    story = await store.articles.summarized(number)
    assert story.summary == SUMMARY
    assert story.article == await store.articles.get(number)
    with pytest.raises(NotFound):
        await store.articles.summarized(GONE)


@pytest.mark.parametrize(
    "again",
    [keys("news"), keys("news", "elsewhere.org/copy"), keys("news", None)],
    ids=["twice", "same content elsewhere", "same content without address"],
)
async def test_the_same_content_is_stored_once(store: Store, again):
    first = await put_news(store)

    assert await store.articles.put(draft(), again, now=LATER) == (first, False)


async def test_an_address_with_a_changed_text_is_stored_once(store: Store):
    first = await put_news(store)

    changed = keys("changed", keys("news").dedupe_key)

    assert await store.articles.put(draft("changed"), changed, now=LATER) == (
        first,
        False,
    )
    assert (await store.articles.get(first)).title == "Title of news"


async def test_articles_without_an_address_are_distinct(store: Store):
    numbers = set()
    for name in ("one", "two", "three"):
        number, is_new = await store.articles.put(draft(name), keys(name, None), now=NOW)
        assert is_new
        numbers.add(number)

    assert len(numbers) == 3


async def test_an_article_that_comes_again_gains_the_tags_it_lacked(store: Store):
    number = await put_news(store, tags=("a", "b"))

    await put_news(store, tags=("B", "c"))
    await put_news(store, tags=("B", "c"))

    assert await names(store, number) == ["a", "b", "c"]


async def test_an_article_is_found_by_the_tags_it_gained(store: Store):
    number = await put_news(store)

    await put_news(store, tags=("Samarqand",))

    found, _ = await store.search.find("Самарқанд", NOW, 0, 10)
    assert [each.id for each in found] == [number]


async def test_a_listed_article_stays_listed_when_a_reader_sends_it(store: Store):
    number = await put_summarized(store)

    await put_news(store, is_listed=False)

    assert (await store.articles.get(number)).is_listed
    assert await store.summaries.due(10) == []


async def test_an_edit_changes_the_given_fields_and_the_search_index(store: Store):
    number = await put_news(store, section="World")

    await store.articles.edit(number, title="Earthquake", section=None)

    article = await store.articles.get(number)
    assert (article.title, article.section) == ("Earthquake", "World")
    assert (await store.search.find("earthquake", NOW, 0, 10))[1] == 1
    assert (await store.search.find("title", NOW, 0, 10))[1] == 0

    await store.articles.edit(number, title=None, section="Nature")

    assert (await store.articles.get(number)).section == "Nature"


async def test_an_edit_of_nothing_changes_nothing(store: Store):
    number = await put_news(store)
    before = await store.articles.get(number)

    await store.articles.edit(number, title=None, section=None)

    assert await store.articles.get(number) == before


async def test_retagging_replaces_the_tags_and_updates_the_search(store: Store):
    number = await put_news(store, tags=("old", "kept"))

    for _ in range(2):
        await store.articles.retag(number, ["#new", "kept", "NEW"])

    assert await names(store, number) == ["new", "kept"]
    assert (await store.search.find("new", NOW, 0, 10))[1] == 1
    assert (await store.search.find("old", NOW, 0, 10))[1] == 0


async def test_all_tags_can_be_taken_away(store: Store):
    number = await put_news(store, tags=("old",))

    await store.articles.retag(number, [])

    assert await names(store, number) == []


async def test_retagging_with_nonsense_changes_nothing(store: Store):
    number = await put_news(store, tags=("old",))

    with pytest.raises(NotUnderstood):
        await store.articles.retag(number, ["new", "<b>"])

    assert await names(store, number) == ["old"]
    assert await store.tags.find(TagKey("new")) is None


async def test_deleting_an_article_deletes_all_rows_about_it(database: Database, store: Store):
    await put_follower(store, ANN, "uz")
    number = await put_summarized(store, tags=("uz",))
    await fan_out_to_followers(store, number)
    await store.ratings.put(rating(number))
    await store.bookmarks.put(ANN, number, NOW)

    await store.articles.delete(number)

    async with database.read() as connection:
        for table in (articles, article_tags, summaries, ratings, bookmarks, deliveries):
            rows = await connection.execute(select(func.count()).select_from(table))
            assert rows.scalar_one() == 0, table.name
    assert await store.search.find("title", NOW, 0, 10) == ([], 0)


async def test_a_submission_of_a_deleted_article_is_answered(store: Store):
    request = await store.submissions.put(submission(), NOW)
    number = await store.submissions.store(request, draft(), keys(), NOW)

    await store.articles.delete(number)

    (outcome,) = await store.submissions.due_answers(LATER, 10)
    assert (outcome.submission.id, outcome.article_id) == (request.id, None)
    assert outcome.text_key == "article.gone"


async def test_the_number_of_a_deleted_article_is_never_used_again(store: Store):
    number = await put_news(store, "one")
    await store.articles.delete(number)

    assert await put_news(store, "two") > number


async def test_a_deleted_article_cannot_be_changed(store: Store):
    with pytest.raises(NotFound):
        await store.articles.edit(GONE, title="T", section=None)
    with pytest.raises(NotFound):
        await store.articles.retag(GONE, ["a"])
    with pytest.raises(NotFound):
        await store.articles.delete(GONE)
    with pytest.raises(NotFound):
        await store.ratings.put(rating(GONE))
    with pytest.raises(NotFound):
        await store.bookmarks.put(UserId(1), GONE, NOW)


async def test_a_datetime_without_a_zone_is_never_stored(store: Store):
    with pytest.raises(StatementError, match="a datetime needs a time zone"):
        await store.articles.put(draft(), keys(), now=NOW.replace(tzinfo=None))

    assert await store.article_lists.newest(None, 0, 10) == ([], 0)
