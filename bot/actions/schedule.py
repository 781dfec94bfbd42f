"""Schedule of a chat: digest times, quiet hours, time zone and daily cap."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.actions.services import Services
from bot.domain.chat import Chat
from bot.domain.errors import NotFound, NotUnderstood
from bot.domain.ids import ChatId
from bot.domain.schedule import (
    CAP_MAX,
    MODES,
    Mode,
    QuietHours,
    Schedule,
    find_zone,
    with_mode,
)
from bot.domain.tag import Tag, tag_key
from bot.i18n.weekdays import weekday_of

_TIME = re.compile(r"([01]?\d|2[0-3])(?:[:.]([0-5]\d))?")
_MODE_WORDS: dict[str, Mode] = {
    **dict.fromkeys(("off", "now", "выкл", "сразу", "darhol", "дарҳол"), "now"),
    **dict.fromkeys(("daily", "day", "ежедневно", "kunlik", "кунлик"), "daily"),
    **dict.fromkeys(("weekly", "week", "еженедельно", "haftalik", "ҳафталик"), "weekly"),
    **dict.fromkeys(("pause", "paused", "пауза", "pauza"), "paused"),
}
SETTING_NAMES = ("quiet", "limit", "zone")  # parts that /digest changes by name
OFF_WORDS = ("off", "none", "нет", "выкл", "yoq", "yo'q", "yoʻq", "йўқ")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleView:
    """The schedule of a chat, for display."""

    schedule: Schedule
    is_silent: bool
    next_digest_at: datetime | None  # aware, UTC
    tags: tuple[tuple[Tag, Mode], ...]  # tags with their own mode


async def view(services: Services, chat_id: ChatId) -> ScheduleView:
    """Return the schedule of a chat."""
    chat = await services.chats.find(chat_id)
    modes = await services.schedules.tag_modes(chat_id)
    followed = await services.subscriptions.of(chat_id)
    return ScheduleView(
        schedule=chat.schedule if chat else Schedule(),
        is_silent=chat is not None and chat.is_silent,
        next_digest_at=await services.schedules.next_due_at(chat_id),
        tags=tuple((tag, modes[tag.key]) for tag in followed if tag.key in modes),
    )


async def change_setting(services: Services, chat: Chat, name: str, value: str) -> None:
    """Change the part of a schedule that a button names.

    Raises:
        NotFound: the part does not exist, or cannot have this value.
    """
    try:
        schedule = _with_change(chat.schedule, name, value)
    except (ValueError, NotUnderstood) as error:
        raise NotFound("button.stale") from error
    await _store_schedule(services, chat.id, schedule, is_zone=name == "zone")


async def _store_schedule(
    services: Services, chat_id: ChatId, schedule: Schedule, *, is_zone: bool = False
) -> None:
    """Store a schedule; send messages at once that no longer wait for quiet hours."""
    await services.schedules.put(chat_id, schedule, services.clock(), zone=is_zone)
    services.wake.sender()


def _with_change(schedule: Schedule, name: str, value: str) -> Schedule:
    match name:
        case "mode":
            return with_mode(schedule, _parse_mode(value))
        case "at":
            return replace(schedule, digest_minute=int(value))
        case "day":
            return replace(schedule, digest_weekday=int(value))
        case "zone":
            return replace(schedule, zone=find_zone(value))
        case "quiet":
            start, _, end = value.partition("-")
            return replace(schedule, quiet=QuietHours(int(start), int(end)) if end else None)
        case "cap":
            return replace(schedule, daily_cap=int(value) or None)
    raise ValueError(f"not a part of a schedule: {name}")


async def set_digest(services: Services, chat: Chat, words: Sequence[str]) -> None:
    """Set the digest from the words of /digest: `08:00`, `weekly mon 09:00`, `off`, `pause`.

    Raises:
        NotUnderstood: the words have another form.
    """
    mode = _MODE_WORDS.get(words[0].casefold())
    details = list(words if mode is None else words[1:])
    schedule = with_mode(chat.schedule, mode or "daily")
    for word in details:
        day, minute = weekday_of(word), _parse_minute(word)
        if day is not None and schedule.mode == "weekly":
            schedule = replace(schedule, digest_weekday=day)
        elif minute is not None and schedule.mode in ("daily", "weekly"):
            schedule = replace(schedule, digest_minute=minute)
        else:
            raise NotUnderstood("digest.how")
    await _store_schedule(services, chat.id, schedule)


async def set_tag_digest(
    services: Services, chat: Chat, tags: Sequence[str], words: Sequence[str]
) -> None:
    """Set the digest mode of followed tags; without words, use the mode of the chat.

    Raises:
        NotUnderstood: the words have another form, or the chat follows none of the tags.
    """
    mode = _MODE_WORDS.get(words[0].casefold()) if words else None
    if len(words) > 1 or (words and mode is None):
        raise NotUnderstood("digest.how")
    keys = [tag_key(name) for name in tags]
    if not await services.schedules.set_tag_mode(chat.id, keys, mode, services.clock()):
        raise NotUnderstood("follow.none_left")


def is_off(words: Sequence[str]) -> bool:
    """Return whether the words of /digest are only `off`, which has two meanings."""
    return len(words) == 1 and words[0].casefold() in OFF_WORDS


async def set_mode(services: Services, chat: Chat, mode: Mode) -> None:
    """Set the delivery mode of a chat: pause it, or resume it in the mode that it had."""
    await _store_schedule(services, chat.id, with_mode(chat.schedule, mode))


async def send_digest_now(services: Services, chat_id: ChatId) -> int:
    """Make the next digest due now; return the number of its articles."""
    return await services.schedules.request_digest(chat_id, services.clock())


async def change_by_name(services: Services, chat: Chat, name: str, *words: str) -> None:
    """Change one of `SETTING_NAMES`: `quiet 22:00-07:00`, `limit 5`, `zone Asia/Tashkent`.

    Raises:
        NotUnderstood: the words have another form.
    """
    name, value = name.casefold(), " ".join(words)
    schedule = chat.schedule
    if name == "quiet":
        schedule = replace(schedule, quiet=_parse_quiet_hours(value))
    elif name == "limit":
        schedule = replace(schedule, daily_cap=_parse_daily_cap(value))
    elif value:
        schedule = replace(schedule, zone=find_zone(value))
    else:
        raise NotUnderstood("zone.how")
    await _store_schedule(services, chat.id, schedule, is_zone=name == "zone")


def _parse_mode(value: str) -> Mode:
    for mode in MODES:
        if mode == value:
            return mode
    raise ValueError(f"not a mode: {value}")


def _parse_minute(text: str) -> int | None:
    found = _TIME.fullmatch(text)
    return None if found is None else int(found[1]) * 60 + int(found[2] or 0)


def _parse_quiet_hours(text: str) -> QuietHours | None:
    if text.casefold() in OFF_WORDS:
        return None
    start, _, end = re.sub(r"\s*[-–—]\s*|\s+", "-", text).partition("-")
    minutes = _parse_minute(start), _parse_minute(end)
    if minutes[0] is None or minutes[1] is None or minutes[0] == minutes[1]:
        raise NotUnderstood("quiet.how")
    return QuietHours(minutes[0], minutes[1])


def _parse_daily_cap(text: str) -> int | None:
    if text.casefold() in (*OFF_WORDS, "0"):
        return None
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= CAP_MAX):
        raise NotUnderstood("limit.how", maximum=CAP_MAX)
    return int(text)
