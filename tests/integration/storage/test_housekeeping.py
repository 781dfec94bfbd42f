"""Housekeeping deletes finished rows in small batches and keeps rows that are still needed."""

from datetime import timedelta

import pytest
from sqlalchemy import event, func, select, update

from bot.domain.article import BODY_MAX, DuplicateMatch
from bot.domain.errors import NotAllowed, NotFound
from bot.domain.ids import ArticleId, ChatId, MessageId
from bot.domain.retention import CHARACTERS_MAX, FANOUT_RESTART_WINDOW, Retention
from bot.domain.submission import LinkLimits
from bot.domain.tag import tag_key
from storage.engine.columns import upsert
from storage.engine.database import Database
from storage.engine.schema import (
    articles,
    broadcasts,
    deliveries,
    digests,
    metadata,
    submissions,
    tags,
)
from storage.housekeeping import BATCH_SIZE, FINISHED_STATES
from storage.repositories.story_clusters import put_feed_article
from storage.store import Store
from tests.support.stored_samples import (
    ANN,
    BOB,
    NOW,
    SUMMARY,
    clean_up,
    draft,
    due_deliveries,
    fan_out_to_followers,
    keys,
    put_digest,
    put_follower,
    put_news,
    put_summarized,
    rating,
    submission,
)

DAY = timedelta(days=1)
KEPT = Retention()
ALL_SHORT = Retention(
    unlisted=timedelta(days=90), deliveries=timedelta(days=30), articles=timedelta(days=60)
)


async def count(database: Database, table: str) -> int:
    """Return how many rows a table has."""
    async with database.read() as connection:
        query = select(func.count()).select_from(metadata.tables[table])
        return (await connection.execute(query)).scalar_one()


async def send_all(store: Store) -> None:
    """Mark all due deliveries as sent."""
    for number, delivery in enumerate(await store.deliveries.due(NOW, 1_000)):
        await store.deliveries.mark_sent(delivery, MessageId(number + 1), NOW)


async def hand_in(store: Store, name: str = "private", user_id: int = ANN) -> ArticleId:
    """Let a person hand in an article, and answer it."""
    new = submission(user_id, user_id=user_id, payload=name, is_listed=False)
    handed = await store.submissions.put(new, NOW)
    number = await store.submissions.store(handed, draft(name), keys(name), NOW)
    await store.summaries.put(number, SUMMARY, "en")
    await store.submissions.mark_answered(handed.id, MessageId(2))
    return number


async def test_done_deliveries_go_after_thirty_days(database: Database, store: Store):
    await put_follower(store, ANN, "uz")
    await fan_out_to_followers(store, await put_summarized(store, tags=("uz",)))
    await send_all(store)

    await clean_up(store, NOW + 30 * DAY)
    before = await count(database, "deliveries")
    await clean_up(store, NOW + 30 * DAY + timedelta(seconds=1))

    assert before == 1
    assert await count(database, "deliveries") == 0


@pytest.mark.parametrize("state", [*FINISHED_STATES, "waiting", "daily", "weekly"])
async def test_a_delivery_goes_only_when_it_is_done(database: Database, store: Store, state: str):
    await put_follower(store, ANN, "uz")
    await fan_out_to_followers(store, await put_summarized(store, tags=("uz",)))
    async with database.transaction() as connection:
        await connection.execute(update(deliveries).values(state=state))

    await clean_up(store, NOW + 31 * DAY)

    assert await count(database, "deliveries") == (state not in FINISHED_STATES)


async def test_a_delivery_that_was_sent_late_is_kept_from_then(database: Database, store: Store):
    await put_follower(store, ANN, "uz")
    await fan_out_to_followers(store, await put_summarized(store, tags=("uz",)))
    (delivery,) = await store.deliveries.due(NOW, 1)
    await store.deliveries.mark_sent(delivery, MessageId(1), NOW + 20 * DAY)

    await clean_up(store, NOW + 40 * DAY)

    assert await store.deliveries.last_sent_at(ChatId(ANN)) == NOW + 20 * DAY


async def test_deliveries_stay_while_their_article_is_offered(database: Database, store: Store):
    for chat_id in (ANN, BOB):
        await put_follower(store, chat_id, "uz")
    number = await put_summarized(store, tags=("uz",))
    await store.fanout.fan_out_article(number, NOW, chunk=1)  # the bot stops after one chat
    await send_all(store)

    await clean_up(store, NOW + 365 * DAY)
    await fan_out_to_followers(store, number)

    assert await due_deliveries(store) == [(number, BOB)]


@pytest.mark.parametrize("days", [1, 6, 8, 40])
async def test_a_copy_repeats_no_push_whose_delivery_was_deleted(
    database: Database, store: Store, days: int
):
    await put_follower(store, ANN, "uz", "late")
    number = await put_summarized(store, tags=("uz",))
    await fan_out_to_followers(store, number)
    await send_all(store)
    now = NOW + days * DAY
    await clean_up(store, now, Retention(deliveries=DAY))

    async with database.transaction() as connection:
        duplicate = DuplicateMatch(article_id=number, is_copy=True)
        copy = draft("copy", tags=("late",))
        await put_feed_article(
            connection, copy, keys("copy"), duplicate, is_push_suppressed=False, now=now
        )
    due = await store.fanout.due(10)
    await fan_out_to_followers(store, number)

    assert bool(due) == (days * DAY < FANOUT_RESTART_WINDOW)
    assert await due_deliveries(store) == []


async def test_unlisted_articles_go_after_ninety_days(database: Database, store: Store):
    number = await hand_in(store)
    await store.ratings.put(rating(number))

    await clean_up(store, NOW + 90 * DAY)
    assert (await store.articles.get(number)).id == number
    await clean_up(store, NOW + 91 * DAY)

    for table in ("articles", "submissions", "ratings", "summaries"):
        assert await count(database, table) == 0


async def test_an_unlisted_article_that_is_saved_stays(store: Store):
    number = await hand_in(store)
    await store.bookmarks.put(BOB, number, NOW)

    await clean_up(store, NOW + 1_000 * DAY)

    assert (await store.article_lists.saved(BOB, 0, 1))[1] == 1
    assert await store.submissions.is_submitted(number, ANN, ChatId(ANN))


async def test_an_unlisted_article_handed_in_again_stays(store: Store):
    number = await hand_in(store)
    again = submission(ANN, 7, user_id=ANN, is_listed=False)
    handed = await store.submissions.put(again, NOW + 80 * DAY)
    assert number == await store.submissions.store(
        handed, draft("private"), keys("private"), NOW + 80 * DAY
    )

    await clean_up(store, NOW + 91 * DAY)

    assert (await store.articles.get(number)).id == number


async def test_listed_articles_stay_without_a_retention_time(store: Store):
    number = await put_summarized(store)
    await fan_out_to_followers(store, number)

    await clean_up(store, NOW + 1_000 * DAY)

    assert (await store.articles.get(number)).id == number


async def test_listed_articles_go_after_a_set_retention_time(database: Database, store: Store):
    await put_follower(store, ANN, "uz")
    number, saved = await put_summarized(store, tags=("uz",)), await put_summarized(store, "saved")
    await store.bookmarks.put(BOB, saved, NOW)
    for each in (number, saved):
        await fan_out_to_followers(store, each)

    await clean_up(store, NOW + 61 * DAY, ALL_SHORT)

    with pytest.raises(NotFound):
        await store.articles.get(number)
    assert (await store.articles.get(saved)).id == saved
    assert (await store.search.find("title", NOW, 0, 10))[1] == 1
    assert await count(database, "deliveries") == 0


async def test_the_first_of_a_story_stays_while_others_are_new(database: Database, store: Store):
    first, second = await put_summarized(store), await put_summarized(store, "second")
    for each in (first, second):
        await fan_out_to_followers(store, each)
    async with database.transaction() as connection:
        values = {"story_id": first, "stored_at": NOW + 2 * DAY}
        mine = articles.c.id == second
        await connection.execute(update(articles).where(mine).values(**values))

    await clean_up(store, NOW + 61 * DAY, ALL_SHORT)
    kept = await count(database, "articles")
    await clean_up(store, NOW + 63 * DAY, ALL_SHORT)

    assert kept == 2
    assert await count(database, "articles") == 0


async def test_digests_and_broadcasts_go_with_their_deliveries(database: Database, store: Store):
    await put_follower(store, ANN, "uz")
    await put_digest(store, ANN, await put_news(store))
    number = await store.broadcasts.put("Hello", ANN, NOW)
    await store.broadcasts.approve(number)
    await store.broadcasts.put("Never sent", ANN, NOW)
    await store.fanout.fan_out_broadcast(number, NOW)

    await clean_up(store, NOW + 31 * DAY)
    kept = [await count(database, table.name) for table in (digests, broadcasts)]
    await send_all(store)
    await clean_up(store, NOW + 31 * DAY)

    assert kept == [1, 1]
    for table in (digests, broadcasts, deliveries):
        assert await count(database, table.name) == 0


async def test_answered_submissions_go_and_others_stay(database: Database, store: Store):
    answered = await store.submissions.put(submission(message_id=1), NOW)
    await store.submissions.put(submission(message_id=2), NOW)
    await store.submissions.mark_answered(answered.id, None)

    await clean_up(store, NOW + 31 * DAY)

    async with database.read() as connection:
        left = (await connection.execute(select(submissions.c.message_id))).scalars().all()
    assert left == [2]


async def test_tags_that_nothing_uses_go(database: Database, store: Store):
    await put_follower(store, ANN, "followed", "left")
    await put_news(store, tags=("used",))
    await store.tags.merge("Rossiya", "Russia")
    await store.subscriptions.unfollow(ChatId(ANN), [tag_key("left")])

    await clean_up(store, NOW)

    async with database.read() as connection:
        left = (await connection.execute(select(tags.c.key).order_by(tags.c.number))).scalars()
        assert list(left) == ["followed", "used", "russia"]


async def test_unlimited_retention_deletes_no_rows(database: Database, store: Store):
    await put_follower(store, ANN, "uz")
    await fan_out_to_followers(store, await put_summarized(store, tags=("uz",)))
    await send_all(store)
    await hand_in(store)
    for_ever = Retention(unlisted=None, deliveries=None, articles=None)

    await clean_up(store, NOW + 10_000 * DAY, for_ever)

    for table, rows in (("deliveries", 1), ("articles", 2), ("submissions", 1)):
        assert await count(database, table) == rows


@pytest.mark.sqlite
async def test_a_step_deletes_no_more_rows_than_it_may(database: Database, store: Store):
    number = await put_summarized(store)
    await fan_out_to_followers(store, number)
    row = {"kind": "article", "item_id": number, "state": "sent", "due_at": NOW, "done_at": NOW}
    rows = [{**row, "chat_id": chat_id} for chat_id in range(1, 3 * BATCH_SIZE)]
    async with database.transaction() as connection:
        await connection.execute(upsert(deliveries), rows)
    steps: list[int] = []

    def note(_connection: object, cursor: object, statement: str, *_more: object) -> None:
        if statement.startswith("DELETE FROM deliveries"):
            steps.append(cursor.rowcount)  # type: ignore[attr-defined]  # a cursor has it

    event.listen(database.backend.writer.sync_engine, "after_cursor_execute", note)
    await clean_up(store, NOW + 61 * DAY, ALL_SHORT)

    assert sum(steps) == len(rows)
    assert max(steps) == BATCH_SIZE


async def test_a_person_over_their_storage_limit_cannot_submit(store: Store):
    body = "x" * BODY_MAX
    for number in range(CHARACTERS_MAX // BODY_MAX):
        new = submission(ANN, number, user_id=ANN, payload=f"{number}", is_listed=False)
        handed = await store.submissions.put(new, NOW, limits=LinkLimits(per_minute=1_000))
        name = f"private {number}"
        await store.submissions.store(handed, draft(name, body=body), keys(name), NOW)
        await store.submissions.mark_answered(handed.id, None)
    more = submission(ANN, 999, user_id=ANN, is_listed=False)

    with pytest.raises(NotAllowed) as refused:
        await store.submissions.put(more, NOW, limits=LinkLimits(per_minute=1_000))
    await store.submissions.put(submission(BOB, 1, user_id=BOB, is_listed=False), NOW)
    later = NOW + 91 * DAY
    await store.articles.put(draft(), keys(), now=later)
    await clean_up(store, later)
    taken = await store.submissions.put(more, later, limits=LinkLimits())

    assert refused.value.text_key == "add.full"
    assert taken.user_id == ANN
