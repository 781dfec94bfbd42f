"""The screens of /digest, and of quiet hours, cards a day and time zones."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import get_day_names

from bot.domain.schedule import CAPS, MODES, Mode, QuietHours, Schedule, zones
from bot.domain.tag import Tag
from bot.i18n.html import escape, join
from bot.i18n.translator import Translator
from bot.presentation.buttons import ScheduleButton, SchedulePageButton
from bot.presentation.outgoing_message import Button, OutgoingMessage, Row

_TIMES = (7, 8, 9, 12, 18, 21)  # hours that the buttons offer for a digest
_QUIET = ((21, 7), (22, 7), (22, 8), (23, 8), (0, 9))  # hours that the buttons offer
_ZONES_A_PAGE = 24
_TAGS_SHOWN = 20


def schedule_screen(
    schedule: Schedule,
    *,
    next_digest_at: datetime | None,
    tags: Sequence[tuple[Tag, Mode]],
    now: datetime,
    speech: Translator,
) -> OutgoingMessage:
    """Return how a chat is served, with buttons to change it.

    Args:
        schedule: how.
        next_digest_at: when its next digest comes, if there is to be one; UTC.
        tags: followed tags with a mode of their own.
        now: aware.
        speech: the language.
    """
    zone = ZoneInfo(schedule.zone)
    lines = [
        speech.write("digest.mode", mode=mode_text(schedule, schedule.mode, speech)),
        speech.write("digest.clock", zone=schedule.zone, time=f"{now.astimezone(zone):%H:%M}"),
        speech.write("digest.quiet", quiet=_quiet_text(schedule.quiet, speech)),
        speech.write("digest.cap", cap=schedule.daily_cap or speech.say("digest.no_cap")),
    ]
    if next_digest_at is not None:
        lines.append(speech.write("digest.next", time=moment_text(next_digest_at, zone, speech)))
    lines += [
        escape(f"{tag.hashtag}: {mode_text(schedule, mode, speech)}")
        for tag, mode in tags[:_TAGS_SHOWN]
    ]
    html = join([speech.write("digest.title"), join(lines), speech.write("digest.hint")], "\n\n")
    return OutgoingMessage(html=html, rows=_digest_rows(schedule, speech))


def mode_text(schedule: Schedule, mode: Mode, speech: Translator) -> str:
    """Return in words when something comes that is served by a mode."""
    day = get_day_names("wide", "format", speech.language)[schedule.digest_weekday]
    return speech.say(f"digest.mode.{mode}", time=_clock(schedule.digest_minute), day=day)


def moment_text(moment: datetime, zone: ZoneInfo, speech: Translator) -> str:
    """Return a day and a time on a chat's clock."""
    local = moment.astimezone(zone)
    return f"{speech.date(local)}, {local:%H:%M}"


def quiet_screen(schedule: Schedule, speech: Translator) -> OutgoingMessage:
    """Return a choice of quiet hours."""
    choices = [
        _choice(
            f"{start:02}:00-{end:02}:00",
            ("quiet", f"{start * 60}-{end * 60}"),
            is_on=schedule.quiet == QuietHours(start * 60, end * 60),
        )
        for start, end in _QUIET
    ]
    none = _choice(speech.say("digest.no_quiet"), ("quiet", ""), is_on=schedule.quiet is None)
    return OutgoingMessage(
        html=speech.write("quiet.choose"), rows=(*_rows([*choices, none], 2), _back(speech))
    )


def cap_screen(schedule: Schedule, speech: Translator) -> OutgoingMessage:
    """Return a choice of how many cards a day."""
    choices = [
        _choice(
            str(cap or speech.say("digest.no_cap")),
            ("cap", str(cap)),
            is_on=(schedule.daily_cap or 0) == cap,
        )
        for cap in CAPS
    ]
    return OutgoingMessage(
        html=speech.write("limit.choose"), rows=(*_rows(choices, 3), _back(speech))
    )


def regions_screen(speech: Translator) -> OutgoingMessage:
    """Return a choice of the regions of time zones."""
    regions = dict.fromkeys(zone.split("/")[0] for zone in zones() if "/" in zone)
    choices = [
        Button(text=region, data=SchedulePageButton(region, 0).encode()) for region in regions
    ]
    utc = _choice("UTC", ("zone", "UTC"), is_on=False)
    return OutgoingMessage(
        html=speech.write("zone.choose"), rows=(*_rows([*choices, utc], 3), _back(speech))
    )


def zones_screen(
    region: str, page: int, schedule: Schedule, speech: Translator
) -> OutgoingMessage | None:
    """Return a page of the zones of a region; None where there is no such page."""
    names = [zone for zone in zones() if zone.startswith(f"{region}/")]
    shown = names[page * _ZONES_A_PAGE :][:_ZONES_A_PAGE]
    if not shown:
        return None
    choices = [
        _choice(
            name.partition("/")[2].replace("_", " "), ("zone", name), is_on=name == schedule.zone
        )
        for name in shown
    ]
    turns: list[Button] = []
    if page:
        data = SchedulePageButton(region, page - 1).encode()
        turns.append(Button(text=speech.say("list.before"), data=data))
    if (page + 1) * _ZONES_A_PAGE < len(names):
        data = SchedulePageButton(region, page + 1).encode()
        turns.append(Button(text=speech.say("list.after"), data=data))
    rows = (*_rows(choices, 3), *([tuple(turns)] if turns else []), _back(speech))
    return OutgoingMessage(html=speech.write("zone.choose"), rows=rows)


def _digest_rows(schedule: Schedule, speech: Translator) -> tuple[Row, ...]:
    modes = [
        _choice(speech.say(f"digest.button.{mode}"), ("mode", mode), is_on=schedule.mode == mode)
        for mode in MODES
    ]
    rows = _rows(modes, 2)
    if schedule.mode in ("daily", "weekly"):
        times = [
            _choice(_clock(hour * 60), ("at", str(hour * 60)), schedule.digest_minute == hour * 60)
            for hour in _TIMES
        ]
        rows += _rows(times, 6)
    if schedule.mode == "weekly":
        names = get_day_names("abbreviated", "stand-alone", speech.language)
        days = [
            _choice(names[day], ("day", str(day)), schedule.digest_weekday == day)
            for day in range(7)
        ]
        rows += _rows(days, 7)
    pages = [
        Button(text=speech.say(f"digest.button.{name}"), data=SchedulePageButton(name, 0).encode())
        for name in ("quiet", "cap", "zones")
    ]
    return (*rows, tuple(pages))


def _choice(text: str, to: tuple[str, str], is_on: bool) -> Button:
    return Button(text=f"• {text} •" if is_on else text, data=ScheduleButton(*to).encode())


def _rows(buttons: Sequence[Button], wide: int) -> list[Row]:
    return [tuple(buttons[start : start + wide]) for start in range(0, len(buttons), wide)]


def _back(speech: Translator) -> Row:
    return (Button(text=speech.say("digest.back"), data=SchedulePageButton("digest", 0).encode()),)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _quiet_text(quiet: QuietHours | None, speech: Translator) -> str:
    if quiet is None:
        return speech.say("digest.no_quiet")
    return f"{_clock(quiet.start)}-{_clock(quiet.end)}"
