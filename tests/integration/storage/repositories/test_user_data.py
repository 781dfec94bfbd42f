"""All stored data about a person, the statistics, and the processed updates."""

import json
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from bot.domain.ids import ArticleId, ChatId, MessageId, UserId
from bot.domain.posted_card import CardState
from bot.domain.rating import Tally
from storage.engine.database import Database
from storage.engine.schema import metadata
from storage.repositories.processed_updates import KEPT
from storage.repositories.stats import Totals
from storage.store import Store
from tests.support.stored_samples import (
    ANN,
    BOB,
    NOW,
    clean_up,
    fan_out_to_followers,
    put_digest,
    put_filter,
    put_follower,
    put_news,
    put_summarized,
    rating,
    submission,
)


async def fill(store: Store, user_id: int) -> ArticleId:
    """Store a row about a person in every table; return the article of these rows."""
    await put_follower(store, user_id, "uz")
    number = await put_summarized(store, tags=("uz",), url="https://example.org/news")
    await fan_out_to_followers(store, number)
    await store.ratings.put(rating(number, user_id, 4))
    await store.bookmarks.put(rating(number, user_id).user_id, number, NOW)
    handed = submission(user_id, user_id=user_id, payload="https://example.org/other")
    await store.submissions.put(handed, NOW)
    await store.broadcasts.put("<b>Hello</b>", rating(number, user_id).user_id, NOW)
    face = CardState(article_id=number, length=3)
    await store.cards.put((ChatId(user_id), MessageId(1)), face, NOW)
    await put_filter(store, user_id, "football")
    await put_digest(store, user_id, number)
    await store.managed_chats.put(UserId(user_id), ChatId(user_id), NOW)
    return number


async def rows_about(database: Database, user_id: int) -> set[str]:
    """Return the tables with a row about a person."""
    names = set()
    async with database.read() as connection:
        for table in metadata.sorted_tables:
            for owner in {"chat_id", "user_id"} & set(table.columns.keys()):
                query = select(table.c[owner]).where(table.c[owner] == user_id)
                if (await connection.execute(query)).first():
                    names.add(table.name)
    return names


async def test_an_export_holds_every_row_about_a_person_and_is_json(
    database: Database, store: Store
):
    await fill(store, ANN)
    await fill(store, BOB)

    export = await store.user_data.export(ANN)

    assert json.loads(json.dumps(export)) == export
    assert {name: len(rows) for name, rows in export.items()} == {
        "settings": 1,
        "subscriptions": 1,
        "ratings": 1,
        "saved": 1,
        "submissions": 1,
        "deliveries": 2,
        "digests": 1,
        "filters": 1,
        "broadcasts": 1,
        "managed_chats": 1,
        "articles": 0,
    }
    theirs = await rows_about(database, ANN) - {"posted_cards"}
    assert len(export.keys() - {"articles"}) == len(theirs)
    assert export["ratings"] == [
        {
            "title": "Title of news",
            "url": "https://example.org/news",
            "stars": 4,
            "rated_at": NOW.isoformat(),
        }
    ]
    assert export["subscriptions"] == [{"name": "uz", "created_at": NOW.isoformat()}]


async def test_an_export_about_nobody_is_empty(store: Store):
    export = await store.user_data.export(ANN)

    assert not any(export.values())


async def test_forget_erases_one_person_and_keeps_the_others(database: Database, store: Store):
    number = await fill(store, ANN)
    await fill(store, BOB)
    group = ChatId(-5)
    await store.chats.put(group, "group", "", NOW)
    await store.submissions.put(submission(group, user_id=ANN), NOW)
    others = await rows_about(database, BOB)
    assert len(await rows_about(database, ANN)) == 11

    for _ in range(2):
        await store.user_data.forget(ANN)

    assert await rows_about(database, ANN) == set()
    assert await rows_about(database, BOB) == others
    assert (await store.articles.get(number)).tally == Tally(votes=1, hundredths=400)
    assert await store.chats.find(group) is not None
    assert len(await store.submissions.due(NOW, 10)) == 1


async def test_stats_count_the_stored_rows(store: Store):
    for chat_id in (ANN, BOB, ChatId(103)):
        await put_follower(store, chat_id, "uz", "world")
    await store.chats.mark_unreachable(ChatId(103), NOW)
    number = await put_summarized(store, tags=("uz",))
    await put_news(store, "two", is_listed=False)
    await fan_out_to_followers(store, number)
    await store.ratings.put(rating(number))
    (first, _) = await store.deliveries.due(NOW, 10)
    await store.deliveries.mark_sent(first, MessageId(1), NOW)
    await store.submissions.put(submission(message_id=1), NOW)
    read = await store.submissions.put(submission(message_id=2), NOW)
    await store.submissions.mark_answered(read.id, None)

    assert await store.stats.totals() == Totals(
        articles=2,
        chats=3,
        unreachable=1,
        subscriptions=6,
        ratings=1,
        submissions=1,
        deliveries={"sent": 1, "waiting": 1, "missed": 1},
    )


async def test_stats_of_an_empty_database_are_zero(store: Store):
    assert await store.stats.totals() == Totals(
        articles=0, chats=0, unreachable=0, subscriptions=0, ratings=0, submissions=0, deliveries={}
    )


async def test_updates_are_handled_once(store: Store):
    await store.processed_updates.add([1, 2], NOW)
    await store.processed_updates.add([2, 3], NOW)
    await store.processed_updates.add([], NOW)

    assert await store.processed_updates.seen([2, 3, 4]) == {2, 3}
    assert await store.processed_updates.seen([]) == set()


async def test_updates_too_old_for_a_redelivery_are_deleted(store: Store):
    await store.processed_updates.add([1], NOW - KEPT - timedelta(seconds=1))
    await store.processed_updates.add([2], NOW - KEPT)

    await clean_up(store, NOW)

    assert await store.processed_updates.seen([1, 2]) == {2}


async def test_held_updates_come_back_until_they_were_handled(store: Store):
    await store.processed_updates.put_pending({2: "two", 1: "one"}, NOW)
    await store.processed_updates.put_pending({1: "again"}, NOW)
    await store.processed_updates.put_pending({}, NOW)

    assert await store.processed_updates.pending(9) == ["one", "two"]

    await store.processed_updates.add([1], NOW)
    await clean_up(store, NOW + 2 * KEPT)

    assert await store.processed_updates.pending(1) == ["two"]
    assert await store.processed_updates.seen([1, 2]) == {2}


async def test_a_database_says_whether_it_works(store: Store, tmp_path: Path):
    nowhere = Database(f"sqlite+aiosqlite:///{tmp_path / 'no' / 'folder' / 'x.db'}")

    assert await store.is_working()
    assert not await Store(nowhere).is_working()
