"""Deliveries: waiting messages, and how each of them ends."""

from datetime import timedelta

import pytest
from sqlalchemy import delete

from bot.domain.delivery import Backlog, Delivery
from bot.domain.ids import ChatId, MessageId, UserId
from bot.domain.posted_card import ReaderMarks
from storage.engine.database import Database
from storage.engine.schema import chats
from storage.queues.deliveries import due_query
from storage.store import Store
from tests.support.stored_samples import (
    ANN,
    BOB,
    LATER,
    NOW,
    due_deliveries,
    fan_out_to_followers,
    put_follower,
    put_summarized,
    rating,
)


async def put_due_delivery(store: Store, chat_id: int = ANN) -> Delivery:
    await put_follower(store, chat_id, "uz")
    number = await put_summarized(store, f"for {chat_id}", tags=("uz",))
    await fan_out_to_followers(store, number)
    return (await store.deliveries.due(NOW, 10))[-1]


async def test_a_delivery_is_not_due_before_its_time(store: Store):
    await put_due_delivery(store)

    assert await store.deliveries.due(NOW - timedelta(seconds=1), 10) == []
    assert len(await store.deliveries.due(NOW, 10)) == 1


async def test_the_oldest_deliveries_are_due_first_up_to_the_limit(store: Store):
    await put_follower(store, ANN, "uz")
    await put_follower(store, BOB, "uz")
    for name in ("one", "two"):
        await fan_out_to_followers(store, await put_summarized(store, name, tags=("uz",)))
    first = (await store.deliveries.due(NOW, 1))[0]
    await store.deliveries.reschedule(first, LATER, "busy", is_failure=False)

    due = await store.deliveries.due(LATER, 10)

    assert [(each.item_id, int(each.thread.chat_id)) for each in due] == [
        (1, BOB),
        (2, ANN),
        (2, BOB),
        (1, ANN),
    ]
    assert await store.deliveries.due(LATER, 2) == due[:2]


async def test_a_due_delivery_has_its_chat_and_the_marks_of_its_reader(store: Store):
    for chat_id in (ANN, BOB):
        await put_follower(store, chat_id, "uz")
    number = await put_summarized(store, tags=("uz",))
    other = await put_summarized(store, "other")
    await fan_out_to_followers(store, number)
    await store.chats.set_compact(ChatId(BOB), True)
    await store.ratings.put(rating(number, BOB, stars=4))
    await store.ratings.put(rating(other, ANN, stars=5))
    await store.bookmarks.put(UserId(BOB), number, NOW)

    of_ann, of_bob = await store.deliveries.due(NOW, 10)

    assert of_ann.chat == await store.chats.find(ChatId(ANN))
    assert of_bob.chat == await store.chats.find(ChatId(BOB))
    assert of_ann.marks == ReaderMarks()
    assert of_bob.marks == ReaderMarks(stars=4, is_saved=True)


async def test_a_delivery_to_a_chat_that_is_not_stored_is_due(store: Store, database: Database):
    await put_due_delivery(store)
    await database.execute(delete(chats))

    (delivery,) = await store.deliveries.due(NOW, 10)

    assert delivery.chat is None


@pytest.mark.sqlite
async def test_the_query_of_due_deliveries_needs_no_sort(database: Database):
    query = due_query(NOW, 5, exclude_chats=())

    async with database.read() as connection:
        compiled = query.compile(connection.sync_engine, compile_kwargs={"literal_binds": True})
        plan = (await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}")).all()

    assert "ix_deliveries_state_due_at" in str(plan)
    assert "TEMP B-TREE" not in str(plan)
    assert "SCAN" not in str(plan)


async def test_a_sent_delivery_is_no_longer_due(store: Store):
    delivery = await put_due_delivery(store)

    for _ in range(2):
        await store.deliveries.mark_sent(delivery, MessageId(5), LATER)

    assert await due_deliveries(store) == []
    assert await store.deliveries.last_sent_at(ChatId(ANN)) == LATER
    assert await store.deliveries.last_sent_at(ChatId(BOB)) is None


async def test_a_message_sent_to_a_chat_gone_unreachable_is_not_missed(store: Store):
    delivery = await put_due_delivery(store)
    await store.chats.mark_unreachable(ChatId(ANN), NOW)

    await store.deliveries.mark_sent(delivery, MessageId(5), LATER)

    assert await store.deliveries.count_missed(ChatId(ANN)) == 0


async def test_a_failure_counts_as_an_attempt_unlike_a_flood_wait(store: Store):
    delivery = await put_due_delivery(store)

    await store.deliveries.reschedule(delivery, NOW, "429", is_failure=False)
    assert [each.attempts for each in await store.deliveries.due(NOW, 10)] == [0]

    await store.deliveries.reschedule(delivery, LATER, "502", is_failure=True)
    assert await store.deliveries.due(NOW, 10) == []
    assert [each.attempts for each in await store.deliveries.due(LATER, 10)] == [1]


async def test_a_dead_delivery_is_not_due_but_counted(store: Store):
    delivery = await put_due_delivery(store)

    await store.deliveries.mark_dead(delivery, "400", LATER)
    await store.deliveries.reschedule(delivery, NOW, "too late", is_failure=True)

    assert await due_deliveries(store) == []
    assert await store.deliveries.backlog() == Backlog(waiting=0, dead=1, oldest_due_at=None)


async def test_missed_deliveries_of_an_unreachable_chat_are_kept(store: Store):
    await put_due_delivery(store)

    await store.chats.mark_unreachable(ChatId(ANN), NOW)

    assert await due_deliveries(store) == []
    assert await store.deliveries.count_missed(ChatId(ANN)) == 1


async def test_a_late_report_does_not_change_a_sent_delivery(store: Store):
    delivery = await put_due_delivery(store)
    await store.deliveries.mark_sent(delivery, MessageId(5), NOW)

    await store.deliveries.mark_dead(delivery, "400", NOW)
    await store.deliveries.reschedule(delivery, NOW, "502", is_failure=True)

    assert (await store.stats.totals()).deliveries == {"sent": 1}


async def test_the_backlog_is_counted_in_total_and_by_chat(store: Store):
    assert await store.deliveries.backlog() == Backlog(waiting=0, dead=0, oldest_due_at=None)
    ours = await put_due_delivery(store)
    await put_due_delivery(store, BOB)
    await store.deliveries.reschedule(ours, LATER, "busy", is_failure=False)

    assert await store.deliveries.backlog() == Backlog(waiting=3, dead=0, oldest_due_at=NOW)
    assert await store.deliveries.backlog(ChatId(BOB)) == Backlog(
        waiting=1, dead=0, oldest_due_at=NOW
    )
