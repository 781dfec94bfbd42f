"""Digests, quiet hours and caps, on a clock that the tests move, through the Bot API server."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.app.builders import build_digest_worker, build_sender
from bot.domain.digest import ITEMS_MAX, PART_MAX
from bot.domain.ids import ArticleId, ChatId
from bot.domain.schedule import DIGEST_GRACE, QuietHours, Schedule
from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from bot.playground.api_server.state.messages import Message
from storage.store import Store
from tests.support.gateways import MakeGateway
from tests.support.stored_samples import NOW, fan_out_to_followers, put_summarized, rating, thread

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass
class Services:
    """A store, a sender and a clock; `pass_` moves the clock and runs the due work."""

    store: Store
    make_gateway: MakeGateway
    now: datetime = NOW

    async def work(self) -> None:
        """Run all work that is due now."""
        while await build_digest_worker(self.store, lambda: self.now).run_once():
            pass
        await build_sender(self.store, self.make_gateway(), lambda: self.now).run_once()

    async def pass_(self, time: timedelta, step: timedelta = HOUR) -> None:
        """Move the clock and run the work that becomes due."""
        end = self.now + time
        while self.now < end:
            self.now = min(end, self.now + step)
            await self.work()

    async def follow(self, person: Person, schedule: Schedule, *tags: str) -> None:
        """Let a person follow tags with a schedule."""
        chat = ChatId(person.id)
        await self.store.chats.put(chat, "private", person.name, self.now)
        await self.store.subscriptions.follow(thread(chat), tags or ("news",), self.now)
        await self.store.schedules.put(chat, schedule, self.now, zone=True)

    async def publish(self, name: str, *tags: str, **fields: object) -> ArticleId:
        """Store an article and fan it out."""
        number = await put_summarized(self.store, name, tags=tags or ("news",), **fields)
        await fan_out_to_followers(self.store, number)
        return number


@pytest.fixture
def services(store: Store, make_gateway: MakeGateway) -> Services:
    return Services(store, make_gateway)


@pytest.fixture
def ann(bot_api: BotApiServer) -> Person:
    return bot_api.person("Ann", is_started=True)


def digests(person: Person) -> list[Message]:
    return [each for each in person.private.from_bot() if each.text.startswith("Your digest")]


async def test_a_digest_lists_held_articles_once_and_the_best_first(
    services: Services, ann: Person, bot_api: BotApiServer
) -> None:
    await services.follow(ann, Schedule(mode="daily", digest_minute=18 * 60))
    loved = await services.publish("loved")
    plain = await services.publish("plain")
    for user_id in range(1, 11):
        await services.store.ratings.put(rating(loved, user_id))
    await services.pass_(5 * HOUR)
    before = digests(ann)

    await services.pass_(2 * DAY)

    (digest,) = digests(ann)
    assert before == []
    assert digest.text.splitlines()[2:5] == [
        "1. Title of loved",
        "The best.",
        "★ 5.0 · 10 votes · #news",
    ]
    assert "2. Title of plain\nThe best.\n☆ not rated yet · #news" in digest.text
    assert [button.text for row in digest.buttons for button in row] == ["1", "2"]
    assert digest.links == [f"https://t.me/xulosa_test_bot?start=a_{n}" for n in (loved, plain)]
    assert len(ann.private.from_bot()) == 1


async def test_a_long_digest_comes_in_parts_and_counts_the_rest(
    services: Services, ann: Person
) -> None:
    await services.follow(ann, Schedule(mode="daily"))
    for number in range(ITEMS_MAX + 3):
        await services.publish(f"no {number} " + "w" * 200, body="Sentence. " + "b" * 500)

    await services.pass_(DAY)

    first, second = digests(ann)
    for part in (first, second):
        assert part.text.count("Title of no") == PART_MAX
    assert "more" not in first.text
    assert second.text.endswith("And 3 more: /latest")


async def test_the_weekly_digest_comes_on_its_day(services: Services, ann: Person) -> None:
    await services.follow(ann, Schedule(mode="weekly", digest_weekday=4))
    await services.publish("one")
    days: list[datetime] = []

    for _ in range(14):
        await services.pass_(DAY)
        if len(digests(ann)) > len(days):
            days.append(services.now - DAY)

    assert [(day + 21 * HOUR).strftime("%A") for day in days] == ["Friday"]


@pytest.mark.parametrize(
    ("zone", "start"),
    [
        ("Europe/Berlin", "2026-03-27"),
        ("Europe/Berlin", "2026-10-23"),
        ("America/New_York", "2026-03-06"),
        ("America/New_York", "2026-10-30"),
        ("Asia/Kolkata", "2026-03-27"),
        ("Australia/Lord_Howe", "2026-04-03"),
        ("Australia/Lord_Howe", "2026-10-02"),
    ],
)
async def test_a_digest_comes_once_a_local_day_when_clocks_change(
    services: Services, ann: Person, zone: str, start: str
) -> None:
    services.now = datetime.fromisoformat(f"{start}T12:00").replace(tzinfo=ZoneInfo(zone))
    services.now = services.now.astimezone(UTC)
    await services.follow(ann, Schedule(mode="daily", zone=zone, digest_minute=2 * 60 + 15))
    came: list[str] = []

    for step in range(4 * 24 * 2):
        if step % 12 == 0:
            await services.publish(f"no {step}")
        count = len(digests(ann))
        services.now += timedelta(minutes=30)
        await services.work()
        came += [f"{services.now.astimezone(ZoneInfo(zone)):%d}"] * (len(digests(ann)) - count)

    assert len(came) == 4
    assert len(set(came)) == 4


async def test_a_digest_late_within_its_grace_time_is_sent_once(
    services: Services, ann: Person
) -> None:
    await services.follow(ann, Schedule(mode="daily"))
    await services.publish("one")

    services.now += 21 * HOUR + DIGEST_GRACE - HOUR
    await services.work()
    await services.work()

    assert len(digests(ann)) == 1


async def test_a_digest_past_its_grace_time_joins_the_next_one(
    services: Services, ann: Person
) -> None:
    await services.follow(ann, Schedule(mode="daily"))
    await services.publish("one")

    services.now += 21 * HOUR + DIGEST_GRACE + HOUR
    await services.work()
    late = digests(ann)
    await services.pass_(DAY)

    assert late == []
    assert len(digests(ann)) == 1


async def test_quiet_hours_delay_cards_until_their_end(services: Services, ann: Person) -> None:
    quiet = QuietHours(10 * 60, 20 * 60)  # it is noon
    await services.follow(ann, Schedule(quiet=quiet))
    await services.publish("one")

    await services.pass_(7 * HOUR)
    in_quiet_hours = ann.private.from_bot()
    await services.pass_(2 * HOUR)

    assert in_quiet_hours == []
    assert [each.text.splitlines()[0] for each in ann.private.from_bot()] == ["Title of one"]


async def test_quiet_hours_do_not_delay_a_digest(services: Services, ann: Person) -> None:
    wanted = Schedule(mode="daily", digest_minute=14 * 60, quiet=QuietHours(0, 23 * 60))
    await services.follow(ann, wanted)
    await services.publish("one")

    await services.pass_(3 * HOUR)

    assert len(digests(ann)) == 1


async def test_articles_above_the_daily_cap_come_in_the_digest(
    services: Services, ann: Person
) -> None:
    await services.follow(ann, Schedule(daily_cap=2))
    for number in range(4):
        await services.publish(f"no {number}")

    await services.pass_(3 * HOUR)
    titles = [each.text.splitlines()[0] for each in ann.private.from_bot()]
    await services.pass_(DAY)

    assert titles == ["Title of no 0", "Title of no 1"]
    (digest,) = digests(ann)
    assert "Title of no 2" in digest.text
    assert "Title of no 3" in digest.text


async def test_a_digest_of_deleted_articles_is_dropped_alone(
    services: Services, ann: Person, bot_api: BotApiServer
) -> None:
    bob = bot_api.person("Bob", is_started=True)
    for person in (ann, bob):
        await services.follow(person, Schedule(mode="daily"), f"of {person.name}")
    gone = await services.publish("gone", "of Ann")
    await services.publish("there", "of Bob")
    services.now += 21 * HOUR
    await build_digest_worker(services.store, lambda: services.now).run_once()
    await services.store.articles.delete(gone)

    await services.work()

    assert digests(ann) == []
    assert len(digests(bob)) == 1


async def test_every_topic_of_a_forum_gets_its_own_digest(
    services: Services, bot_api: BotApiServer, ann: Person
) -> None:
    forum = bot_api.supergroup("Forum", owner=ann, is_forum=True)
    topics = [forum.topic(name) for name in ("Sport", "News")]
    chat = ChatId(forum.id)
    await services.store.chats.put(chat, "supergroup", "Forum", NOW)
    for topic in topics:
        where = thread(chat, topic_id=topic.thread_id)
        await services.store.subscriptions.follow(where, [topic.name], NOW)
    await services.store.schedules.put(chat, Schedule(mode="daily"), NOW)
    await services.publish("match", "Sport")
    await services.publish("vote", "News")

    await services.pass_(DAY)

    for topic, title in zip(topics, ("match", "vote"), strict=True):
        (digest,) = [each for each in forum.from_bot() if each.thread_id == topic.thread_id]
        assert f"Title of {title}" in digest.text
