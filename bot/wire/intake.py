"""From Telegram's updates to handled ones, losing none and doing none twice.

Telegram forgets an update once a later one is asked for. So the intake asks from the oldest
update that is not handled yet: what a crash interrupts comes again. What was handled and comes
again is known by its number and left alone. Where slow updates fill a whole page of 100, so that
nothing newer would be seen, they are held in the database instead, and then confirmed.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from typing import Any

import structlog
from telegram import Bot, Update
from telegram.error import TelegramError

from bot.wire.lanes import Lanes
from storage.updates import Updates

PAGE = 100  # updates that one getUpdates answers at most
_PATIENCE = 0.05  # seconds that the next page waits for the last one to be handled

log = structlog.get_logger(__name__)
RawUpdate = dict[str, Any]
Handle = Callable[[Update], Awaitable[None]]


class Intake:
    """Takes raw updates, hands each once to `handle`, and tells what may be confirmed.

    Args:
        bot: what the parsed updates belong to.
        handle: handles one update; never raises but for cancellation.
        updates: remembers what was handled.
        clock: tells the time, aware, UTC.
        lanes: keeps the updates of one chat or person in order.
    """

    def __init__(
        self,
        bot: Bot,
        handle: Handle,
        updates: Updates,
        clock: Callable[[], datetime],
        lanes: Lanes,
    ) -> None:
        self._bot = bot
        self._handle = handle
        self._updates = updates
        self._clock = clock
        self._lanes = lanes
        self._open: dict[int, RawUpdate] = {}  # taken, not handled
        self._handled: set[int] = set()  # handled, perhaps not confirmed
        self._unsaved: set[int] = set()  # handled, not yet remembered in the database
        self._last = 0  # the highest number taken
        self._progress = asyncio.Event()

    @property
    def offset(self) -> int:
        """The number to ask from: it confirms every update below it."""
        return min(self._open, default=self._last + 1 if self._last else 0)

    @property
    def is_busy(self) -> bool:
        """Whether something taken is not handled yet."""
        return bool(self._open)

    async def take(self, raw_updates: Iterable[RawUpdate]) -> int:
        """Start handling those that are new; return how many."""
        fresh = [
            raw
            for raw in raw_updates
            if raw["update_id"] not in self._open and raw["update_id"] not in self._handled
        ]
        numbers = [raw["update_id"] for raw in fresh]
        seen = await self._updates.seen(numbers) if numbers else set()
        self._last = max(numbers, default=self._last)
        for raw in fresh:
            if raw["update_id"] in seen:
                self._handled.add(raw["update_id"])
            else:
                self._open[raw["update_id"]] = raw
                self._start(raw)
        return len(fresh)

    async def resume(self) -> None:
        """Start handling what was held before a restart."""
        for text in await self._updates.held():
            raw = json.loads(text)
            self._handled.add(raw["update_id"])
            self._start(raw)

    async def settle(self, seconds: float = _PATIENCE) -> None:
        """Wait until everything taken is handled, but no longer than `seconds`; remember it."""
        try:
            async with asyncio.timeout(seconds):
                while self._open:
                    self._progress.clear()
                    await self._progress.wait()
        except TimeoutError:
            pass
        await self.save()

    async def save(self) -> None:
        """Remember in the database what was handled."""
        saving, self._unsaved = self._unsaved, set()
        try:
            await self._updates.add(saving, self._clock())
        except BaseException:
            self._unsaved |= saving
            raise
        lowest = self.offset
        self._handled = {number for number in self._handled if number >= lowest}

    async def hold(self) -> None:
        """Put what is not handled yet into the database, so that it may be confirmed."""
        held = {number: json.dumps(raw) for number, raw in self._open.items()}
        await self._updates.hold(held, self._clock())
        log.warning("updates are slow, held in the database", count=len(held))
        self._handled |= set(self._open)
        self._open.clear()

    def _start(self, raw: RawUpdate) -> None:
        async def job() -> None:
            await self._run(raw)

        self._lanes.put(lane_of(raw), job)

    async def _run(self, raw: RawUpdate) -> None:
        number = raw["update_id"]
        update = self._parse(raw)
        if update is not None:
            await self._handle(update)
        self._open.pop(number, None)
        self._handled.add(number)
        self._unsaved.add(number)
        self._progress.set()

    def _parse(self, raw: RawUpdate) -> Update | None:
        try:
            return Update.de_json(raw, self._bot)
        except (TelegramError, TypeError, ValueError, KeyError, AttributeError):
            log.warning("an update cannot be parsed, passed over", update_id=raw["update_id"])
            return None


def lane_of(raw: RawUpdate) -> int:
    """Return what the update must stay in order with: its person's taps, or its chat's messages.

    A private chat has its person's number, so there messages and taps share a lane.
    """
    for kind, content in raw.items():
        if isinstance(content, dict):
            is_a_tap = kind.endswith("_query") or kind == "chosen_inline_result"
            owner = content.get("from") if is_a_tap else content.get("chat")
            if isinstance(owner, dict) and isinstance(owner.get("id"), int):
                return int(owner["id"])
    return int(raw["update_id"])
