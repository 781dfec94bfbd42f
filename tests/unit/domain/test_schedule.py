"""Digests, quiet hours and local days, on the nights when clocks change too."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import NotUnderstood
from bot.domain.schedule import (
    Mode,
    QuietHours,
    Schedule,
    day_start,
    find_zone,
    local_day,
    moved_quiet_end,
    needs_last_digest,
    next_digest,
    next_wanted_digest,
    quiet_until,
    with_mode,
    zones,
)

SWITCHES = {  # days before the nights of 2026 on which clocks change, there or in other zones
    "Europe/Berlin": ("2026-03-28", "2026-10-24"),
    "America/New_York": ("2026-03-07", "2026-10-31"),
    "Asia/Kolkata": ("2026-03-28", "2026-10-24"),
    "Australia/Lord_Howe": ("2026-04-04", "2026-10-03"),
}
NIGHTS = [(zone, day) for zone, days in SWITCHES.items() for day in days]
MINUTES = st.integers(0, 24 * 60 - 1)
FIRST = datetime(2020, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 17 * 365 * 24 * 60).map(lambda minutes: FIRST + timedelta(minutes=minutes))


@pytest.mark.parametrize(("zone", "day"), NIGHTS)
@pytest.mark.parametrize("minute", [0, 30, 90, 119, 120, 135, 150, 179, 180, 540, 1439])
def test_a_digest_comes_once_a_day_when_the_clocks_change(zone: str, day: str, minute: int) -> None:
    schedule = Schedule(mode="daily", zone=zone, digest_minute=minute)
    at = datetime.fromisoformat(f"{day}T00:00").replace(tzinfo=ZoneInfo(zone))
    days = []

    for _ in range(4):
        at = next_digest(schedule, at)
        days.append(local_day(zone, at))

    assert days == [days[0] + timedelta(days=number) for number in range(4)]


@pytest.mark.parametrize(
    ("minute", "local"), [(150, "2026-03-29T03:30:00+02:00"), (60, "2026-03-29T01:00:00+01:00")]
)
def test_a_time_that_the_clock_skips_comes_as_much_later(minute: int, local: str) -> None:
    schedule = Schedule(mode="daily", zone="Europe/Berlin", digest_minute=minute)

    at = next_digest(schedule, datetime(2026, 3, 28, 23, tzinfo=UTC))

    assert at == datetime.fromisoformat(local)


def test_of_a_time_that_comes_twice_the_first_counts() -> None:
    schedule = Schedule(mode="daily", zone="Europe/Berlin", digest_minute=150)

    at = next_digest(schedule, datetime(2026, 10, 24, 12, tzinfo=UTC))

    assert at == datetime.fromisoformat("2026-10-25T02:30:00+02:00")
    assert local_day("Europe/Berlin", next_digest(schedule, at)).day == 26


@given(st.sampled_from(zones()), MINUTES, MOMENTS)
def test_the_next_digest_is_later_and_at_most_two_days_away(
    zone: str, minute: int, now: datetime
) -> None:
    at = next_digest(Schedule(mode="daily", zone=zone, digest_minute=minute), now)

    assert timedelta(0) < at - now <= timedelta(hours=49)


@given(st.sampled_from(zones()), MINUTES, MINUTES, MOMENTS)
def test_quiet_hours_end_at_the_minute_that_quiet_until_gives(
    zone: str, start: int, end: int, now: datetime
) -> None:
    quiet = QuietHours(start, end) if start != end else None
    schedule = Schedule(zone=zone, quiet=quiet)

    until = quiet_until(schedule, now)

    if until is not None:
        assert timedelta(0) < until - now <= timedelta(hours=25)
        assert quiet_until(schedule, until) is None


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-11-24T21:59+05:00", None),
        ("2026-11-24T22:00+05:00", "2026-11-25T07:00+05:00"),
        ("2026-11-25T00:10+05:00", "2026-11-25T07:00+05:00"),
        ("2026-11-25T06:59+05:00", "2026-11-25T07:00+05:00"),
        ("2026-11-25T07:00+05:00", None),
    ],
)
def test_quiet_hours_go_over_midnight(now: str, until: str | None) -> None:
    schedule = Schedule(zone="Asia/Tashkent", quiet=QuietHours(22 * 60, 7 * 60))

    ends = quiet_until(schedule, datetime.fromisoformat(now))

    assert ends == (until and datetime.fromisoformat(until))


def test_a_day_begins_at_local_midnight() -> None:
    now = datetime(2026, 11, 24, 20, tzinfo=UTC)

    assert day_start("Asia/Kolkata", now) == datetime(2026, 11, 24, 18, 30, tzinfo=UTC)


@pytest.mark.parametrize("written", ["Asia/Tashkent", "asia/tashkent", " TASHKENT ", "tashkent"])
def test_a_zone_is_found_by_its_name_or_its_city(written: str) -> None:
    assert find_zone(written) == "Asia/Tashkent"


@pytest.mark.parametrize("written", ["", "Asia", "Atlantis", "../etc/passwd", "x" * 500, "\0"])
def test_an_unknown_zone_is_refused(written: str) -> None:
    with pytest.raises(NotUnderstood):
        find_zone(written)


def test_every_zone_fits_on_a_button() -> None:
    assert max(len(zone.encode()) for zone in zones()) <= 40


@pytest.mark.parametrize(
    "wrong",
    [
        {"mode": "sometimes"},
        {"digest_minute": 1440},
        {"digest_weekday": 7},
        {"daily_cap": 0},
    ],
)
def test_a_schedule_refuses_nonsense(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"not|no such"):
        Schedule(**wrong)  # type: ignore[arg-type]  # nonsense on purpose


NINE_UTC = datetime(2026, 6, 1, 9, tzinfo=UTC)  # a Monday
TOMORROW = NINE_UTC + timedelta(days=1)
NEXT_WEEK = NINE_UTC + timedelta(days=7)


@pytest.mark.parametrize(
    ("schedule", "tag_modes", "is_daily_held", "due_at"),
    [
        (Schedule(mode="now"), [], False, None),
        (Schedule(mode="now"), [None, "now"], True, None),
        (Schedule(mode="paused"), ["daily"], True, None),
        (Schedule(mode="daily"), [], False, TOMORROW),
        (Schedule(mode="weekly"), [None], False, NEXT_WEEK),
        (Schedule(mode="weekly"), ["daily"], False, TOMORROW),
        (Schedule(mode="weekly"), [], True, TOMORROW),
        (Schedule(mode="now"), ["weekly"], False, NEXT_WEEK),
        (Schedule(mode="now", daily_cap=3), [], False, TOMORROW),
        (Schedule(mode="weekly", daily_cap=3), [], False, TOMORROW),
    ],
)
def test_next_wanted_digest_is_the_most_frequent_one(
    schedule: Schedule, tag_modes: list[Mode | None], is_daily_held: bool, due_at: datetime | None
) -> None:
    found = next_wanted_digest(schedule, tag_modes, NINE_UTC, is_daily_held=is_daily_held)

    assert found == due_at


def test_last_digest_waits_while_the_chat_is_paused() -> None:
    assert needs_last_digest(Schedule(mode="now"), is_any_held=True)
    assert not needs_last_digest(Schedule(mode="now"), is_any_held=False)
    assert not needs_last_digest(Schedule(mode="paused"), is_any_held=True)


def test_moved_quiet_end_follows_the_new_hours() -> None:
    night, longer = QuietHours(8 * 60, 10 * 60), QuietHours(8 * 60, 12 * 60)
    former = Schedule(quiet=night)

    assert moved_quiet_end(Schedule(), former, NINE_UTC) is None
    assert moved_quiet_end(former, Schedule(quiet=longer), NINE_UTC) == (
        NINE_UTC + timedelta(hours=1),
        NINE_UTC + timedelta(hours=3),
    )
    assert moved_quiet_end(former, Schedule(), NINE_UTC) == (
        NINE_UTC + timedelta(hours=1),
        NINE_UTC,
    )


def test_a_paused_schedule_keeps_the_mode_in_which_it_resumes() -> None:
    paused = with_mode(Schedule(mode="weekly"), "paused")

    assert (paused.mode, paused.resume_mode) == ("paused", "weekly")
    assert with_mode(paused, "paused") == paused
    assert with_mode(paused, paused.resume_mode).mode == "weekly"
