"""Sent messages of one batch: their deliveries and cards are stored together."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event

from bot.domain.ids import ArticleId, ChatId, MessageId
from bot.domain.posted_card import CardState
from storage.engine.database import Database
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
)

DELETED = ArticleId(999)


@pytest.fixture
def statements(database: Database) -> Iterator[list[tuple[str, Any, bool]]]:
    """The statements of the writer: text, parameters, and whether it runs for many rows."""
    executed: list[tuple[str, Any, bool]] = []

    def note(*call: Any) -> None:
        _, _, statement, parameters, _, is_many = call
        executed.append((statement, parameters, is_many))

    engine = database.backend.writer.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    yield executed
    event.remove(engine, "before_cursor_execute", note)


async def put_due_deliveries(store: Store) -> list[ArticleId]:
    """Let Ann and Bob wait for two articles each."""
    for chat_id in (ANN, BOB):
        await put_follower(store, chat_id, "uz")
    numbers = [await put_summarized(store, name, tags=("uz",)) for name in ("one", "two")]
    for number in numbers:
        await fan_out_to_followers(store, number)
    return numbers


async def record_all(store: Store, *, shown: ArticleId | None = None) -> None:
    """Record all due deliveries at once, with cards of their own articles or of `shown`."""
    due = await store.deliveries.due(NOW, 10)
    async with asyncio.TaskGroup() as group:
        for number, each in enumerate(due, start=1):
            card = CardState(article_id=shown or ArticleId(each.item_id), length=3, tag_number=7)
            group.create_task(store.deliveries.mark_sent(each, MessageId(number), LATER, card))


async def test_a_batch_of_sent_messages_is_stored_with_its_cards(store: Store):
    one, two = await put_due_deliveries(store)

    await record_all(store)

    assert await due_deliveries(store) == []
    assert (await store.stats.totals()).deliveries == {"sent": 4}
    for number in (one, two):
        cards = await store.cards.newest(number, 10)
        assert {card.target[0] for card in cards} == {ChatId(ANN), ChatId(BOB)}
        assert {card.card_state for card in cards} == {
            CardState(article_id=number, length=3, tag_number=7)
        }


async def test_a_sent_message_of_a_deleted_article_has_no_card(store: Store):
    await put_due_deliveries(store)

    await record_all(store, shown=DELETED)

    assert (await store.stats.totals()).deliveries == {"sent": 4}
    assert await store.cards.newest(DELETED, 10) == []


@pytest.mark.sqlite
async def test_a_batch_of_sent_messages_takes_one_statement_a_table(
    store: Store, statements: list[tuple[str, Any, bool]]
):
    await put_due_deliveries(store)
    statements.clear()

    await record_all(store)

    assert [text.split()[0] for text, _, _ in statements] == ["UPDATE", "INSERT"]
    assert not any(is_many for _, _, is_many in statements)


@pytest.mark.sqlite
async def test_sent_deliveries_are_found_by_their_keys(
    database: Database, store: Store, statements: list[tuple[str, Any, bool]]
):
    await put_due_deliveries(store)
    statements.clear()
    await record_all(store)
    (text, parameters, _), *_ = statements

    async with database.read() as connection:
        plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", parameters)
        steps = str(plan.all())

    assert "SEARCH deliveries USING INDEX sqlite_autoindex_deliveries_1" in steps
    assert "kind=? AND item_id=? AND chat_id=?" in steps
