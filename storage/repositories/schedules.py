"""Schedules: when each chat wants what it follows, and when its next digest is due."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import ChatId, TagKey
from bot.domain.schedule import (
    Mode,
    QuietHours,
    Schedule,
    default_zone,
    next_digest,
    quiet_until,
)
from storage.engine.database import Database
from storage.engine.schema import chats, deliveries, subscriptions

COLUMNS = (
    *("mode", "time_zone", "digest_minute", "digest_weekday"),
    *("quiet_from", "quiet_to", "daily_cap", "digest_due_at"),
)
HELD: tuple[Mode, ...] = ("daily", "weekly")  # states of deliveries that wait for a digest


def schedule_of(row: Mapping[Any, Any]) -> Schedule:
    """Return the schedule in a row of `chats`."""
    quiet = None if row["quiet_from"] is None else QuietHours(row["quiet_from"], row["quiet_to"])
    return Schedule(
        mode=row["mode"],
        zone=row["time_zone"] or default_zone(row["language"]),
        digest_minute=row["digest_minute"],
        digest_weekday=row["digest_weekday"],
        quiet=quiet,
        daily_cap=row["daily_cap"],
    )


class Schedules:
    """Keeps schedules, and the moment of each chat's next digest in step with them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(
        self, chat_id: ChatId, schedule: Schedule, now: datetime, *, zone: bool = False
    ) -> None:
        """Serve a chat by another schedule.

        What waits to be sent is held for the next digest unless the mode is `now`; what is held
        when digests end is sent as a last one. What quiet hours put off waits for the new ones.

        Args:
            chat_id: the chat.
            schedule: from now on.
            now: aware, UTC.
            zone: whether somebody chose the zone, so that it no longer goes by the language.
        """
        quiet = schedule.quiet
        values: dict[str, object] = {
            "mode": schedule.mode,
            "digest_minute": schedule.digest_minute,
            "digest_weekday": schedule.digest_weekday,
            "quiet_from": quiet and quiet.start,
            "quiet_to": quiet and quiet.end,
            "daily_cap": schedule.daily_cap,
        }
        if zone:
            values["time_zone"] = schedule.zone
        this = chats.c.chat_id == chat_id
        async with self._database.write() as connection:
            was = await _schedule(connection, chat_id)
            await connection.execute(update(chats).where(this).values(values))
            if was is not None:
                await _release(connection, chat_id, was, now)
            if schedule.mode != "now":
                await _hold(connection, chat_id)
            await _reschedule(connection, chat_id, now)

    async def reschedule(self, chat_id: ChatId, was: Schedule, now: datetime) -> None:
        """Serve a chat by the schedule that it has now, since another language is another zone."""
        async with self._database.write() as connection:
            if await _schedule(connection, chat_id) == was:
                return
            await _release(connection, chat_id, was, now)
            await _reschedule(connection, chat_id, now)

    async def put_tag(
        self, chat_id: ChatId, keys: Collection[TagKey], mode: Mode | None, now: datetime
    ) -> int:
        """Serve followed tags by a mode of their own, None: the chat's; return how many."""
        mine = (subscriptions.c.chat_id == chat_id) & subscriptions.c.tag_key.in_(keys)
        async with self._database.write() as connection:
            query = update(subscriptions).where(mine).values(mode=mode)
            count = (await connection.execute(query)).rowcount
            await _reschedule(connection, chat_id, now)
        return count

    async def tag_modes(self, chat_id: ChatId) -> dict[TagKey, Mode]:
        """Return the followed tags that have a mode of their own."""
        query = select(subscriptions.c.tag_key, subscriptions.c.mode).where(
            subscriptions.c.chat_id == chat_id, subscriptions.c.mode.is_not(None)
        )
        async with self._database.read() as connection:
            return {TagKey(key): mode for key, mode in await connection.execute(query)}

    async def ask_now(self, chat_id: ChatId, now: datetime) -> int:
        """Make the next digest due at once, with all that is held; return how much that is."""
        held = (deliveries.c.chat_id == chat_id) & deliveries.c.state.in_(HELD)
        async with self._database.write() as connection:
            query = update(deliveries).where(held).values(state="daily")
            count = (await connection.execute(query)).rowcount
            if count:
                this = update(chats).where(chats.c.chat_id == chat_id)
                await connection.execute(this.values(digest_due_at=now))
        return count

    async def next_due_at(self, chat_id: ChatId) -> datetime | None:
        """Return when the chat's next digest is due, if there is to be one."""
        query = select(chats.c.digest_due_at).where(chats.c.chat_id == chat_id)
        async with self._database.read() as connection:
            due_at: datetime | None = (await connection.execute(query)).scalar_one_or_none()
        return due_at

    async def due(self, now: datetime, limit: int) -> list[tuple[ChatId, datetime]]:
        """Return the chats whose digest is due, with the moment, longest due first."""
        is_due = (chats.c.digest_due_at <= now) & chats.c.asleep_since.is_(None)
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
    """Return the chat's next time for a digest, later than `after`; None where it wants none."""
    row = (await connection.execute(select(chats).where(chats.c.chat_id == chat_id))).one_or_none()
    if row is None or row.mode == "paused":
        return None
    of_tags = select(subscriptions.c.mode).where(subscriptions.c.chat_id == chat_id)
    modes = set((await connection.execute(of_tags)).scalars()) | {row.mode}
    if modes.isdisjoint(HELD) and row.daily_cap is None:
        return None
    held = (deliveries.c.chat_id == chat_id) & (deliveries.c.state == "daily")
    is_held = (await connection.execute(select(exists().where(held)))).scalar_one()
    is_weekly = "daily" not in modes and row.daily_cap is None and not is_held
    return next_digest(schedule_of(row._mapping), after, is_weekly=is_weekly)


async def _schedule(connection: AsyncConnection, chat_id: ChatId) -> Schedule | None:
    query = select(chats).where(chats.c.chat_id == chat_id)
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else schedule_of(row._mapping)


async def _release(
    connection: AsyncConnection, chat_id: ChatId, was: Schedule, now: datetime
) -> None:
    """Let what waits for the end of former quiet hours wait for that of those of now, if any.

    It is told by the moment: whatever else puts a message off does so by another one.
    """
    former, schedule = quiet_until(was, now), await _schedule(connection, chat_id)
    if former is None or schedule is None:
        return
    mine = (deliveries.c.chat_id == chat_id) & (deliveries.c.state == "waiting")
    put_off = update(deliveries).where(mine, deliveries.c.due_at == former)
    await connection.execute(put_off.values(due_at=quiet_until(schedule, now) or now))


async def _hold(connection: AsyncConnection, chat_id: ChatId) -> None:
    waiting = (deliveries.c.chat_id == chat_id) & (deliveries.c.state == "waiting")
    cards = update(deliveries).where(waiting, deliveries.c.kind == "article")
    await connection.execute(cards.values(state="daily"))


async def _reschedule(connection: AsyncConnection, chat_id: ChatId, now: datetime) -> None:
    """Set when the next digest is due: at once where digests ended and something is held."""
    due_at = await next_due(connection, chat_id, now)
    if due_at is None:
        held = (deliveries.c.chat_id == chat_id) & deliveries.c.state.in_(HELD)
        is_owed = exists().where(
            held, chats.c.chat_id == deliveries.c.chat_id, chats.c.mode != "paused"
        )
        due_at = now if (await connection.execute(select(is_owed))).scalar_one() else None
        if due_at is not None:
            await connection.execute(update(deliveries).where(held).values(state="daily"))
    this = update(chats).where(chats.c.chat_id == chat_id)
    await connection.execute(this.values(digest_due_at=due_at))
