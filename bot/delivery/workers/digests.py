"""Digest worker: turns the articles held for a chat into a digest when it is due."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from bot.domain.digest import DigestCandidate, parts
from bot.domain.ids import ChatId
from bot.domain.schedule import DIGEST_GRACE, Schedule, local_day
from storage.queues.digests import Digests
from storage.repositories.chats import Chats
from storage.repositories.schedules import Schedules

_BATCH_SIZE = 100  # chats per run
_WEEK = timedelta(days=7)

log = structlog.get_logger(__name__)


class DigestWorker:
    """Makes the due digests of all chats."""

    def __init__(
        self,
        *,
        schedules: Schedules,
        chats: Chats,
        digests: Digests,
        clock: Callable[[], datetime],
    ) -> None:
        self._schedules = schedules
        self._chats = chats
        self._digests = digests
        self._clock = clock

    async def run_once(self) -> int:
        """Make a batch of due digests; return the number of chats in it.

        A run that was canceled and repeated gives the result of one full run.
        """
        due = await self._schedules.due(self._clock(), _BATCH_SIZE)
        for chat_id, due_at in due:
            await self._make(chat_id, due_at)
        return len(due)

    async def _make(self, chat_id: ChatId, due_at: datetime) -> None:
        chat = await self._chats.find(chat_id)
        if chat is None:
            return
        now = self._clock()
        held = await self._candidates(chat_id, chat.schedule, due_at)
        if now - due_at > DIGEST_GRACE:
            log.warning("a digest is too late; its articles wait for the next one", chat=chat_id)
            held = []
        await self._digests.make(chat_id, due_at, held, parts(held, now), now)

    async def _candidates(
        self, chat_id: ChatId, schedule: Schedule, due_at: datetime
    ) -> list[DigestCandidate]:
        """Return the articles of a digest; weekly ones only on their day, or after a missed day."""
        daily = await self._digests.held(chat_id, ["daily"])
        weekly = await self._digests.held(chat_id, ["weekly"])
        is_its_day = local_day(schedule.zone, due_at).weekday() == schedule.digest_weekday
        is_overdue = any(due_at - each.held_at > _WEEK for each in weekly)
        return [*daily, *weekly] if is_its_day or is_overdue else daily
