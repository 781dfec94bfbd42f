"""Update processor: loses no Telegram update, and repeats no handled one, also after a crash.

Telegram forgets an update once the bot confirms it: by asking for a later one, or by answering the
webhook request. The processor confirms only handled updates. An update that a crash interrupts
comes again. A handled update that comes again is recognized by its ID and ignored. Slow updates
that block newer ones are held in the database and then confirmed.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Collection, Hashable, Iterable
from datetime import datetime
from itertools import chain, repeat
from typing import Any

import structlog
from telegram import Bot, Update

from bot.telemetry.metrics import UPDATE_LAG
from bot.transport.keyed_task_queue import KeyedTaskQueue
from storage.repositories.processed_updates import ProcessedUpdates

ALLOWED = (
    *("message", "channel_post", "guest_message"),
    *("callback_query", "inline_query", "my_chat_member"),
)
PAGE = 100  # maximum of updates that getUpdates returns
_DATE_MAX = 2**33  # seconds; the year 2242
HELD_MAX = 2_000  # unhandled updates in the database, which are also in memory
_UPDATE_ID_MAX = 2**63 - 1  # the limit of the database; Telegram's IDs have 32 bits
_RETRY_DELAYS = (0.5, 1.0, 2.0)  # seconds before each retry; the last one is repeated

log = structlog.get_logger(__name__)
RawUpdate = dict[str, Any]
Handle = Callable[[Update], Awaitable[None]]


class UpdateProcessor:
    """Passes each raw update once to `handle`, and knows which updates may be confirmed.

    Args:
        bot: the bot that the parsed updates refer to.
        handle: handles one update; an exception means that the processor retries.
        updates: stores the IDs of handled updates.
        clock: returns the current time, aware, UTC.
        queue: runs the updates of one chat or person in order.
    """

    def __init__(
        self,
        bot: Bot,
        handle: Handle,
        updates: ProcessedUpdates,
        clock: Callable[[], datetime],
        queue: KeyedTaskQueue,
    ) -> None:
        self._bot = bot
        self._handle = handle
        self._updates = updates
        self._clock = clock
        self._queue = queue
        self._pending: dict[int, RawUpdate] = {}  # taken, not handled
        self._held: set[int] = set()  # in the database, not handled
        self._handled: set[int] = set()  # handled or held, perhaps not confirmed yet
        self._unsaved: set[int] = set()  # handled, not yet recorded in the database
        self._failing: set[int] = set()  # failed, to be retried
        self._highest_id = 0  # the highest update ID taken
        self.has_unread = False  # whether updates in the database may wait for `resume_held`
        self._saving = asyncio.Lock()  # no update is handled again between its end and its record
        self._progress = asyncio.Event()
        self._waiters: dict[int, asyncio.Event] = {}  # for callers of `wait_handled`

    @property
    def offset(self) -> int:
        """The offset for getUpdates; it confirms every update below it."""
        return max(0, min(self._pending, default=self._highest_id + 1 if self._highest_id else 0))

    @property
    def is_busy(self) -> bool:
        """Whether a taken update is not handled yet."""
        return bool(self._pending)

    @property
    def is_stuck(self) -> bool:
        """Whether a failed update waits for a retry."""
        return bool(self._failing)

    @property
    def held_count(self) -> int:
        """The number of unhandled updates that are held in the database."""
        return len(self._held)

    async def take(self, raw_updates: Iterable[RawUpdate]) -> int:
        """Start handling the new updates; return their count."""
        known = self._pending.keys() | self._handled
        by_id = {raw["update_id"]: raw for raw in raw_updates if has_valid_id(raw)}
        new = {update_id: raw for update_id, raw in by_id.items() if update_id not in known}
        seen = await self._updates.seen(new.keys()) if new else set()
        self._highest_id = max(new, default=self._highest_id)
        for update_id, raw in new.items():
            if update_id in seen or update_id in self._held:
                self._handled.add(update_id)
            else:
                self._pending[update_id] = raw
                self._start(raw)
        return len(new)

    async def resume_held(self) -> None:
        """Start handling the updates that wait in the database.

        They were held before a restart, or another process has stored them. While `HELD_MAX` of
        them are in memory, this starts no more, and `has_unread` stays true.
        """
        self.has_unread = len(self._held) >= HELD_MAX
        if self.has_unread:
            return
        async with self._saving:
            texts = await self._updates.pending(2 * HELD_MAX)
            for raw in map(json.loads, texts):
                if not self._is_known(raw["update_id"]):
                    self._held.add(raw["update_id"])
                    self._start(raw)
        self.has_unread = len(texts) == 2 * HELD_MAX

    def _is_known(self, update_id: int) -> bool:
        """Return whether an update is taken, and the database does not know that it is handled."""
        return any(update_id in each for each in (self._held, self._pending, self._unsaved))

    async def wait_until_idle(self, seconds: float) -> None:
        """Wait up to `seconds` until every taken update is handled, then record them."""
        try:
            async with asyncio.timeout(seconds):
                while self._pending:
                    self._progress.clear()
                    await self._progress.wait()
        except TimeoutError:
            pass
        await self.save()

    async def wait_handled(self, update_id: int, seconds: float) -> bool:
        """Wait up to `seconds` until an update is handled or held; return whether it is."""
        if update_id not in self._pending:
            return True
        waiter = self._waiters.setdefault(update_id, asyncio.Event())
        try:
            async with asyncio.timeout(seconds):
                await waiter.wait()
        except TimeoutError:
            return False
        return True

    async def save(self) -> None:
        """Record the handled updates in the database."""
        async with self._saving:
            await self._save()

    async def _save(self) -> None:
        saving, self._unsaved = self._unsaved, set()
        try:
            await self._updates.add(saving, self._clock())
        except BaseException:  # a canceled save, too, must keep the ids for the next one
            self._unsaved |= saving
            raise
        lowest = self.offset
        self._handled = {
            update_id for update_id in self._handled if update_id >= lowest
        } | self._unsaved

    async def hold(self, update_ids: Collection[int] | None = None) -> None:
        """Hold unhandled updates in the database, so that they may be confirmed.

        Args:
            update_ids: IDs of the updates; None for all.
        """
        held = {
            update_id: json.dumps(raw)
            for update_id, raw in self._pending.items()
            if update_ids is None or update_id in update_ids
        }
        await self._updates.put_pending(held, self._clock())
        log.warning("updates are slow and are held in the database", count=len(held))
        self._held |= held.keys() & self._pending.keys()
        self._handled |= held.keys()
        for update_id in held:
            self._close(update_id)

    def _close(self, update_id: int) -> None:
        """Wake the callers that wait for an update: it is handled or held."""
        self._pending.pop(update_id, None)
        if waiter := self._waiters.pop(update_id, None):
            waiter.set()

    def _start(self, raw: RawUpdate) -> None:
        taken_at = asyncio.get_running_loop().time()

        async def job() -> None:
            UPDATE_LAG.observe(self._lag(raw, taken_at))
            await self._run(raw)

        self._queue.put(ordering_key(raw), job)

    def _lag(self, raw: RawUpdate, taken_at: float) -> float:
        """Return the age of an update in seconds, since its date or at least since it was taken."""
        waited = asyncio.get_running_loop().time() - taken_at
        content = raw.get("message") or raw.get("channel_post")
        date = content.get("date") if isinstance(content, dict) else None
        if type(date) is not int or not 0 < date < _DATE_MAX:
            return waited
        return max(waited, self._clock().timestamp() - date - 1.0)  # the date has whole seconds

    async def _run(self, raw: RawUpdate) -> None:
        update_id = raw["update_id"]
        with structlog.contextvars.bound_contextvars(update_id=update_id):
            update = self._parse(raw)
            if update is not None:
                await self._handle_with_retry(update)
        self._held.discard(update_id)
        self._handled.add(update_id)
        self._unsaved.add(update_id)
        self._close(update_id)
        self._progress.set()

    async def _handle_with_retry(self, update: Update) -> None:
        """Retry an update until it is handled; Telegram may not send it again."""
        for delay in chain(_RETRY_DELAYS, repeat(_RETRY_DELAYS[-1])):
            try:
                await self._handle(update)
            except Exception as error:  # noqa: BLE001 - the handler raises only temporary errors
                write = log.debug if update.update_id in self._failing else log.warning
                write("an update cannot be handled now; it is retried", reason=repr(error))
                self._failing.add(update.update_id)
                await asyncio.sleep(delay)
            else:
                self._failing.discard(update.update_id)
                return

    def _parse(self, raw: RawUpdate) -> Update | None:
        try:
            return Update.de_json(raw, self._bot)
        except Exception:  # noqa: BLE001 - a malformed update raises errors of any type
            log.warning("an update cannot be parsed and is skipped")
            return None


def has_valid_id(raw: RawUpdate) -> bool:
    """Return whether the database can store the ID of an update; log it if not."""
    update_id = raw.get("update_id")
    is_valid = type(update_id) is int and abs(update_id) <= _UPDATE_ID_MAX
    if not is_valid:
        log.warning("an update has no valid ID and is skipped", keys=sorted(raw))
    return is_valid


def ordering_key(raw: RawUpdate) -> Hashable:
    """Return the key of the updates that are handled in order with this one.

    The key is the chat for a message, and the chat and the person for a tap. A private chat has the
    ID of its person, so messages and taps share a key there. A slow group thus delays no taps of
    its members elsewhere.
    """
    for kind, content in raw.items():
        if not isinstance(content, dict):
            continue
        is_tap = kind.endswith("_query") or kind == "chosen_inline_result"
        person, chat = _id_of(content.get("from")), _id_of(content.get("chat"))
        if not is_tap and chat is not None:
            return chat
        if is_tap and person is not None:
            message = content.get("message")
            tapped = _id_of(message.get("chat")) if isinstance(message, dict) else None
            return person if tapped in {None, person} else (tapped, person)
    return int(raw["update_id"])


def _id_of(owner: object) -> int | None:
    number = owner.get("id") if isinstance(owner, dict) else None
    return number if isinstance(number, int) else None
