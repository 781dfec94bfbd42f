"""Keeps the leases of this process: it renews them, and says what the process may do now."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection
from typing import Protocol
from uuid import uuid4

import structlog

from bot.domain.errors import OperatorError
from bot.domain.leases import RENEW_SECONDS, WORK, Cluster, LeaseHolder, ProcessId, Role
from bot.domain.work_buckets import Bucket, Buckets
from storage.engine.database import DatabaseFault
from storage.repositories.leases import Leases, Request

log = structlog.get_logger(__name__)


def seconds_since_boot() -> float:
    """Return the seconds of a monotonic clock that goes on while the machine sleeps."""
    if hasattr(time, "CLOCK_BOOTTIME"):  # Linux
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


class LeaseKeeper(Protocol):
    """The leases of this process."""

    lost: asyncio.Event  # set once other processes have replaced this one

    def holds(self, name: str) -> bool:
        """Return whether this process may use a lease now."""

    async def wait_for(self, name: str) -> None:
        """Wait until this process holds a lease."""

    def buckets(self) -> Buckets:
        """Return the buckets of work that this process may take rows of now; None: all."""

    async def wait_for_bucket(self) -> None:
        """Wait until this process has a bucket of work."""

    async def run(self) -> None:
        """Renew the leases until canceled, or until they are lost."""

    async def leave(self) -> None:
        """Free all leases; the process has ended its work."""


class SoleProcess:
    """All leases of the only process on an embedded database."""

    def __init__(self) -> None:
        self.lost = asyncio.Event()

    def holds(self, name: str) -> bool:
        """Return True."""
        return True

    async def wait_for(self, name: str) -> None:
        """Return at once."""

    def buckets(self) -> Buckets:
        """Return None."""
        return None

    async def wait_for_bucket(self) -> None:
        """Return at once."""

    async def run(self) -> None:
        """Do nothing: the leases last as long as the process."""

    async def leave(self) -> None:
        """Do nothing."""


class SharedLeases:
    """Leases that the processes on one PostgreSQL database share."""

    def __init__(
        self,
        leases: Leases,
        bot_number: str,
        role: Role,
        rate: int,
        until_quiet: Callable[[], Awaitable[None]],
        busy_buckets: Callable[[], Collection[Bucket]] = frozenset,
        clock: Callable[[], float] = seconds_since_boot,
    ) -> None:
        """Create the keeper of a process.

        Args:
            leases: the table of leases.
            bot_number: the number of the bot, as its token begins.
            role: which leases the process may have.
            rate: messages a second of all processes together.
            until_quiet: waits until others may send and fetch, because the last messages and
                requests of this process are long enough ago.
            busy_buckets: returns the buckets that this process must keep until their rows are done.
            clock: returns seconds; it goes on while the machine sleeps.
        """
        self.lost = asyncio.Event()
        self._leases = leases
        self._role = role
        self._rate = rate
        self._until_quiet = until_quiet
        self._busy_buckets = busy_buckets
        self._clock = clock
        self._of_bot = f"{bot_number}-"
        self._holder = LeaseHolder(ProcessId(self._of_bot + uuid4().hex[:16]))
        self._strangers: dict[ProcessId, int] | None = None  # beats at the first renewal
        self._renewed = asyncio.Condition()
        self._has_joined = False

    def holds(self, name: str) -> bool:
        """Return whether this process may use a lease now."""
        return self._holder.holds(name, self._clock())

    async def wait_for(self, name: str) -> None:
        """Wait until this process holds a lease; log once if another one has it."""
        async with self._renewed:
            await self._renewed.wait_for(lambda: self._holder.is_valid(self._clock()))
            if not self.holds(name):
                log.info("another process does this work; this one stands by", work=name)
            await self._renewed.wait_for(lambda: self.holds(name))

    def buckets(self) -> frozenset[Bucket]:
        """Return the buckets of work that this process may take rows of now."""
        return frozenset(Bucket(number) for number, name in enumerate(WORK) if self.holds(name))

    async def wait_for_bucket(self) -> None:
        """Wait until this process has a bucket of work."""
        async with self._renewed:
            await self._renewed.wait_for(self.buckets)

    async def run(self) -> None:
        """Renew the leases until canceled, or until others have replaced this process.

        Raises:
            OperatorError: another bot, of another token, runs on the database.
        """
        while not self.lost.is_set():
            try:
                await self._renew()
            except DatabaseFault as error:
                log.warning("the leases cannot be renewed; retrying", reason=repr(error))
                await asyncio.sleep(RENEW_SECONDS)
            else:
                await asyncio.sleep(self._holder.next_renewal(self._clock()))

    async def leave(self) -> None:
        """Free all leases; without the database they end by themselves."""
        if self._holder.has_others:
            await self._until_quiet()
        try:
            await self._leases.leave(self._holder.id)
        except DatabaseFault as error:
            log.warning("the leases cannot be freed; others wait", reason=repr(error))

    async def _renew(self) -> None:
        if not self._has_joined:
            await self._leases.join(self._holder.id, self._role)
            self._has_joined = True
        asked_at = self._clock()
        request = Request(
            id=self._holder.id,
            silent=self._holder.silent(asked_at),
            released=self._released(),
            rate=self._rate,
            in_use=self._holder.limit,
        )
        result = await self._leases.renew(request)
        if result is None:
            log.error("this process was silent for too long, and another one has replaced it")
            self.lost.set()
            return
        self._require_same_bot(result[0])
        self._holder.renewed(*result, asked_at, self._clock())
        async with self._renewed:
            self._renewed.notify_all()

    def _released(self) -> list[str]:
        """Return the leases to give away whose work is finished."""
        leaving = self._holder.leaving
        if not leaving:
            return []
        busy = {WORK[bucket] for bucket in self._busy_buckets()}
        return sorted(leaving - busy)

    def _require_same_bot(self, cluster: Cluster) -> None:
        """Check that no other bot was here before and still runs; a bot that comes later ends."""
        beats = {
            each.id: each.beat
            for each in cluster.members.values()
            if not each.id.startswith(self._of_bot)
        }
        if self._strangers is None:
            self._strangers = beats
        for process, beat in beats.items():
            if beat > self._strangers.get(process, beat):
                raise OperatorError(
                    f"BOT_DATABASE_URL: the bot {process.partition('-')[0]} runs on this database; "
                    "give this one a database of its own"
                )
