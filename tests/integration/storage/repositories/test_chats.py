"""Chats: settings, reachability, and groups that become supergroups."""

import pytest
from sqlalchemy import select

from bot.domain.chat import Chat
from bot.domain.ids import ChatId, MessageId, TopicId
from bot.domain.posted_card import CardState
from bot.domain.schedule import Schedule
from storage.engine.database import Database
from storage.engine.schema import metadata
from storage.store import Store
from tests.support.stored_samples import (
    ANN,
    BOB,
    LATER,
    NOW,
    due_deliveries,
    fan_out_to_followers,
    put_digest,
    put_filter,
    put_follower,
    put_news,
    put_summarized,
    submission,
    thread,
)

UZBEK = Schedule(zone="Asia/Tashkent")  # where most who speak it live
OLD, NEW = ChatId(-500), ChatId(-1001234)


async def test_the_language_of_the_first_message_stays(store: Store):
    met = await store.chats.put(OLD, "group", "Old", NOW, "ru")

    again = await store.chats.put(OLD, "group", "New", LATER, "uz")

    assert (met.language, again.language, again.title) == ("ru", "ru", "New")


async def test_a_chat_is_remembered_with_the_defaults(store: Store):
    await store.chats.put(ChatId(ANN), "private", "Ann", NOW)

    assert await store.chats.find(ChatId(ANN)) == Chat(id=ChatId(ANN), kind="private", title="Ann")


async def test_an_unknown_chat_is_not_found(store: Store):
    assert await store.chats.find(ChatId(ANN)) is None


async def test_settings_stay_when_the_chat_writes_again(store: Store):
    await store.chats.put(OLD, "group", "Old", NOW)
    await store.chats.set_language(OLD, "uz")
    await store.chats.set_length(OLD, 8)
    await store.chats.set_silent(OLD, True)
    await store.chats.set_plain(OLD, True)

    await store.chats.put(OLD, "supergroup", "New", LATER)

    assert await store.chats.find(OLD) == Chat(
        id=OLD,
        kind="supergroup",
        title="New",
        language="uz",
        length=8,
        is_silent=True,
        is_plain=True,
        schedule=UZBEK,
    )


async def test_a_language_can_be_given_back_to_telegram(store: Store):
    await store.chats.put(OLD, "group", "", NOW)
    await store.chats.set_language(OLD, "uz")

    await store.chats.set_language(OLD, None)

    found = await store.chats.find(OLD)
    assert found is not None
    assert found.language is None


async def test_a_length_outside_the_allowed_steps_is_refused(store: Store):
    await store.chats.put(OLD, "group", "", NOW)

    with pytest.raises(ValueError, match="a length is one of"):
        await store.chats.set_length(OLD, 4)

    assert await store.chats.find(OLD) is not None


async def test_settings_of_an_unknown_chat_make_no_chat(store: Store):
    await store.chats.set_language(OLD, "uz")

    assert await store.chats.find(OLD) is None


async def test_an_unreachable_chat_keeps_its_data_and_gets_nothing(store: Store):
    await put_follower(store, ANN, "uz")
    await put_follower(store, BOB, "uz")
    before = await put_summarized(store, "before", tags=("uz",))
    await fan_out_to_followers(store, before)

    for _ in range(2):
        await store.chats.mark_unreachable(ChatId(ANN), NOW)
    after = await put_summarized(store, "after", tags=("uz",))
    await fan_out_to_followers(store, after)

    chat = await store.chats.find(ChatId(ANN))
    assert chat is not None
    assert chat.is_unreachable
    assert [tag.name for tag in await store.subscriptions.of(ChatId(ANN))] == ["uz"]
    assert await due_deliveries(store) == [(before, BOB), (after, BOB)]
    assert await store.deliveries.count_missed(ChatId(ANN)) == 2


async def test_mark_reachable_returns_whether_the_chat_was_unreachable(store: Store):
    await put_follower(store, ANN, "uz")
    await store.chats.mark_unreachable(ChatId(ANN), NOW)

    assert await store.chats.mark_reachable(ChatId(ANN))
    assert not await store.chats.mark_reachable(ChatId(ANN))
    assert not await store.chats.mark_reachable(ChatId(BOB))

    chat = await store.chats.find(ChatId(ANN))
    assert chat is not None
    assert not chat.is_unreachable


async def test_a_reader_can_get_missed_articles(store: Store):
    await put_follower(store, ANN, "uz")
    await store.chats.mark_unreachable(ChatId(ANN), NOW)
    number = await put_summarized(store, tags=("uz",))
    await fan_out_to_followers(store, number)
    await store.chats.mark_reachable(ChatId(ANN))
    assert await due_deliveries(store) == []

    assert await store.deliveries.send_missed(ChatId(ANN), NOW) == 1

    assert await due_deliveries(store) == [(number, ANN)]
    assert await store.deliveries.count_missed(ChatId(ANN)) == 0
    assert await store.deliveries.send_missed(ChatId(ANN), NOW) == 0


async def test_a_reader_can_skip_missed_articles(store: Store):
    await put_follower(store, ANN, "uz")
    await store.chats.mark_unreachable(ChatId(ANN), NOW)
    number = await put_summarized(store, tags=("uz",))
    await fan_out_to_followers(store, number)
    await store.chats.mark_reachable(ChatId(ANN))

    assert await store.deliveries.skip_missed(ChatId(ANN)) == 1

    assert await due_deliveries(store) == []
    assert await store.deliveries.send_missed(ChatId(ANN), NOW) == 0


async def fill_group(store: Store, group: ChatId) -> None:
    """Give a group tags, a sent article, a waiting article and a submission."""
    await store.chats.put(group, "group", "Group", NOW)
    await store.chats.set_language(group, "uz")
    await store.chats.set_length(group, 5)
    await store.chats.set_silent(group, True)
    await store.chats.set_plain(group, True)
    await store.subscriptions.follow(thread(group, topic_id=3), ["uz", "world"], NOW)
    await store.submissions.put(submission(group, 7), NOW)
    sent = await put_summarized(store, "sent", tags=("uz",))
    await fan_out_to_followers(store, sent)
    (delivery,) = await store.deliveries.due(NOW, 10)
    await store.deliveries.mark_sent(delivery, MessageId(70), NOW)
    await store.cards.put((group, MessageId(70)), CardState(article_id=sent, length=3), NOW)
    await put_filter(store, group, "football")
    await put_digest(store, group, sent)
    await store.schedules.put(group, UZBEK, NOW)
    waiting = await put_summarized(store, "waiting", tags=("uz",))
    await fan_out_to_followers(store, waiting)


async def chat_ids(database: Database) -> set[int]:
    found: set[int] = set()
    async with database.read() as connection:
        for table in metadata.sorted_tables:
            if "chat_id" not in table.columns:
                continue
            found |= set((await connection.execute(select(table.c.chat_id))).scalars())
    return found


async def test_migrate_moves_a_group_to_its_supergroup_in_every_table(
    database: Database, store: Store
):
    await fill_group(store, OLD)

    for _ in range(2):
        await store.chats.migrate(OLD, NEW)

    assert await chat_ids(database) == {NEW}
    assert await store.chats.find(NEW) == Chat(
        id=NEW,
        kind="supergroup",
        title="Group",
        language="uz",
        length=5,
        is_silent=True,
        is_plain=True,
        schedule=UZBEK,
    )
    assert {tag.name for tag in await store.subscriptions.of(NEW)} == {"uz", "world"}
    digest, delivery = await store.deliveries.due(NOW, 10)
    assert (digest.kind, digest.thread.chat_id) == ("digest", NEW)
    assert delivery.thread == thread(NEW, topic_id=3)
    assert await store.deliveries.last_sent_at(NEW) == NOW
    (request,) = await store.submissions.due(NOW, 10)
    assert request.thread.chat_id == NEW


async def test_migrate_keeps_the_settings_of_the_supergroup(database: Database, store: Store):
    await store.chats.put(NEW, "supergroup", "Super", NOW)
    await store.chats.set_length(NEW, 1)
    await store.subscriptions.follow(thread(NEW, topic_id=9), ["uz"], NOW)
    await fill_group_beside(store)

    await store.chats.migrate(OLD, NEW)

    assert await chat_ids(database) == {NEW}
    assert await store.chats.find(NEW) == Chat(
        id=NEW,
        kind="supergroup",
        title="Super",
        language="uz",
        length=1,
        is_silent=True,
        is_plain=True,
        schedule=UZBEK,
    )
    assert {tag.name for tag in await store.subscriptions.of(NEW)} == {"uz", "world"}
    (delivery,) = await store.deliveries.due(NOW, 10)
    assert delivery.thread == thread(NEW, topic_id=9)
    assert len(await store.submissions.due(NOW, 10)) == 1


async def fill_group_beside(store: Store) -> None:
    """Let the group and the supergroup hold the same article and the same request."""
    await store.chats.put(OLD, "group", "Group", NOW)
    await store.chats.set_language(OLD, "uz")
    await store.chats.set_length(OLD, 8)
    await store.chats.set_silent(OLD, True)
    await store.chats.set_plain(OLD, True)
    await store.subscriptions.follow(thread(OLD), ["uz", "world"], NOW)
    for group in (OLD, NEW):
        await store.submissions.put(submission(group, 7), NOW)
    number = await put_summarized(store, tags=("uz",))
    await fan_out_to_followers(store, number)
    assert len(await due_deliveries(store)) == 2


async def test_an_unknown_group_migrates_without_a_trace(database: Database, store: Store):
    await put_news(store)

    await store.chats.migrate(OLD, NEW)

    assert await chat_ids(database) == set()


def test_a_thread_without_a_topic_has_topic_zero():
    assert thread(1).topic_id == TopicId(0)
