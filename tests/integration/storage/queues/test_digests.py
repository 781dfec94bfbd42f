"""Digests: each held article goes into one digest."""

from datetime import timedelta

import pytest

from bot.domain.digest import Digest, Part, parts
from bot.domain.errors import NotFound
from bot.domain.ids import NO_TOPIC, ArticleId, ChatId
from bot.domain.schedule import Schedule
from storage.store import Store
from tests.support.stored_samples import (
    ANN,
    NOW,
    fan_out_to_followers,
    put_follower,
    put_summarized,
)

CHAT = ChatId(ANN)
DAILY = Schedule(mode="daily")


async def waiting(store: Store, *names: str) -> list[ArticleId]:
    """Let a chat with a daily digest follow a tag, and hold articles for it."""
    await put_follower(store, ANN, "news")
    await store.schedules.put(CHAT, DAILY, NOW)
    numbers = [await put_summarized(store, name, tags=("news",)) for name in names]
    for number in numbers:
        await fan_out_to_followers(store, number)
    return numbers


async def test_a_digest_is_made_once_after_several_attempts(store: Store):
    numbers = await waiting(store, "one", "two", "three")
    due_at = await store.schedules.next_due_at(CHAT)
    assert due_at is not None
    held = await store.digests.held(CHAT, ["daily"])
    part = Part(topic_id=NO_TOPIC, article_ids=tuple(numbers[:2]), left_out=1)

    made = [await store.digests.make(CHAT, due_at, held, [part], due_at) for _ in range(2)]

    assert made == [True, False]
    (delivery,) = await store.deliveries.due(due_at, 10)
    assert delivery.kind == "digest"
    digest = await store.digests.get(delivery.item_id)
    assert digest == Digest(article_ids=tuple(numbers[:2]), left_out=1, made_at=due_at)
    assert await store.digests.held(CHAT, ["daily"]) == []
    assert await store.schedules.next_due_at(CHAT) == due_at + timedelta(days=1)


async def test_an_article_of_a_digest_is_not_sent_again(store: Store):
    (number,) = await waiting(store, "one")
    due_at = await store.schedules.next_due_at(CHAT)
    assert due_at is not None
    held = await store.digests.held(CHAT, ["daily"])
    await store.digests.make(CHAT, due_at, held, parts(held, NOW), due_at)
    await store.schedules.put(CHAT, Schedule(), due_at)

    await fan_out_to_followers(store, number)

    assert [each.kind for each in await store.deliveries.due(due_at, 10)] == ["digest"]


async def test_an_unknown_digest_is_not_found(store: Store):
    with pytest.raises(NotFound):
        await store.digests.get(404)
