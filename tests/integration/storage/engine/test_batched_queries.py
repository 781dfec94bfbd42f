"""Many concurrent calls of one method share a transaction."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import event

from bot.domain.ids import ArticleId, ChatId, MessageId
from bot.domain.posted_card import CardState
from storage.engine.database import Database
from storage.store import Store
from tests.support.stored_samples import (
    ANN,
    NOW,
    fan_out_to_followers,
    put_follower,
    put_summarized,
    rating,
)

COUNT = 20  # calls: the first has its own batch, the others share the next one
AskAll = Callable[[Store, ArticleId], Awaitable[None]]


async def mark_sent(store: Store, article_id: ArticleId) -> None:
    due = await store.deliveries.due(NOW, COUNT)
    face = CardState(article_id=article_id, length=3, tag_number=0, language="en")

    async def note(index: int) -> None:
        await store.deliveries.mark_sent(due[index], MessageId(index + 1), NOW, face)

    await asyncio.gather(*map(note, range(COUNT)))


async def put_chats(store: Store, article_id: ArticleId) -> None:
    new = (store.chats.put(ChatId(900 + index), "private", "", NOW) for index in range(COUNT))
    await asyncio.gather(*new)


async def find_chats(store: Store, article_id: ArticleId) -> None:
    await asyncio.gather(*(store.chats.find(ChatId(ANN + index)) for index in range(COUNT)))


async def rate(store: Store, article_id: ArticleId) -> None:
    votes = (store.ratings.put(rating(article_id, ANN + index)) for index in range(COUNT))
    await asyncio.gather(*votes)


async def read_stories(store: Store, article_id: ArticleId) -> None:
    await asyncio.gather(*(store.articles.summarized(article_id) for _ in range(COUNT)))


@pytest.mark.parametrize(
    ("ask", "is_written", "transactions"),
    [
        (mark_sent, True, 1),  # the first call waits a little, so it shares the batch
        (put_chats, True, 2),
        (rate, True, 2),
        (find_chats, False, 2),
        (read_stories, False, 2),
    ],
)
async def test_concurrent_calls_share_one_transaction(
    database: Database, store: Store, ask: AskAll, is_written: bool, transactions: int
) -> None:
    for index in range(COUNT):
        await put_follower(store, ANN + index, "uz")
    article_id = await put_summarized(store, tags=("uz",))
    await fan_out_to_followers(store, article_id)
    begun: list[object] = []
    engine = (database.backend.writer if is_written else database.backend.reader).sync_engine
    event.listen(engine, "begin", begun.append)

    await ask(store, article_id)

    assert len(begun) == transactions


async def test_a_refused_result_does_not_affect_other_calls(store: Store) -> None:
    for index in range(COUNT):
        await put_follower(store, ANN + index, "uz")
    await fan_out_to_followers(store, await put_summarized(store, tags=("uz",)))
    due = await store.deliveries.due(NOW, COUNT)
    numbers = [MessageId(index) for index in range(1, COUNT + 1)]
    numbers[7] = MessageId(2**63)  # more than a column holds

    outcomes = await asyncio.gather(
        *(store.deliveries.mark_sent(*sent, NOW) for sent in zip(due, numbers, strict=True)),
        return_exceptions=True,
    )

    assert [index for index, error in enumerate(outcomes) if error is not None] == [7]
    assert await store.deliveries.due(NOW, COUNT) == [due[7]]
