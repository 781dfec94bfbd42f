"""Processed Telegram updates, so that a redelivered update is handled only once."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select

from storage.engine.columns import upsert
from storage.engine.database import Database
from storage.engine.schema import processed_updates

KEPT = timedelta(hours=48)  # Telegram forgets an unconfirmed update after 24 hours


def is_expired(now: datetime) -> ColumnElement[bool]:
    """Return a condition for handled updates that Telegram can no longer redeliver."""
    return (processed_updates.c.received_at < now - KEPT) & processed_updates.c.raw.is_(None)


class ProcessedUpdates:
    """Stores the ids of handled updates, and the content of pending updates."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, update_ids: Collection[int], now: datetime) -> None:
        """Store updates as handled; a repeated call changes nothing."""
        rows = [{"update_id": number, "received_at": now} for number in sorted(update_ids)]
        if rows:
            query = upsert(processed_updates).on_conflict_do_update(
                index_elements=["update_id"], set_={"raw": None}
            )
            await self._database.execute(query, rows)

    async def seen(self, update_ids: Collection[int]) -> set[int]:
        """Return the stored ids among `update_ids`: handled or pending."""
        query = select(processed_updates.c.update_id).where(
            processed_updates.c.update_id.in_(update_ids)
        )
        async with self._database.read() as connection:
            return set((await connection.execute(query)).scalars())

    async def put_pending(self, raw_updates: Mapping[int, str], now: datetime) -> None:
        """Store unhandled updates (JSON by update id), so that Telegram may delete them."""
        rows = [
            {"update_id": number, "raw": raw, "received_at": now}
            for number, raw in sorted(raw_updates.items())
        ]
        if rows:
            await self._database.execute(upsert(processed_updates).on_conflict_do_nothing(), rows)

    async def pending(self, limit: int) -> list[str]:
        """Return the JSON of at most `limit` stored updates that are not handled, oldest first."""
        query = (
            select(processed_updates.c.raw)
            .where(processed_updates.c.raw.is_not(None))
            .order_by(processed_updates.c.update_id)
            .limit(limit)
        )
        async with self._database.read() as connection:
            return [raw for raw in (await connection.execute(query)).scalars() if raw is not None]
