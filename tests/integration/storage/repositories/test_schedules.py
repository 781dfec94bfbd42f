"""Schedules: articles held for a digest, and the time of the next digest."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.ids import ChatId
from bot.domain.schedule import QuietHours, Schedule, next_digest
from storage.store import Store
from tests.support.stored_samples import (
    ANN,
    BOB,
    NOW,
    due_deliveries,
    fan_out_to_followers,
    put_follower,
    put_summarized,
)

CHAT = ChatId(ANN)
NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)  # the first nine o'clock after NOW
DAILY, WEEKLY = Schedule(mode="daily"), Schedule(mode="weekly")


async def held(store: Store, *modes: str) -> list[str]:
    return [each.headline.title for each in await store.digests.held(CHAT, modes)]  # type: ignore[arg-type]


async def test_a_schedule_is_kept_with_the_moment_of_its_next_digest(store: Store):
    await put_follower(store, ANN, "news")
    wanted = Schedule(
        mode="weekly",
        zone="Asia/Tashkent",
        digest_minute=8 * 60 + 30,
        digest_weekday=4,
        quiet=QuietHours(22 * 60, 7 * 60),
        daily_cap=5,
    )

    await store.schedules.put(CHAT, wanted, NOW, zone=True)

    chat = await store.chats.find(CHAT)
    assert chat is not None
    assert chat.schedule == wanted
    assert await store.schedules.next_due_at(CHAT) == datetime(2026, 3, 2, 3, 30, tzinfo=UTC)


async def test_the_default_time_zone_depends_on_the_language(store: Store):
    await put_follower(store, ANN, "news")
    await store.schedules.put(CHAT, DAILY, NOW)
    await store.chats.set_language(CHAT, "uz")

    chat = await store.chats.find(CHAT)

    assert chat is not None
    assert chat.schedule.zone == "Asia/Tashkent"


@pytest.mark.parametrize(
    ("schedule", "due_at"),
    [
        (Schedule(), None),
        (DAILY, NINE),
        (WEEKLY, NINE),
        (Schedule(mode="paused"), None),
        (Schedule(daily_cap=3), NINE),
        (Schedule(quiet=QuietHours(0, 60)), None),
    ],
)
async def test_a_digest_is_due_if_an_article_may_wait_for_it(
    store: Store, schedule: Schedule, due_at: datetime | None
):
    await put_follower(store, ANN, "news")

    await store.schedules.put(CHAT, schedule, NOW)

    assert await store.schedules.next_due_at(CHAT) == due_at


async def test_a_tag_with_its_own_mode_makes_digests_due(store: Store):
    await put_follower(store, ANN, "news", "sport")
    (news,) = [tag for tag in await store.subscriptions.of(CHAT) if tag.name == "news"]

    count = await store.schedules.set_tag_mode(CHAT, [news.key], "daily", NOW)

    assert count == 1
    assert await store.schedules.tag_modes(CHAT) == {news.key: "daily"}
    assert await store.schedules.next_due_at(CHAT) == NINE
    assert await store.schedules.set_tag_mode(CHAT, [news.key], None, NOW) == 1
    assert await store.schedules.next_due_at(CHAT) is None


@pytest.mark.parametrize("mode", ["daily", "weekly"])
async def test_an_article_is_held_for_a_chat_with_digests(store: Store, mode: str):
    await put_follower(store, ANN, "news")
    await put_follower(store, BOB, "news")
    await store.schedules.put(CHAT, Schedule(mode=mode), NOW)  # type: ignore[arg-type]

    await fan_out_to_followers(store, await put_summarized(store, tags=("news",)))

    assert [chat_id for _, chat_id in await due_deliveries(store)] == [BOB]
    assert await held(store, mode) == ["Title of news"]


async def test_the_most_urgent_of_the_tags_decides(store: Store):
    await put_follower(store, ANN, "slow", "quick", "never")
    keys = {tag.name: tag.key for tag in await store.subscriptions.of(CHAT)}
    await store.schedules.set_tag_mode(CHAT, [keys["slow"]], "weekly", NOW)
    await store.schedules.set_tag_mode(CHAT, [keys["never"]], "paused", NOW)

    await fan_out_to_followers(store, await put_summarized(store, "one", tags=("slow", "quick")))
    await fan_out_to_followers(store, await put_summarized(store, "two", tags=("never", "slow")))
    await fan_out_to_followers(store, await put_summarized(store, "three", tags=("never",)))

    (delivery,) = await store.deliveries.due(NOW, 10)
    assert delivery.tag_key == keys["quick"]
    assert await held(store, "weekly") == ["Title of two"]


async def test_a_paused_chat_gets_nothing_for_any_mode_of_its_tags(store: Store):
    await put_follower(store, ANN, "news")
    (news,) = await store.subscriptions.of(CHAT)
    await store.schedules.set_tag_mode(CHAT, [news.key], "now", NOW)
    await store.schedules.put(CHAT, Schedule(mode="paused"), NOW)

    await fan_out_to_followers(store, await put_summarized(store, tags=("news",)))

    assert await due_deliveries(store) == []
    assert await held(store, "daily", "weekly") == []


async def test_turning_digests_off_sends_held_articles_as_a_last_one(
    store: Store,
):
    await put_follower(store, ANN, "news")
    await fan_out_to_followers(store, await put_summarized(store, tags=("news",)))

    await store.schedules.put(CHAT, WEEKLY, NOW)
    begun = await held(store, "daily"), await due_deliveries(store)
    await store.schedules.put(CHAT, Schedule(), NOW)

    assert begun == (["Title of news"], [])
    assert await store.schedules.due(NOW, 10) == [(CHAT, NOW)]


async def test_an_unreachable_chat_gets_no_digest_until_reachable(store: Store):
    await put_follower(store, ANN, "news")
    await store.schedules.put(CHAT, DAILY, NOW)
    await store.chats.mark_unreachable(CHAT, NOW)

    asleep = await store.schedules.due(NINE, 10)
    await store.chats.mark_reachable(CHAT)

    assert asleep == []
    assert await store.schedules.due(NINE, 10) == [(CHAT, NINE)]


async def test_a_requested_digest_is_due_at_once_with_weekly_articles(store: Store):
    await put_follower(store, ANN, "news")
    await store.schedules.put(CHAT, WEEKLY, NOW)
    empty = await store.schedules.request_digest(CHAT, NOW)
    await fan_out_to_followers(store, await put_summarized(store, tags=("news",)))

    count = await store.schedules.request_digest(CHAT, NOW + timedelta(hours=1))

    assert (empty, count) == (0, 1)
    assert await store.schedules.next_due_at(CHAT) == NOW + timedelta(hours=1)
    assert await held(store, "daily") == ["Title of news"]


async def test_a_weekly_digest_keeps_its_weekday_unless_a_tag_is_daily(store: Store):
    friday = Schedule(mode="weekly", digest_weekday=4)
    await put_follower(store, ANN, "news")
    (tag,) = await store.subscriptions.of(CHAT)

    await store.schedules.put(CHAT, friday, NOW)
    weekly = await store.schedules.next_due_at(CHAT)
    await store.schedules.set_tag_mode(CHAT, [tag.key], "daily", NOW)
    daily = await store.schedules.next_due_at(CHAT)

    assert weekly == next_digest(friday, NOW, is_weekly=True)
    assert weekly is not None
    assert weekly.weekday() == 4
    assert daily == next_digest(friday, NOW)


BY_DAY = QuietHours(10 * 60, 20 * 60)  # it is noon


@pytest.mark.parametrize(
    ("schedule", "is_zone", "due_at"),
    [
        (Schedule(), False, NOW),
        (Schedule(quiet=QuietHours(14 * 60, 20 * 60)), False, NOW),
        (Schedule(quiet=QuietHours(10 * 60, 13 * 60)), False, NOW + timedelta(hours=1)),
        (Schedule(quiet=BY_DAY, zone="Asia/Tashkent"), True, NOW + timedelta(hours=3)),
        (Schedule(quiet=BY_DAY, zone="Asia/Tokyo"), True, NOW),
        (Schedule(quiet=BY_DAY, daily_cap=3), False, NOW + timedelta(hours=8)),
    ],
)
async def test_new_quiet_hours_move_the_deliveries_that_wait_for_them(
    store: Store, schedule: Schedule, is_zone: bool, due_at: datetime
):
    await reschedule(store)

    await store.schedules.put(CHAT, schedule, NOW, zone=is_zone)

    assert not await store.deliveries.due(due_at - timedelta(seconds=1), 10)
    assert len(await store.deliveries.due(due_at, 10)) == 1


async def test_a_new_language_moves_the_time_zone_of_quiet_hours(store: Store):
    await reschedule(store)

    await store.chats.set_language(CHAT, "ru")
    await store.schedules.reschedule(CHAT, Schedule(quiet=BY_DAY), NOW)

    assert len(await store.deliveries.due(NOW + timedelta(hours=5), 10)) == 1


async def test_a_new_schedule_does_not_shorten_a_flood_wait(store: Store):
    await reschedule(store)
    later = NOW + timedelta(hours=9)
    await store.deliveries.reschedule_chat(CHAT, later, "too many requests")

    await store.schedules.put(CHAT, Schedule(), NOW)

    assert not await store.deliveries.due(later - timedelta(seconds=1), 10)


async def reschedule(store: Store) -> None:
    """Let an article for Ann wait for the end of her quiet hours, at 20:00."""
    await put_follower(store, ANN, "news")
    await store.schedules.put(CHAT, Schedule(quiet=BY_DAY), NOW)
    await fan_out_to_followers(store, await put_summarized(store, tags=("news",)))
    await store.deliveries.reschedule_for_quiet_hours(CHAT, NOW + timedelta(hours=8))
