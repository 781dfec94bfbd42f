"""Broadcasts: an editor's words to every chat, sent after one tap."""

from datetime import datetime

from sqlalchemy import delete, select, update

from bot.domain.errors import NotFound
from bot.domain.ids import BroadcastId, UserId
from storage.engine.columns import upsert
from storage.engine.database import Database
from storage.engine.schema import broadcasts


class Broadcasts:
    """Keeps broadcasts from preview to offer; `storage.queues.deliveries` offers them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, html: str, user_id: UserId, now: datetime) -> BroadcastId:
        """Keep a preview; nothing is sent yet."""
        query = upsert(broadcasts).values(
            state="preview", html=html, user_id=user_id, created_at=now
        )
        async with self._database.write() as connection:
            result = await connection.execute(query.returning(broadcasts.c.id))
            return BroadcastId(result.scalar_one())

    async def approve(self, broadcast_id: BroadcastId) -> bool:
        """Let a broadcast go out; return whether this tap did it (a second one does not).

        Raises:
            NotFound: there is no such broadcast.
        """
        await self.html(broadcast_id)
        preview = (broadcasts.c.id == broadcast_id) & (broadcasts.c.state == "preview")
        async with self._database.write() as connection:
            query = update(broadcasts).where(preview).values(state="approved")
            return (await connection.execute(query)).rowcount > 0

    async def drop(self, broadcast_id: BroadcastId) -> bool:
        """Delete a preview, so that no late tap sends it; return whether there was one to delete.

        Raises:
            NotFound: there is no such broadcast.
        """
        await self.html(broadcast_id)
        preview = (broadcasts.c.id == broadcast_id) & (broadcasts.c.state == "preview")
        async with self._database.write() as connection:
            return (await connection.execute(delete(broadcasts).where(preview))).rowcount > 0

    async def unoffered(self, limit: int) -> list[BroadcastId]:
        """Return approved broadcasts that are not yet owed to everybody, oldest first."""
        query = (
            select(broadcasts.c.id)
            .where(broadcasts.c.state == "approved")
            .order_by(broadcasts.c.id)
            .limit(limit)
        )
        async with self._database.read() as connection:
            return [BroadcastId(number) for number in (await connection.execute(query)).scalars()]

    async def html(self, broadcast_id: BroadcastId) -> str:
        """Return the words of a broadcast, in Telegram's HTML.

        Raises:
            NotFound: there is no such broadcast.
        """
        query = select(broadcasts.c.html).where(broadcasts.c.id == broadcast_id)
        async with self._database.read() as connection:
            html: str | None = (await connection.execute(query)).scalar_one_or_none()
        if html is None:
            raise NotFound("broadcast.gone")
        return html
