"""From Telegram's updates to handled ones, losing none and doing none twice.

Telegram forgets an update once it is confirmed: when a later one is asked for, or when a post to
the webhook is answered. The intake tells what may be confirmed, which is what was handled: what a
crash interrupts comes again, and what was handled and comes again is known by its number and left
alone. Where slow updates keep newer ones from being seen, they are held in the database instead,
and then confirmed.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Collection, Hashable, Iterable
from datetime import datetime
from itertools import chain, repeat
from typing import Any

import structlog
from telegram import Bot, Update

from bot.telemetry import INTAKE_LAG
from bot.transport.keyed_task_queue import KeyedTaskQueue
from storage.repositories.processed_updates import ProcessedUpdates

ALLOWED = (
    *("message", "channel_post", "guest_message"),
    *("callback_query", "inline_query", "my_chat_member"),
)
PAGE = 100  # updates that one getUpdates answers at most
_DATE_MAX = 2**33  # seconds; the year 2242
_NUMBER_MAX = 2**63 - 1  # that the database takes; Telegram's have 32 bits
_PAUSES = (0.5, 1.0, 2.0, 5.0)  # seconds before an update is handled again; the last one ever after

log = structlog.get_logger(__name__)
RawUpdate = dict[str, Any]
Handle = Callable[[Update], Awaitable[None]]


class UpdateProcessor:
    """Takes raw updates, hands each once to `handle`, and tells what may be confirmed.

    Args:
        bot: what the parsed updates belong to.
        handle: handles one update; raises where it could not and is to be asked again.
        updates: remembers what was handled.
        clock: tells the time, aware, UTC.
        lanes: keeps the updates of one chat or person in order.
    """

    def __init__(
        self,
        bot: Bot,
        handle: Handle,
        updates: ProcessedUpdates,
        clock: Callable[[], datetime],
        lanes: KeyedTaskQueue,
    ) -> None:
        self._bot = bot
        self._handle = handle
        self._updates = updates
        self._clock = clock
        self._lanes = lanes
        self._open: dict[int, RawUpdate] = {}  # taken, not handled
        self._held: set[int] = set()  # in the database, not handled
        self._handled: set[int] = set()  # handled or held, perhaps not confirmed
        self._unsaved: set[int] = set()  # handled, not yet remembered in the database
        self._put_off: set[int] = set()  # tried in vain, to be handled again
        self._last = 0  # the highest number taken
        self._progress = asyncio.Event()
        self._waiters: dict[int, asyncio.Event] = {}  # of those who wait for one update

    @property
    def offset(self) -> int:
        """The number to ask from: it confirms every update below it."""
        return max(0, min(self._open, default=self._last + 1 if self._last else 0))

    @property
    def is_busy(self) -> bool:
        """Whether something taken is not handled yet."""
        return bool(self._open)

    @property
    def is_stuck(self) -> bool:
        """Whether updates wait for another attempt, since the last one was in vain."""
        return bool(self._put_off)

    @property
    def held_count(self) -> int:
        """How many updates are held in the database, not handled yet."""
        return len(self._held)

    async def take(self, raw_updates: Iterable[RawUpdate]) -> int:
        """Start handling those that are new; return how many."""
        known = self._open.keys() | self._handled
        numbered = {raw["update_id"]: raw for raw in raw_updates if _has_number(raw)}
        fresh = {number: raw for number, raw in numbered.items() if number not in known}
        seen = await self._updates.seen(fresh.keys()) if fresh else set()
        self._last = max(fresh, default=self._last)
        for number, raw in fresh.items():
            if number in seen:
                self._handled.add(number)
            else:
                self._open[number] = raw
                self._start(raw)
        return len(fresh)

    async def resume(self) -> None:
        """Start handling what was held before a restart."""
        for text in await self._updates.pending():
            raw = json.loads(text)
            self._held.add(raw["update_id"])
            self._start(raw)

    async def settle(self, seconds: float) -> None:
        """Wait until everything taken is handled, but no longer than `seconds`; remember it."""
        try:
            async with asyncio.timeout(seconds):
                while self._open:
                    self._progress.clear()
                    await self._progress.wait()
        except TimeoutError:
            pass
        await self.save()

    async def handled(self, number: int, seconds: float) -> bool:
        """Return whether an update that was taken is handled or held within so many seconds."""
        if number not in self._open:
            return True
        waiter = self._waiters.setdefault(number, asyncio.Event())
        try:
            async with asyncio.timeout(seconds):
                await waiter.wait()
        except TimeoutError:
            return False
        return True

    async def save(self) -> None:
        """Remember in the database what was handled."""
        saving, self._unsaved = self._unsaved, set()
        try:
            await self._updates.add(saving, self._clock())
        except BaseException:  # cancelled too: they must be saved another time
            self._unsaved |= saving
            raise
        lowest = self.offset
        self._handled = {number for number in self._handled if number >= lowest} | self._unsaved

    async def hold(self, numbers: Collection[int] | None = None) -> None:
        """Put updates that are not handled yet into the database, so that they may be confirmed.

        Args:
            numbers: which ones; None for all.
        """
        held = {
            number: json.dumps(raw)
            for number, raw in self._open.items()
            if numbers is None or number in numbers
        }
        await self._updates.put_pending(held, self._clock())
        log.warning("updates are slow, held in the database", count=len(held))
        self._held |= held.keys() & self._open.keys()
        self._handled |= held.keys()
        for number in held:
            self._close(number)

    def _close(self, number: int) -> None:
        """Tell who waits for an update that it was handled or held."""
        self._open.pop(number, None)
        if waiter := self._waiters.pop(number, None):
            waiter.set()

    def _start(self, raw: RawUpdate) -> None:
        taken_at = asyncio.get_running_loop().time()

        async def job() -> None:
            INTAKE_LAG.observe(self._lag(raw, taken_at))
            await self._run(raw)

        self._lanes.put(lane_of(raw), job)

    def _lag(self, raw: RawUpdate, taken_at: float) -> float:
        """Return how many seconds an update has waited, with us or, if that can be told, before."""
        waited = asyncio.get_running_loop().time() - taken_at
        content = raw.get("message") or raw.get("channel_post")
        date = content.get("date") if isinstance(content, dict) else None
        if type(date) is not int or not 0 < date < _DATE_MAX:
            return waited
        return max(waited, self._clock().timestamp() - date - 1.0)  # it is cut to whole seconds

    async def _run(self, raw: RawUpdate) -> None:
        number = raw["update_id"]
        update = self._parse(raw)
        if update is not None:
            await self._persist(update)
        self._held.discard(number)
        self._handled.add(number)
        self._unsaved.add(number)
        self._close(number)
        self._progress.set()

    async def _persist(self, update: Update) -> None:
        """Handle an update, as often as it takes: nobody else will, once it was confirmed."""
        for pause in chain(_PAUSES, repeat(_PAUSES[-1])):
            try:
                await self._handle(update)
            except Exception as error:  # noqa: BLE001 - the handler raises what passes, and no other
                self._put_off.add(update.update_id)
                log.warning(
                    "an update cannot be handled now, another attempt follows",
                    update_id=update.update_id,
                    reason=repr(error),
                    again_in=pause,
                )
                await asyncio.sleep(pause)
            else:
                self._put_off.discard(update.update_id)
                return

    def _parse(self, raw: RawUpdate) -> Update | None:
        try:
            return Update.de_json(raw, self._bot)
        except Exception:  # noqa: BLE001 - whatever a library says to what nobody foresaw
            log.warning("an update cannot be parsed, passed over", update_id=raw["update_id"])
            return None


def _has_number(raw: RawUpdate) -> bool:
    number = raw.get("update_id")
    has_number = type(number) is int and abs(number) <= _NUMBER_MAX
    if not has_number:
        log.warning("an update has no number, passed over", keys=sorted(raw))
    return has_number


def lane_of(raw: RawUpdate) -> Hashable:
    """Return what the update must stay in order with: its person's taps in a chat, or the chat's
    messages.

    A private chat has its person's number, so there messages and taps share a lane. In a group a
    person's taps have one of their own: a group that has to wait holds up nobody elsewhere.
    """
    for kind, content in raw.items():
        if not isinstance(content, dict):
            continue
        is_a_tap = kind.endswith("_query") or kind == "chosen_inline_result"
        person, chat = _number_of(content.get("from")), _number_of(content.get("chat"))
        if not is_a_tap and chat is not None:
            return chat
        if is_a_tap and person is not None:
            message = content.get("message")
            tapped = _number_of(message.get("chat")) if isinstance(message, dict) else None
            return person if tapped in {None, person} else (tapped, person)
    return int(raw["update_id"])


def _number_of(owner: object) -> int | None:
    number = owner.get("id") if isinstance(owner, dict) else None
    return number if isinstance(number, int) else None
