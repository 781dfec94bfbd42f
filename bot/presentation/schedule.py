"""The messages of /digest: schedule, quiet hours, daily cap and time zones."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import get_day_names

from bot.domain.schedule import CAPS, MODES, Mode, QuietHours, Schedule, zones
from bot.domain.tag import Tag
from bot.i18n.html import Html, escape, join
from bot.i18n.translator import Translator
from bot.presentation.buttons import ScheduleButton, SchedulePageButton, SettingButton
from bot.presentation.outgoing_message import Button, OutgoingMessage, Row
from bot.presentation.settings_buttons import back_row, button_rows, choice

DAYS = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)  # in text keys, Monday is 0
_DIGEST_HOURS = (7, 8, 9, 12, 18, 21)  # on the buttons
_QUIET_HOURS = ((21, 7), (22, 7), (22, 8), (23, 8), (0, 9))  # start and end, on the buttons
_ZONES_PER_PAGE = 24
_TAGS_SHOWN = 20


def schedule_message(
    schedule: Schedule,
    *,
    next_digest_at: datetime | None,
    tags: Sequence[tuple[Tag, Mode]],
    now: datetime,
    is_silent: bool,
    translator: Translator,
    is_managed: bool = False,
) -> OutgoingMessage:
    """Return the delivery schedule of a chat, with buttons to change it.

    Args:
        schedule: the schedule to show.
        next_digest_at: when the next digest is due, UTC; None if no digest is due.
        tags: followed tags with a mode of their own.
        now: aware.
        is_silent: whether pushes make no sound.
        translator: of the reader's language.
        is_managed: whether another chat shows the schedule, where commands would not change it.
    """
    lines = _schedule_lines(schedule, next_digest_at, now, translator)
    lines += [
        escape(f"{tag.hashtag}: {mode_text(schedule, mode, translator)}")
        for tag, mode in tags[:_TAGS_SHOWN]
    ]
    parts = [translator.html("digest.title"), join(lines)]
    if not is_managed:
        parts.append(translator.html("digest.hint"))
    sound = Button(
        text=translator.text("settings.make_sound" if is_silent else "settings.make_silent"),
        data=SettingButton("silent", int(not is_silent)).encode(),
    )
    rows = (*_digest_rows(schedule, translator), (sound,), back_row(translator))
    return OutgoingMessage(html=join(parts, "\n\n"), rows=rows)


def _schedule_lines(
    schedule: Schedule, next_digest_at: datetime | None, now: datetime, translator: Translator
) -> list[Html]:
    zone = ZoneInfo(schedule.zone)
    lines = [
        translator.html("digest.mode", mode=mode_text(schedule, schedule.mode, translator)),
        translator.html("digest.clock", zone=schedule.zone, time=f"{now.astimezone(zone):%H:%M}"),
        translator.html("digest.quiet", quiet=_quiet_text(schedule.quiet, translator)),
        translator.html("digest.cap", cap=schedule.daily_cap or translator.text("digest.no_cap")),
    ]
    if next_digest_at is not None:
        lines.append(
            translator.html("digest.next", time=moment_text(next_digest_at, zone, translator))
        )
    return lines


def off_message(translator: Translator) -> OutgoingMessage:
    """Return the question of `/digest off`: pause, or send at once?"""
    row = tuple(
        Button(
            text=translator.text(f"digest.button.{mode}"),
            data=ScheduleButton("mode", mode).encode(),
        )
        for mode in ("paused", "now")
    )
    return OutgoingMessage(html=translator.html("digest.off"), rows=(row,))


def mode_text(schedule: Schedule, mode: Mode, translator: Translator) -> str:
    """Return the description of a delivery mode, with its time and day."""
    day = translator.text(f"digest.day.{DAYS[schedule.digest_weekday]}")
    return translator.text(f"digest.mode.{mode}", time=_clock_time(schedule.digest_minute), day=day)


def moment_text(moment: datetime, zone: ZoneInfo, translator: Translator) -> str:
    """Return the date and time of a moment in a chat's time zone."""
    local = moment.astimezone(zone)
    return f"{translator.date(local)}, {local:%H:%M}"


def quiet_hours_message(
    schedule: Schedule, translator: Translator, *, is_managed: bool = False
) -> OutgoingMessage:
    """Return a choice of quiet hours."""
    choices = [
        _choice(
            f"{start:02}:00-{end:02}:00",
            ("quiet", f"{start * 60}-{end * 60}"),
            is_on=schedule.quiet == QuietHours(start * 60, end * 60),
        )
        for start, end in _QUIET_HOURS
    ]
    none = _choice(translator.text("digest.no_quiet"), ("quiet", ""), is_on=schedule.quiet is None)
    return OutgoingMessage(
        html=_question("quiet.choose", is_managed, translator),
        rows=(*button_rows([*choices, none], 2), _back_row(translator)),
    )


def daily_cap_message(
    schedule: Schedule, translator: Translator, *, is_managed: bool = False
) -> OutgoingMessage:
    """Return a choice of daily caps: cards per day."""
    choices = [
        _choice(
            str(cap or translator.text("digest.no_cap")),
            ("cap", str(cap)),
            is_on=(schedule.daily_cap or 0) == cap,
        )
        for cap in CAPS
    ]
    return OutgoingMessage(
        html=_question("limit.choose", is_managed, translator),
        rows=(*button_rows(choices, 3), _back_row(translator)),
    )


def regions_message(translator: Translator, *, is_managed: bool = False) -> OutgoingMessage:
    """Return a choice of time zone regions."""
    regions = dict.fromkeys(zone.split("/")[0] for zone in zones() if "/" in zone)
    choices = [
        Button(text=region, data=SchedulePageButton(region, 0).encode()) for region in regions
    ]
    utc = _choice("UTC", ("zone", "UTC"), is_on=False)
    return OutgoingMessage(
        html=_question("zone.choose", is_managed, translator),
        rows=(*button_rows([*choices, utc], 3), _back_row(translator)),
    )


def zones_message(
    region: str,
    page: int,
    schedule: Schedule,
    translator: Translator,
    *,
    is_managed: bool = False,
) -> OutgoingMessage | None:
    """Return a page of the time zones of a region; None if there is no such page."""
    names = [zone for zone in zones() if zone.startswith(f"{region}/")]
    shown = names[page * _ZONES_PER_PAGE :][:_ZONES_PER_PAGE]
    if not shown:
        return None
    choices = [
        _choice(
            name.partition("/")[2].replace("_", " "), ("zone", name), is_on=name == schedule.zone
        )
        for name in shown
    ]
    page_buttons: list[Button] = []
    if page:
        data = SchedulePageButton(region, page - 1).encode()
        page_buttons.append(Button(text=translator.text("list.before"), data=data))
    if (page + 1) * _ZONES_PER_PAGE < len(names):
        data = SchedulePageButton(region, page + 1).encode()
        page_buttons.append(Button(text=translator.text("list.after"), data=data))
    rows = (
        *button_rows(choices, 3),
        *([tuple(page_buttons)] if page_buttons else []),
        _back_row(translator),
    )
    return OutgoingMessage(html=_question("zone.choose", is_managed, translator), rows=rows)


_LABELS = {"quiet.choose": "quiet", "limit.choose": "cap", "zone.choose": "zones"}


def _question(text_key: str, is_managed: bool, translator: Translator) -> Html:
    """Return the question of a page; without its example of a command for a managed chat."""
    if is_managed:
        return translator.html(f"digest.button.{_LABELS[text_key]}")
    return translator.html(text_key)


def _digest_rows(schedule: Schedule, translator: Translator) -> tuple[Row, ...]:
    modes = [
        _choice(
            translator.text(f"digest.button.{mode}"), ("mode", mode), is_on=schedule.mode == mode
        )
        for mode in MODES
    ]
    rows = button_rows(modes, 2)
    if schedule.mode in ("daily", "weekly"):
        times = [
            _choice(
                _clock_time(hour * 60), ("at", str(hour * 60)), schedule.digest_minute == hour * 60
            )
            for hour in _DIGEST_HOURS
        ]
        rows += button_rows(times, 3)
    if schedule.mode == "weekly":
        names = get_day_names("abbreviated", "stand-alone", translator.locale)
        days = [
            _choice(names[day], ("day", str(day)), schedule.digest_weekday == day)
            for day in range(7)
        ]
        rows += button_rows(days, 4)
    pages = [
        Button(
            text=translator.text(f"digest.button.{name}"), data=SchedulePageButton(name, 0).encode()
        )
        for name in ("quiet", "cap", "zones")
    ]
    return (*rows, *button_rows(pages, 2))


def _choice(text: str, setting: tuple[str, str], is_on: bool) -> Button:
    return choice(text, ScheduleButton(*setting).encode(), is_on=is_on)


def _back_row(translator: Translator) -> Row:
    return back_row(translator, SchedulePageButton("digest", 0).encode())


def _clock_time(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _quiet_text(quiet: QuietHours | None, translator: Translator) -> str:
    if quiet is None:
        return translator.text("digest.no_quiet")
    return f"{_clock_time(quiet.start)}-{_clock_time(quiet.end)}"
