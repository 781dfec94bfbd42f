"""A person's submissions: the export has their text, and /forget erases them."""

import json
from pathlib import Path

import pytest
from sqlalchemy import func, select, table

from bot.domain.errors import NotFound
from bot.domain.ids import ArticleId, ChatId, MessageId, UserId
from bot.domain.posted_card import CardState
from bot.domain.rating import Tally
from storage.engine.database import Database
from storage.engine.schema import article_addresses, article_tags, deliveries, ratings, summaries
from storage.store import Store
from tests.support.stored_samples import (
    ANN,
    BOB,
    NOW,
    SUMMARY,
    draft,
    fan_out_to_followers,
    keys,
    put_follower,
    put_summarized,
    rating,
    submission,
)

SECRET = "zanzibar"  # a word that no other text has


async def hand_in(
    store: Store,
    name: str = SECRET,
    user_id: UserId = ANN,
    message_id: int = 1,
    **fields: object,
) -> ArticleId:
    """Let a person hand in the text `name`, for themselves, and answer it."""
    new = submission(
        user_id,
        message_id,
        user_id=user_id,
        kind="text",
        payload=f"Title of {name}\n\nText of {name}.",
        is_listed=False,
    )
    handed = await store.submissions.put(new, NOW)
    written = draft(
        name, **{"tags": (f"tag of {name}",), "section": f"Section of {name}", **fields}
    )
    number = await store.submissions.store(handed, written, keys(name), NOW)
    await store.summaries.put(number, SUMMARY, "en")
    await store.submissions.mark_answered(handed.id, MessageId(message_id + 1))
    return number


async def rows_in_all(database: Database) -> dict[str, int]:
    """Return how many rows each table that refers to articles has."""
    found = {}
    async with database.read() as connection:
        for table in (article_addresses, article_tags, deliveries, ratings, summaries):
            query = select(func.count()).select_from(table)
            found[table.name] = (await connection.execute(query)).scalar_one()
    return found


def on_disk(path: Path, word: str) -> set[str]:
    """Return which files of the database hold a word."""
    files = path.parent.glob(f"{path.name}*")
    return {file.name for file in files if word.encode() in file.read_bytes().lower()}


async def test_forget_deletes_the_submitted_texts(database: Database, store: Store):
    number = await hand_in(store)
    await store.ratings.put(rating(number))
    await store.bookmarks.put(ANN, number, NOW)
    face = CardState(article_id=number, length=3)
    await store.cards.put((ChatId(ANN), MessageId(2)), face, NOW)

    await store.user_data.forget(ANN)

    with pytest.raises(NotFound):
        await store.articles.get(number)
    assert set((await rows_in_all(database)).values()) == {0}
    assert await store.cards.newest(number, 10) == []
    assert await store.tags.spellings(10) == []


async def test_forget_leaves_no_word_on_the_disk(path: Path, store: Store):
    await hand_in(store)
    assert on_disk(path, SECRET)

    await store.user_data.forget(ANN)

    assert on_disk(path, SECRET) == set()


async def test_forget_erases_a_text_of_many_pages(path: Path, store: Store):
    await hand_in(store, body=f"{SECRET} " * 4_000)

    await store.user_data.forget(ANN)

    assert on_disk(path, SECRET) == set()


async def test_forget_keeps_an_article_that_another_person_submitted(store: Store):
    mine, theirs = await hand_in(store), await hand_in(store, user_id=BOB)

    await store.user_data.forget(ANN)

    with pytest.raises(NotFound):
        await store.articles.get(mine)
    assert (await store.articles.get(theirs)).body == f"Text of {SECRET}."
    assert await store.submissions.is_submitted(theirs, BOB, ChatId(BOB))


async def test_forget_keeps_an_article_that_another_person_saved(store: Store):
    number = await hand_in(store)
    await store.bookmarks.put(BOB, number, NOW)
    await store.ratings.put(rating(number, ANN, 1))
    await store.ratings.put(rating(number, BOB, 5))

    await store.user_data.forget(ANN)

    assert (await store.article_lists.saved(BOB, 0, 10))[1] == 1
    assert (await store.articles.get(number)).tally == Tally(votes=1, hundredths=500)

    assert (await store.articles.get(number)).owner_id == BOB

    await store.user_data.forget(BOB)  # nobody may see the article now

    with pytest.raises(NotFound):
        await store.articles.get(number)


async def test_forget_keeps_the_listed_articles_of_an_editor(store: Store):
    await put_follower(store, BOB, "uz")
    handed = await store.submissions.put(submission(is_listed=True), NOW)
    number = await store.submissions.store(handed, draft(tags=("uz",)), keys(), NOW)
    await store.summaries.put(number, SUMMARY, "en")
    await fan_out_to_followers(store, number)

    await store.user_data.forget(ANN)

    assert (await store.articles.get(number)).is_listed
    assert len(await store.deliveries.due(NOW, 10)) == 1


async def test_forget_keeps_tags_that_are_used_or_followed(store: Store):
    await put_follower(store, BOB, "tag of followed")
    await put_summarized(store, "public", tags=("tag of used",))
    for message_id, name in enumerate(("followed", "used", "unused"), 1):
        await hand_in(store, name, message_id=message_id)

    await store.user_data.forget(ANN)

    spelled = [name for _, name in await store.tags.spellings(10)]
    assert spelled == ["tag of followed", "tag of used"]


async def test_a_submitted_text_is_not_in_the_search_index(database: Database, store: Store):
    number = await hand_in(store)
    await store.articles.retag(number, ["more"])

    async with database.read() as connection:
        indexed = select(func.count()).select_from(table("article_search"))
        assert (await connection.execute(indexed)).scalar_one() == 0


async def test_an_export_holds_the_submitted_text(store: Store):
    await hand_in(store)
    await hand_in(store, "another", user_id=BOB)
    handed = await store.submissions.put(submission(message_id=9, is_listed=True), NOW)
    listed = draft("listed", url="https://example.org/listed")
    await store.submissions.store(handed, listed, keys("listed"), NOW)

    export = await store.user_data.export(ANN)

    assert json.loads(json.dumps(export)) == export
    assert export["articles"] == [
        {
            "title": f"Title of {SECRET}",
            "url": None,
            "published_at": None,
            "stored_at": NOW.isoformat(),
            "is_published": False,
            "text": f"Text of {SECRET}.",
            "summary": ["The first.", "The best."],
        },
        {
            "title": "Title of listed",
            "url": "https://example.org/listed",
            "published_at": None,
            "stored_at": NOW.isoformat(),
            "is_published": True,
            "text": None,
            "summary": None,
        },
    ]


async def test_a_submission_read_after_forget_is_not_stored(store: Store):
    handed = await store.submissions.put(submission(is_listed=False), NOW)
    await store.user_data.forget(ANN)

    with pytest.raises(NotFound):
        await store.submissions.store(handed, draft(), keys(), NOW)

    assert await store.summaries.due(10) == []
