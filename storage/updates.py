"""Which updates were handled, so that one that comes again is done once."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from storage.database import Database
from storage.schema import seen_updates
from storage.types import upsert

KEPT = timedelta(hours=48)  # Telegram forgets an unconfirmed update after 24 hours


class Updates:
    """Remembers the updates of the last two days."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, update_ids: Collection[int], now: datetime) -> None:
        """Remember updates as handled; twice equals once."""
        rows = [{"update_id": number, "seen_at": now} for number in update_ids]
        if rows:
            async with self._database.write() as connection:
                await connection.execute(upsert(seen_updates).on_conflict_do_nothing(), rows)

    async def seen(self, update_ids: Collection[int]) -> set[int]:
        """Return those that were handled."""
        query = select(seen_updates.c.update_id).where(seen_updates.c.update_id.in_(update_ids))
        async with self._database.read() as connection:
            return set((await connection.execute(query)).scalars())

    async def forget_old(self, now: datetime) -> None:
        """Drop what Telegram cannot send again."""
        old = seen_updates.c.seen_at < now - KEPT
        async with self._database.write() as connection:
            await connection.execute(delete(seen_updates).where(old))
