"""Delivery schedules of chats: modes, quiet hours, and the time of the next digest."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import ChatId, TagKey
from bot.domain.schedule import (
    DIGEST_MODES,
    Mode,
    QuietHours,
    Schedule,
    default_zone,
    moved_quiet_end,
    needs_last_digest,
    next_wanted_digest,
)
from storage.engine.database import Database
from storage.engine.schema import chats, deliveries, subscriptions

SCHEDULE_COLUMNS = (
    *("mode", "resume_mode", "time_zone", "digest_minute", "digest_weekday"),
    *("quiet_from", "quiet_to", "daily_cap", "digest_due_at"),
)


def schedule_of(row: Mapping[Any, Any]) -> Schedule:
    """Return the schedule in a row of `chats`."""
    quiet = None if row["quiet_from"] is None else QuietHours(row["quiet_from"], row["quiet_to"])
    return Schedule(
        mode=row["mode"],
        resume_mode=row["resume_mode"] or "now",
        zone=row["time_zone"] or default_zone(row["language"]),
        digest_minute=row["digest_minute"],
        digest_weekday=row["digest_weekday"],
        quiet=quiet,
        daily_cap=row["daily_cap"],
    )


class Schedules:
    """Stores schedules, and updates the time of the next digest when a schedule changes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(
        self, chat_id: ChatId, schedule: Schedule, now: datetime, *, zone: bool = False
    ) -> None:
        """Replace the schedule of a chat.

        Unless the new mode is `now`, waiting articles are held for the next digest. If the chat
        wants no more digests, a last digest sends the held articles. Deliveries that waited for
        the end of the former quiet hours wait for the end of the new ones.

        Args:
            chat_id: the chat.
            schedule: the new schedule.
            now: aware, UTC.
            zone: whether a user chose the time zone; otherwise it follows the language.
        """
        quiet = schedule.quiet
        values: dict[str, object] = {
            "mode": schedule.mode,
            "resume_mode": schedule.resume_mode,
            "digest_minute": schedule.digest_minute,
            "digest_weekday": schedule.digest_weekday,
            "quiet_from": quiet and quiet.start,
            "quiet_to": quiet and quiet.end,
            "daily_cap": schedule.daily_cap,
        }
        if zone:
            values["time_zone"] = schedule.zone
        this = chats.c.chat_id == chat_id

        async def work(connection: AsyncConnection) -> None:
            former = await _schedule(connection, chat_id)
            await connection.execute(update(chats).where(this).values(values))
            if former is not None:
                await _move_quiet_hours(connection, chat_id, former, now)
            if schedule.mode != "now":
                await _hold_waiting_articles(connection, chat_id)
            await _update_next_digest(connection, chat_id, now)

        await self._database.write(work)

    async def reschedule(self, chat_id: ChatId, former: Schedule, now: datetime) -> None:
        """Apply a changed time zone to a chat: a new language can mean another default zone."""

        async def work(connection: AsyncConnection) -> None:
            if await _schedule(connection, chat_id) == former:
                return
            await _move_quiet_hours(connection, chat_id, former, now)
            await _update_next_digest(connection, chat_id, now)

        await self._database.write(work)

    async def set_tag_mode(
        self, chat_id: ChatId, keys: Collection[TagKey], mode: Mode | None, now: datetime
    ) -> int:
        """Set the mode of followed tags (None: the chat's mode); return how many changed."""
        followed = (subscriptions.c.chat_id == chat_id) & subscriptions.c.tag_key.in_(keys)

        async def work(connection: AsyncConnection) -> int:
            query = update(subscriptions).where(followed).values(mode=mode)
            count = (await connection.execute(query)).rowcount
            await _update_next_digest(connection, chat_id, now)
            return count

        return await self._database.write(work)

    async def tag_modes(self, chat_id: ChatId) -> dict[TagKey, Mode]:
        """Return the followed tags whose mode differs from the chat's setting, with their modes."""
        query = select(subscriptions.c.tag_key, subscriptions.c.mode).where(
            subscriptions.c.chat_id == chat_id, subscriptions.c.mode.is_not(None)
        )
        async with self._database.read() as connection:
            return {TagKey(key): mode for key, mode in await connection.execute(query)}

    async def request_digest(self, chat_id: ChatId, now: datetime) -> int:
        """Make a digest of all held articles due now; return the number of held articles."""

        async def work(connection: AsyncConnection) -> int:
            count = await _hold_for_daily_digest(connection, chat_id)
            if count:
                this = update(chats).where(chats.c.chat_id == chat_id)
                await connection.execute(this.values(digest_due_at=now))
            return count

        return await self._database.write(work)

    async def next_due_at(self, chat_id: ChatId) -> datetime | None:
        """Return the time of a chat's next digest; None if there is none."""
        query = select(chats.c.digest_due_at).where(chats.c.chat_id == chat_id)
        async with self._database.read() as connection:
            due_at: datetime | None = (await connection.execute(query)).scalar_one_or_none()
        return due_at

    async def due(self, now: datetime, limit: int) -> list[tuple[ChatId, datetime]]:
        """Return the chats whose digest is due, each with its due time, longest due first."""
        is_due = (chats.c.digest_due_at <= now) & chats.c.unreachable_since.is_(None)
        query = (
            select(chats.c.chat_id, chats.c.digest_due_at)
            .where(is_due)
            .order_by(chats.c.digest_due_at, chats.c.chat_id)
            .limit(limit)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
        return [(ChatId(chat_id), due_at) for chat_id, due_at in rows]


async def next_due(
    connection: AsyncConnection, chat_id: ChatId, after: datetime
) -> datetime | None:
    """Return the first digest time of a chat after `after`; None if the chat wants no digest."""
    schedule = await _schedule(connection, chat_id)
    if schedule is None:
        return None
    query = select(subscriptions.c.mode).where(subscriptions.c.chat_id == chat_id).distinct()
    tag_modes = (await connection.execute(query)).scalars().all()
    is_daily_held = await _is_any_held(connection, chat_id, "daily")
    return next_wanted_digest(schedule, tag_modes, after, is_daily_held=is_daily_held)


async def _is_any_held(connection: AsyncConnection, chat_id: ChatId, *modes: Mode) -> bool:
    held = exists().where(deliveries.c.chat_id == chat_id, deliveries.c.state.in_(modes))
    return (await connection.execute(select(held))).scalar_one()


async def _schedule(connection: AsyncConnection, chat_id: ChatId) -> Schedule | None:
    query = select(chats).where(chats.c.chat_id == chat_id)
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else schedule_of(row._mapping)


async def _move_quiet_hours(
    connection: AsyncConnection, chat_id: ChatId, former: Schedule, now: datetime
) -> None:
    """Move deliveries from the end of the former quiet hours to the end of the current ones.

    The due time identifies these deliveries: no other reason for a delay gives the same time.
    """
    schedule = await _schedule(connection, chat_id)
    moved = None if schedule is None else moved_quiet_end(former, schedule, now)
    if moved is None:
        return
    former_end, due_at = moved
    is_waiting = (deliveries.c.chat_id == chat_id) & (deliveries.c.state == "waiting")
    query = update(deliveries).where(is_waiting, deliveries.c.due_at == former_end)
    await connection.execute(query.values(due_at=due_at))


async def _hold_waiting_articles(connection: AsyncConnection, chat_id: ChatId) -> None:
    is_waiting = (deliveries.c.chat_id == chat_id) & (deliveries.c.state == "waiting")
    query = update(deliveries).where(is_waiting, deliveries.c.kind == "article")
    await connection.execute(query.values(state="daily"))


async def _update_next_digest(connection: AsyncConnection, chat_id: ChatId, now: datetime) -> None:
    """Set the time of the next digest; it is `now` if digests ended and articles are held."""
    due_at = await next_due(connection, chat_id, now)
    schedule = await _schedule(connection, chat_id)
    if due_at is None and schedule is not None:
        is_any_held = await _is_any_held(connection, chat_id, *DIGEST_MODES)
        if needs_last_digest(schedule, is_any_held=is_any_held):
            due_at = now
            await _hold_for_daily_digest(connection, chat_id)
    this = update(chats).where(chats.c.chat_id == chat_id)
    await connection.execute(this.values(digest_due_at=due_at))


async def _hold_for_daily_digest(connection: AsyncConnection, chat_id: ChatId) -> int:
    """Move all held articles of a chat to its daily digest; return their number."""
    is_held = (deliveries.c.chat_id == chat_id) & deliveries.c.state.in_(DIGEST_MODES)
    query = update(deliveries).where(is_held).values(state="daily")
    return (await connection.execute(query)).rowcount
