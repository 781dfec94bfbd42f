"""Managed chats: a person's groups and channels, as long as the bot can reach them."""

from datetime import timedelta

import pytest

from bot.domain.ids import ChatId, UserId
from storage.store import Store
from tests.support.stored_samples import ANN, BOB, NOW

CHANNEL, GROUP = ChatId(-1001), ChatId(-2002)


@pytest.fixture
async def connected(store: Store) -> Store:
    """A store in which Ann manages a channel and a group."""
    await store.chats.put(CHANNEL, "channel", "Posts", NOW)
    await store.chats.put(GROUP, "group", "Friends", NOW)
    await store.managed_chats.put(ANN, CHANNEL, NOW)
    await store.managed_chats.put(ANN, GROUP, NOW + timedelta(seconds=1))
    return store


async def ids_of(store: Store, user_id: UserId = ANN) -> list[int]:
    return [chat.id for chat in await store.managed_chats.of(user_id)]


async def test_a_person_has_the_connected_chats_oldest_first(connected: Store):
    await connected.managed_chats.put(ANN, CHANNEL, NOW + timedelta(days=1))

    assert await ids_of(connected) == [CHANNEL, GROUP]
    assert await ids_of(connected, BOB) == []
    assert await connected.managed_chats.has(ANN, CHANNEL)
    assert not await connected.managed_chats.has(BOB, CHANNEL)


async def test_a_dropped_or_unreachable_chat_is_not_listed(connected: Store):
    await connected.managed_chats.drop(ANN, CHANNEL)
    await connected.chats.mark_unreachable(GROUP, NOW)

    assert await ids_of(connected) == []


async def test_a_migrated_group_stays_connected(connected: Store):
    new = ChatId(-1003)
    await connected.chats.set_card_buttons(GROUP, False)
    await connected.chats.set_compact(GROUP, True)

    await connected.chats.migrate(GROUP, new)

    moved = (await connected.managed_chats.of(ANN))[1]
    assert moved.id == new
    assert not moved.has_card_buttons
    assert moved.is_compact


async def test_export_names_managed_chats_and_forget_deletes_them(connected: Store):
    exported = await connected.user_data.export(ANN)

    await connected.user_data.forget(ANN)

    assert [each["title"] for each in exported["managed_chats"]] == ["Posts", "Friends"]
    assert await ids_of(connected) == []
