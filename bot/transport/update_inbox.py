"""Inbox of the processes that receive posts and handle no updates: they store each update."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime

import structlog

from bot.transport.update_processor import RawUpdate, has_valid_id
from storage.engine.batching import BatchLoader
from storage.engine.database import DatabaseFault
from storage.repositories.processed_updates import ProcessedUpdates

log = structlog.get_logger(__name__)


class UpdateInbox:
    """Stores posted updates; the process that answers people takes them from the database.

    Args:
        updates: the stored updates. One that is there already, handled or not, does not change.
        clock: returns the current time, aware, UTC.
    """

    def __init__(self, updates: ProcessedUpdates, clock: Callable[[], datetime]) -> None:
        self._updates = updates
        self._clock = clock
        self._put = BatchLoader(self._put_all)

    async def receive(self, raw: RawUpdate) -> bool:
        """Store an update; return False if Telegram must post it again.

        Posts that arrive during a commit wait, and share the next one.
        """
        if not has_valid_id(raw):
            return True  # it would be as invalid the next time
        try:
            await self._put(raw)
        except DatabaseFault as error:
            log.warning("updates cannot be stored; they will come again", reason=repr(error))
            return False
        return True

    async def _put_all(self, batch: Sequence[RawUpdate]) -> list[None]:
        texts = {raw["update_id"]: json.dumps(raw) for raw in batch}
        await self._updates.put_pending(texts, self._clock())
        return [None] * len(batch)
