"""Settings of a chat: each value is stored, and unknown ones are refused."""

import pytest

from bot.actions import chat_settings
from bot.actions.services import Services
from bot.domain.errors import NotFound
from bot.domain.ids import ChatId
from storage.store import Store
from tests.support.stored_samples import NOW

ANN, CHANNEL = ChatId(7), ChatId(-1001)


@pytest.mark.parametrize(
    ("name", "value", "field", "stored"),
    [
        ("length", 8, "length", 8),
        ("silent", 1, "is_silent", True),
        ("plain", 1, "is_plain", True),
        ("compact", 1, "is_compact", True),
    ],
)
async def test_a_changed_setting_is_stored(
    services: Services, store: Store, name: str, value: int, field: str, stored: object
) -> None:
    chat = await store.chats.put(ANN, "private", "Ann", NOW)

    changed = await chat_settings.change_setting(services, chat, name, value)

    assert getattr(changed, field) == stored
    assert await store.chats.find(ANN) == changed


async def test_plain_full_texts_can_be_turned_off_again(services: Services, store: Store) -> None:
    chat = await store.chats.put(ANN, "private", "Ann", NOW)
    plain = await chat_settings.change_setting(services, chat, "plain", 1)

    assert await chat_settings.change_setting(services, plain, "plain", 0) == chat


@pytest.mark.parametrize(
    ("name", "value"), [("length", 4), ("plain", 2), ("compact", 2), ("color", 1)]
)
async def test_an_unknown_setting_or_value_is_refused(
    services: Services, store: Store, name: str, value: int
) -> None:
    chat = await store.chats.put(ANN, "private", "Ann", NOW)

    with pytest.raises(NotFound, match=r"button\.stale"):
        await chat_settings.change_setting(services, chat, name, value)


async def test_a_channel_can_do_without_card_buttons_a_person_cannot(
    services: Services, store: Store
) -> None:
    channel = await store.chats.put(CHANNEL, "channel", "News", NOW)
    ann = await store.chats.put(ANN, "private", "Ann", NOW)

    changed = await chat_settings.change_setting(services, channel, "buttons", 0)

    assert not changed.has_card_buttons
    assert await store.chats.find(CHANNEL) == changed
    with pytest.raises(NotFound, match=r"button\.stale"):
        await chat_settings.change_setting(services, ann, "buttons", 0)


async def test_only_a_group_has_its_links_summarized(services: Services, store: Store) -> None:
    group = await store.chats.put(ChatId(-5), "group", "Friends", NOW)
    channel = await store.chats.put(CHANNEL, "channel", "Posts", NOW)

    changed = await chat_settings.change_setting(services, group, "links", 1)

    assert changed.reads_links
    assert await store.chats.find(group.id) == changed
    with pytest.raises(NotFound):
        await chat_settings.change_setting(services, channel, "links", 1)
