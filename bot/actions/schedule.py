"""When a chat is served: digests, quiet hours, its clock, how many cards a day."""

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
)
from bot.domain.tag import Tag, tag_key
from bot.i18n.weekdays import weekday_of

_TIME = re.compile(r"([01]?\d|2[0-3])(?:[:.]([0-5]\d))?")
_MODE_WORDS: dict[str, Mode] = {
    **dict.fromkeys(("off", "now", "выкл", "сразу", "darhol"), "now"),
    **dict.fromkeys(("daily", "day", "ежедневно", "kunlik"), "daily"),
    **dict.fromkeys(("weekly", "week", "еженедельно", "haftalik"), "weekly"),
    **dict.fromkeys(("pause", "paused", "пауза", "pauza"), "paused"),
}
NAMED = ("quiet", "limit", "zone")  # what /digest changes by its name
NONE = ("off", "none", "нет", "выкл", "yoq", "yo'q", "yoʻq")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleView:
    """How a chat is served now."""

    schedule: Schedule
    next_digest_at: datetime | None  # aware, UTC
    tags: tuple[tuple[Tag, Mode], ...]  # those with a mode of their own


async def view(services: Services, chat_id: ChatId) -> ScheduleView:
    """Return how a chat is served."""
    chat = await services.store.chats.find(chat_id)
    modes = await services.store.schedules.tag_modes(chat_id)
    followed = await services.store.subscriptions.of(chat_id)
    return ScheduleView(
        schedule=chat.schedule if chat else Schedule(),
        next_digest_at=await services.store.schedules.next_due_at(chat_id),
        tags=tuple((tag, modes[tag.key]) for tag in followed if tag.key in modes),
    )


async def change(services: Services, chat: Chat, name: str, value: str) -> None:
    """Change one thing of a chat's schedule, as a button says.

    Raises:
        NotFound: there is no such thing, or it has no such value.
    """
    try:
        schedule = _changed(chat.schedule, name, value)
    except (ValueError, NotUnderstood) as error:
        raise NotFound("button.stale") from error
    await _serve(services, chat.id, schedule, is_zone=name == "zone")


async def _serve(
    services: Services, chat_id: ChatId, schedule: Schedule, *, is_zone: bool = False
) -> None:
    """Serve a chat by a schedule, and at once what no quiet hours hold back any more."""
    await services.store.schedules.put(chat_id, schedule, services.clock(), zone=is_zone)
    services.wake_sender()


def _changed(schedule: Schedule, name: str, value: str) -> Schedule:
    match name:
        case "mode":
            return replace(schedule, mode=_mode(value))
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
    raise ValueError(f"no part of a schedule: {name}")


async def digest(services: Services, chat: Chat, words: Sequence[str]) -> None:
    """Serve a chat as /digest says: `08:00`, `weekly mon 09:00`, `off`, `pause`.

    Raises:
        NotUnderstood: the words say something else.
    """
    mode = _MODE_WORDS.get(words[0].casefold())
    rest = list(words if mode is None else words[1:])
    schedule = replace(chat.schedule, mode=mode or "daily")
    for word in rest:
        day, minute = weekday_of(word), _minute(word)
        if day is not None and schedule.mode == "weekly":
            schedule = replace(schedule, digest_weekday=day)
        elif minute is not None and schedule.mode in ("daily", "weekly"):
            schedule = replace(schedule, digest_minute=minute)
        else:
            raise NotUnderstood("digest.how")
    await _serve(services, chat.id, schedule)


async def digest_of_tags(
    services: Services, chat: Chat, tags: Sequence[str], words: Sequence[str]
) -> None:
    """Serve followed tags by a mode of their own; with no word, by the chat's.

    Raises:
        NotUnderstood: the words say something else, or none of the tags is followed.
    """
    mode = _MODE_WORDS.get(words[0].casefold()) if words else None
    if len(words) > 1 or (words and mode is None):
        raise NotUnderstood("digest.how")
    keys = [tag_key(name) for name in tags]
    if not await services.store.schedules.set_tag_mode(chat.id, keys, mode, services.clock()):
        raise NotUnderstood("follow.none_left")


async def digest_now(services: Services, chat_id: ChatId) -> int:
    """Send what waits for the next digest at once; return how many articles that are."""
    return await services.store.schedules.request_digest(chat_id, services.clock())


async def change_named(services: Services, chat: Chat, name: str, *words: str) -> None:
    """Change one of `NAMED`: `quiet 22:00-07:00`, `limit 5`, `zone Asia/Tashkent`.

    Raises:
        NotUnderstood: the words say something else.
    """
    name, value = name.casefold(), " ".join(words)
    schedule = chat.schedule
    if name == "quiet":
        schedule = replace(schedule, quiet=_quiet(value))
    elif name == "limit":
        schedule = replace(schedule, daily_cap=_cap(value))
    elif value:
        schedule = replace(schedule, zone=find_zone(value))
    else:
        raise NotUnderstood("zone.how")
    await _serve(services, chat.id, schedule, is_zone=name == "zone")


def _mode(value: str) -> Mode:
    for mode in MODES:
        if mode == value:
            return mode
    raise ValueError(f"no mode: {value}")


def _minute(written: str) -> int | None:
    found = _TIME.fullmatch(written)
    return None if found is None else int(found[1]) * 60 + int(found[2] or 0)


def _quiet(written: str) -> QuietHours | None:
    if written.casefold() in NONE:
        return None
    start, _, end = re.sub(r"\s*[-–—]\s*|\s+", "-", written).partition("-")
    minutes = _minute(start), _minute(end)
    if minutes[0] is None or minutes[1] is None or minutes[0] == minutes[1]:
        raise NotUnderstood("quiet.how")
    return QuietHours(minutes[0], minutes[1])


def _cap(written: str) -> int | None:
    if written.casefold() in (*NONE, "0"):
        return None
    if not (written.isascii() and written.isdigit() and 1 <= int(written) <= CAP_MAX):
        raise NotUnderstood("limit.how", maximum=CAP_MAX)
    return int(written)
