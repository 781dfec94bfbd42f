"""When a chat wants to hear from the bot: at once, in digests, outside its quiet hours.

A time of day is a number of minutes since local midnight, on the chat's own clock (`zone`, a name
of the IANA time zone database). On the nights when clocks change, a time that does not exist is
taken as if the clock had not been put forward yet (02:30 comes at 03:30), and of a time that comes
twice the first counts; so every local day has each time exactly once.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Literal, get_args
from zoneinfo import ZoneInfo, available_timezones

from bot.domain.errors import NotUnderstood

Mode = Literal["now", "daily", "weekly", "paused"]
MODES: tuple[Mode, ...] = get_args(Mode)
DAY_MINUTES = 24 * 60
CAPS = (0, 3, 5, 10, 20)  # cards a day that the buttons offer; 0 for no limit
CAP_MAX = 100
GRACE = timedelta(hours=24)  # how late a digest may be: until the next daily one is due
ZONE_OF_LANGUAGE = {"ru": "Europe/Moscow", "uz": "Asia/Tashkent"}  # until somebody says otherwise
DEFAULT_ZONE = "UTC"


@dataclass(frozen=True, slots=True)
class QuietHours:
    """The hours in which nothing is pushed; they may go over midnight."""

    start: int  # minutes since local midnight
    end: int  # the same; the first minute that is not quiet

    def __post_init__(self) -> None:
        if not (0 <= self.start < DAY_MINUTES and 0 <= self.end < DAY_MINUTES):
            raise ValueError(f"a day has {DAY_MINUTES} minutes: {self}")
        if self.start == self.end:
            raise ValueError(f"quiet hours end at another time than they begin: {self}")

    def hold(self, minute: int) -> bool:
        """Whether a minute of the day is quiet."""
        if self.start < self.end:
            return self.start <= minute < self.end
        return minute >= self.start or minute < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When a chat gets what it follows."""

    mode: Mode = "now"
    zone: str = DEFAULT_ZONE
    digest_minute: int = 9 * 60
    digest_weekday: int = 0  # of the weekly digest; 0 is Monday
    quiet: QuietHours | None = None
    daily_cap: int | None = None  # cards a local day; what is above it waits for the digest

    def __post_init__(self) -> None:
        if self.mode not in MODES:
            raise ValueError(f"a mode is one of {MODES}, not {self.mode}")
        if not (0 <= self.digest_minute < DAY_MINUTES and 0 <= self.digest_weekday < 7):
            raise ValueError(f"no such time of the week: {self}")
        if self.daily_cap is not None and not 1 <= self.daily_cap <= CAP_MAX:
            raise ValueError(f"a daily cap is 1 to {CAP_MAX} cards, not {self.daily_cap}")


def moment(zone: str, day: date, minute: int) -> datetime:
    """Return when a local day's clock shows a time; UTC."""
    local = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=_zone(zone))
    return local.astimezone(UTC)


def local_day(zone: str, now: datetime) -> date:
    """Return the day that it is there."""
    return now.astimezone(_zone(zone)).date()


def day_began(zone: str, now: datetime) -> datetime:
    """Return when the local day of `now` began; UTC."""
    return moment(zone, local_day(zone, now), 0)


def next_digest(schedule: Schedule, after: datetime, *, is_weekly: bool = False) -> datetime:
    """Return the first time for a digest later than `after`; UTC.

    There is one each local day; where it `is_weekly`, on the digest's weekday only.
    """
    day = local_day(schedule.zone, after)
    while (at := moment(schedule.zone, day, schedule.digest_minute)) <= after or (
        is_weekly and day.weekday() != schedule.digest_weekday
    ):
        day += timedelta(days=1)
    return at


def quiet_until(schedule: Schedule, now: datetime) -> datetime | None:
    """Return when the quiet hours of `now` end, UTC; None outside of them."""
    quiet = schedule.quiet
    local = now.astimezone(_zone(schedule.zone))
    minute = local.hour * 60 + local.minute
    if quiet is None or not quiet.hold(minute):
        return None
    is_over_midnight = minute >= quiet.start and quiet.end <= quiet.start
    day = local.date() + timedelta(days=is_over_midnight)
    end = moment(schedule.zone, day, quiet.end)
    return end if end > now else None  # past where the clock shows the last quiet hour again


def default_zone(language: str | None) -> str:
    """Return the zone of most who speak a language, until somebody says otherwise."""
    return ZONE_OF_LANGUAGE.get(language or "", DEFAULT_ZONE)


@cache
def zones() -> tuple[str, ...]:
    """Return the zones to choose from, such as `Asia/Tashkent`, sorted; no aliases of regions."""
    regions = {"Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe"}
    regions |= {"Indian", "Pacific"}
    named = (name for name in available_timezones() if name.split("/")[0] in regions)
    return (DEFAULT_ZONE, *sorted(named))


def find_zone(written: str) -> str:
    """Return the zone that somebody means: `Asia/Tashkent`, `tashkent` or `New York`.

    Raises:
        NotUnderstood: there is none.
    """
    wanted = "_".join(written.casefold().split())
    if wanted in ("utc", "gmt"):
        return DEFAULT_ZONE
    whole = [name for name in zones() if name.casefold() == wanted]
    cities = [name for name in zones() if name.casefold().rpartition("/")[2] == wanted]
    found = whole or cities  # several names of one city are aliases
    if not found:
        raise NotUnderstood("zone.unknown", written=written[:40])
    return found[0]


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
