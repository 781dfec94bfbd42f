"""Digests, quiet hours and caps, on a clock that the tests move, over the real wire."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.delivery.digests import Digests
from bot.delivery.sender import Sender
from bot.domain.digest import ITEMS_MAX, PART_MAX
from bot.domain.ids import ArticleId, ChatId
from bot.domain.schedule import GRACE, QuietHours, Schedule
from bot.playground.messages import Message
from bot.playground.people import Person
from bot.playground.server import BotApiServer
from storage.store import Store
from tests.delivery.conftest import MakeGateway
from tests.storage.samples import NOW, offer, place, put_summarised, rating

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass
class Desk:
    """A store, a sender and a clock; `pass_` lets time go by and everything due be done."""

    store: Store
    make_gateway: MakeGateway
    now: datetime = NOW

    async def work(self) -> None:
        """Do everything that is due now."""
        while await Digests(self.store, lambda: self.now).run_once():
            pass
        await Sender(self.store, self.make_gateway(), lambda: self.now).run_once()

    async def pass_(self, time: timedelta, step: timedelta = HOUR) -> None:
        """Let time go by."""
        end = self.now + time
        while self.now < end:
            self.now = min(end, self.now + step)
            await self.work()

    async def follow(self, person: Person, schedule: Schedule, *tags: str) -> None:
        """Let a person follow tags, served so."""
        chat = ChatId(person.id)
        await self.store.chats.put(chat, "private", person.name, self.now)
        await self.store.subscriptions.follow(place(chat), tags or ("news",), self.now)
        await self.store.schedules.put(chat, schedule, self.now, zone=True)

    async def publish(self, name: str, *tags: str, **fields: object) -> ArticleId:
        """Store an article and offer it."""
        number = await put_summarised(self.store, name, tags=tags or ("news",), **fields)
        await offer(self.store, number)
        return number


@pytest.fixture
def desk(store: Store, make_gateway: MakeGateway) -> Desk:
    return Desk(store, make_gateway)


@pytest.fixture
def ann(wire: BotApiServer) -> Person:
    return wire.person("Ann", is_started=True)


def digests(person: Person) -> list[Message]:
    return [each for each in person.private.from_bot() if each.text.startswith("Your digest")]


async def test_a_digest_brings_what_waited_the_best_first_and_never_again(
    desk: Desk, ann: Person, wire: BotApiServer
) -> None:
    await desk.follow(ann, Schedule(mode="daily", digest_minute=18 * 60))
    loved = await desk.publish("loved")
    plain = await desk.publish("plain")
    for user_id in range(1, 11):
        await desk.store.ratings.put(rating(loved, user_id))
    await desk.pass_(5 * HOUR)
    before = digests(ann)

    await desk.pass_(2 * DAY)

    (digest,) = digests(ann)
    assert before == []
    assert digest.text.splitlines()[2:5] == [
        "1. Title of loved",
        "The best.",
        "★ 5.0 · 10 votes · #news",
    ]
    assert "2. Title of plain\nThe best.\n★ 3.0 · 0 votes · #news" in digest.text
    assert [button.text for row in digest.buttons for button in row] == ["1", "2"]
    assert digest.links == [f"https://t.me/xulosa_test_bot?start=a_{n}" for n in (loved, plain)]
    assert len(ann.private.from_bot()) == 1


async def test_a_long_digest_comes_in_parts_and_counts_what_it_leaves_out(
    desk: Desk, ann: Person
) -> None:
    await desk.follow(ann, Schedule(mode="daily"))
    for number in range(ITEMS_MAX + 3):
        await desk.publish(f"no {number} " + "w" * 200, body="Sentence. " + "b" * 500)

    await desk.pass_(DAY)

    first, second = digests(ann)
    for part in (first, second):
        assert part.text.count("Title of no") == PART_MAX
    assert "more" not in first.text
    assert second.text.endswith("And 3 more: /latest")


async def test_the_weekly_digest_comes_on_its_day(desk: Desk, ann: Person) -> None:
    await desk.follow(ann, Schedule(mode="weekly", digest_weekday=4))
    await desk.publish("one")
    days: list[datetime] = []

    for _ in range(14):
        await desk.pass_(DAY)
        if len(digests(ann)) > len(days):
            days.append(desk.now - DAY)

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
async def test_a_digest_comes_once_a_local_day_over_the_nights_when_clocks_change(
    desk: Desk, ann: Person, zone: str, start: str
) -> None:
    desk.now = datetime.fromisoformat(f"{start}T12:00").replace(tzinfo=ZoneInfo(zone))
    desk.now = desk.now.astimezone(UTC)
    await desk.follow(ann, Schedule(mode="daily", zone=zone, digest_minute=2 * 60 + 15))
    came: list[str] = []

    for step in range(4 * 24 * 2):
        if step % 12 == 0:
            await desk.publish(f"no {step}")
        count = len(digests(ann))
        desk.now += timedelta(minutes=30)
        await desk.work()
        came += [f"{desk.now.astimezone(ZoneInfo(zone)):%d}"] * (len(digests(ann)) - count)

    assert len(came) == 4
    assert len(set(came)) == 4


async def test_a_digest_that_a_restart_delayed_is_sent_once_within_the_grace(
    desk: Desk, ann: Person
) -> None:
    await desk.follow(ann, Schedule(mode="daily"))
    await desk.publish("one")

    desk.now += 21 * HOUR + GRACE - HOUR
    await desk.work()
    await desk.work()

    assert len(digests(ann)) == 1


async def test_a_digest_that_is_too_late_waits_for_the_next_and_loses_nothing(
    desk: Desk, ann: Person
) -> None:
    await desk.follow(ann, Schedule(mode="daily"))
    await desk.publish("one")

    desk.now += 21 * HOUR + GRACE + HOUR
    await desk.work()
    late = digests(ann)
    await desk.pass_(DAY)

    assert late == []
    assert len(digests(ann)) == 1


async def test_quiet_hours_put_cards_off_and_then_they_come(desk: Desk, ann: Person) -> None:
    quiet = QuietHours(10 * 60, 20 * 60)  # it is noon
    await desk.follow(ann, Schedule(quiet=quiet))
    await desk.publish("one")

    await desk.pass_(7 * HOUR)
    in_quiet_hours = ann.private.from_bot()
    await desk.pass_(2 * HOUR)

    assert in_quiet_hours == []
    assert [each.text.splitlines()[0] for each in ann.private.from_bot()] == ["Title of one"]


async def test_a_digest_comes_in_quiet_hours_since_somebody_chose_its_time(
    desk: Desk, ann: Person
) -> None:
    wanted = Schedule(mode="daily", digest_minute=14 * 60, quiet=QuietHours(0, 23 * 60))
    await desk.follow(ann, wanted)
    await desk.publish("one")

    await desk.pass_(3 * HOUR)

    assert len(digests(ann)) == 1


async def test_what_is_above_the_daily_cap_comes_in_the_digest(desk: Desk, ann: Person) -> None:
    await desk.follow(ann, Schedule(daily_cap=2))
    for number in range(4):
        await desk.publish(f"no {number}")

    await desk.pass_(3 * HOUR)
    at_once = [each.text.splitlines()[0] for each in ann.private.from_bot()]
    await desk.pass_(DAY)

    assert at_once == ["Title of no 0", "Title of no 1"]
    (digest,) = digests(ann)
    assert "Title of no 2" in digest.text
    assert "Title of no 3" in digest.text


async def test_a_digest_of_deleted_articles_is_given_up_and_stops_nobody(
    desk: Desk, ann: Person, wire: BotApiServer
) -> None:
    bob = wire.person("Bob", is_started=True)
    for person in (ann, bob):
        await desk.follow(person, Schedule(mode="daily"), f"of {person.name}")
    gone = await desk.publish("gone", "of Ann")
    await desk.publish("there", "of Bob")
    desk.now += 21 * HOUR
    await Digests(desk.store, lambda: desk.now).run_once()
    await desk.store.articles.delete(gone)

    await desk.work()

    assert digests(ann) == []
    assert len(digests(bob)) == 1


async def test_every_topic_of_a_forum_gets_its_own_digest(
    desk: Desk, wire: BotApiServer, ann: Person
) -> None:
    forum = wire.supergroup("Forum", owner=ann, is_forum=True)
    topics = [forum.topic(name) for name in ("Sport", "News")]
    chat = ChatId(forum.id)
    await desk.store.chats.put(chat, "supergroup", "Forum", NOW)
    for topic in topics:
        where = place(chat, topic_id=topic.thread_id)
        await desk.store.subscriptions.follow(where, [topic.name], NOW)
    await desk.store.schedules.put(chat, Schedule(mode="daily"), NOW)
    await desk.publish("match", "Sport")
    await desk.publish("vote", "News")

    await desk.pass_(DAY)

    for topic, title in zip(topics, ("match", "vote"), strict=True):
        (digest,) = [each for each in forum.from_bot() if each.thread_id == topic.thread_id]
        assert f"Title of {title}" in digest.text
