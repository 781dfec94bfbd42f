"""Delivery schedules of chats: immediate, daily or weekly digest, quiet hours, daily cap.

A time of day is a number of minutes since local midnight in the chat's time zone (`zone`, an IANA
name). Every local day contains each time exactly once. A time that daylight saving skips is read
with the old offset (02:30 becomes 03:30). A repeated time means its first occurrence.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Literal, get_args
from zoneinfo import ZoneInfo, available_timezones

from bot.domain.errors import NotUnderstood

Mode = Literal["now", "daily", "weekly", "paused"]
MODES: tuple[Mode, ...] = get_args(Mode)
DIGEST_MODES: tuple[Mode, ...] = ("daily", "weekly")  # articles are held for a digest
DAY_MINUTES = 24 * 60
CAPS = (0, 3, 5, 10, 20)  # the choices of the buttons, in cards a day; 0 for no limit
CAP_MAX = 100
DIGEST_GRACE = timedelta(hours=24)  # how late a digest may be; then the next daily one is due
ZONE_OF_LANGUAGE = {  # the default zones
    "ru": "Europe/Moscow",
    "uz": "Asia/Tashkent",
    "uz-Cyrl": "Asia/Tashkent",
}
DEFAULT_ZONE = "UTC"


@dataclass(frozen=True, slots=True)
class QuietHours:
    """The hours in which the bot pushes nothing; they may include midnight."""

    start: int  # minutes since local midnight, inclusive
    end: int  # minutes since local midnight, exclusive

    def __post_init__(self) -> None:
        if not (0 <= self.start < DAY_MINUTES and 0 <= self.end < DAY_MINUTES):
            raise ValueError(f"quiet hours are 0 to {DAY_MINUTES - 1} minutes: {self}")
        if self.start == self.end:
            raise ValueError(f"quiet hours need an end that differs from the start: {self}")

    def contains(self, minute: int) -> bool:
        """Return whether a minute of the day is quiet."""
        if self.start < self.end:
            return self.start <= minute < self.end
        return minute >= self.start or minute < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """The times at which a chat receives articles on its followed tags."""

    mode: Mode = "now"
    resume_mode: Mode = "now"  # of a paused chat: the mode that it had before
    zone: str = DEFAULT_ZONE
    digest_minute: int = 9 * 60
    digest_weekday: int = 0  # for the weekly digest; 0 is Monday
    quiet: QuietHours | None = None
    daily_cap: int | None = None  # cards per local day; further articles wait for the digest

    def __post_init__(self) -> None:
        if self.mode not in MODES or self.resume_mode == "paused":
            raise ValueError(f"a mode is one of {MODES}, not {self.mode}")
        if not (0 <= self.digest_minute < DAY_MINUTES and 0 <= self.digest_weekday < 7):
            raise ValueError(f"no such time of the week: {self}")
        if self.daily_cap is not None and not 1 <= self.daily_cap <= CAP_MAX:
            raise ValueError(f"a daily cap is 1 to {CAP_MAX} cards, not {self.daily_cap}")


def with_mode(schedule: Schedule, mode: Mode) -> Schedule:
    """Return a schedule with another mode; a paused one keeps the mode in which it resumes."""
    if mode == "paused" and schedule.mode != "paused":
        return replace(schedule, mode=mode, resume_mode=schedule.mode)
    return replace(schedule, mode=mode)


def _local_to_utc(zone: str, day: date, minute: int) -> datetime:
    """Return the UTC time of a minute of a local day."""
    local = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=_zone(zone))
    return local.astimezone(UTC)


def local_day(zone: str, now: datetime) -> date:
    """Return the local date in a time zone."""
    return now.astimezone(_zone(zone)).date()


def day_start(zone: str, now: datetime) -> datetime:
    """Return the start of the local day of `now`; UTC."""
    return _local_to_utc(zone, local_day(zone, now), 0)


def next_digest(schedule: Schedule, after: datetime, *, is_weekly: bool = False) -> datetime:
    """Return the first digest time later than `after`; UTC.

    Each local day has one digest time. With `is_weekly`, only the digest's weekday has one.
    """
    day = local_day(schedule.zone, after)
    while (at := _local_to_utc(schedule.zone, day, schedule.digest_minute)) <= after or (
        is_weekly and day.weekday() != schedule.digest_weekday
    ):
        day += timedelta(days=1)
    return at


def quiet_until(schedule: Schedule, now: datetime) -> datetime | None:
    """Return the end of the current quiet hours, UTC; None outside of quiet hours."""
    quiet = schedule.quiet
    if quiet is None:
        return None
    local = now.astimezone(_zone(schedule.zone))
    minute = local.hour * 60 + local.minute
    if not quiet.contains(minute):
        return None
    is_over_midnight = minute >= quiet.start and quiet.end <= quiet.start
    day = local.date() + timedelta(days=is_over_midnight)
    end = _local_to_utc(schedule.zone, day, quiet.end)
    return end if end > now else None  # in the past if daylight saving repeats the last hour


def next_wanted_digest(
    schedule: Schedule, tag_modes: Collection[Mode | None], after: datetime, *, is_daily_held: bool
) -> datetime | None:
    """Return the first digest time later than `after`, UTC; None if the chat wants no digest.

    A chat gets a digest every day if it, a followed tag or a daily cap holds articles for the next
    day; otherwise every week.

    Args:
        schedule: the schedule of the chat.
        tag_modes: the modes of its followed tags; None for the mode of the chat.
        after: aware, UTC.
        is_daily_held: whether an article is held for a daily digest.
    """
    if schedule.mode == "paused":
        return None
    modes = {schedule.mode, *tag_modes}
    if modes.isdisjoint(DIGEST_MODES) and schedule.daily_cap is None:
        return None
    is_weekly = "daily" not in modes and schedule.daily_cap is None and not is_daily_held
    return next_digest(schedule, after, is_weekly=is_weekly)


def needs_last_digest(schedule: Schedule, *, is_any_held: bool) -> bool:
    """Return whether a chat that wants no more digests gets its held articles in a last one."""
    return is_any_held and schedule.mode != "paused"


def moved_quiet_end(
    former: Schedule, schedule: Schedule, now: datetime
) -> tuple[datetime, datetime] | None:
    """Return the end of the former quiet hours and the new due time of what waited for it, UTC.

    None if `now` is not in the former quiet hours, so nothing waited.
    """
    former_end = quiet_until(former, now)
    return None if former_end is None else (former_end, quiet_until(schedule, now) or now)


def default_zone(language: str | None) -> str:
    """Return the default time zone for a language: that of most of its speakers."""
    return ZONE_OF_LANGUAGE.get(language or "", DEFAULT_ZONE)


@cache
def zones() -> tuple[str, ...]:
    """Return the selectable time zones, such as `Asia/Tashkent`, sorted, without region aliases."""
    regions = {"Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe"}
    regions |= {"Indian", "Pacific"}
    names = (name for name in available_timezones() if name.split("/")[0] in regions)
    return (DEFAULT_ZONE, *sorted(names))


def find_zone(written: str) -> str:
    """Return the time zone for user input such as `Asia/Tashkent`, `tashkent` or `New York`.

    Raises:
        NotUnderstood: no zone and no city has this name.
    """
    wanted = "_".join(written.casefold().split())
    if wanted in ("utc", "gmt"):
        return DEFAULT_ZONE
    by_name = [name for name in zones() if name.casefold() == wanted]
    by_city = [name for name in zones() if name.casefold().rpartition("/")[2] == wanted]
    matches = by_name or by_city  # several zones of one city are aliases
    if not matches:
        raise NotUnderstood("zone.unknown", written=written[:40])
    return matches[0]


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
