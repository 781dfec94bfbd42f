"""Processes with clocks of their own that share leases, in simulated time.

The database runs each renewal as one step. Processes crash, stop and go on (SIGSTOP, SIGCONT),
join and leave. Each sends as many messages as its leases and its limit allow.
"""

import heapq
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import count

from bot.domain.leases import (
    ARRIVAL_SECONDS,
    RENEW_SECONDS,
    WINDOW_SECONDS,
    Cluster,
    LeaseGroup,
    LeaseHolder,
    Member,
    ProcessId,
    Renewal,
    plan_renewal,
)

CHATS = tuple(f"chats/{number}" for number in range(6))
WORK = tuple(f"work/{number}" for number in range(5))
GROUPS = (
    LeaseGroup(names=CHATS, roles=frozenset({"all", "chats"}), is_sending=True),
    LeaseGroup(names=WORK, roles=frozenset({"all", "worker"})),
    LeaseGroup(names=("housekeeping",), roles=frozenset({"all", "worker"})),
)
NAMES = (*CHATS, *WORK, "housekeeping")
LATENCY_MAX = 0.04  # seconds between a process and the database, one way
CLOCK_ERROR = 0.02  # the part by which a clock may be too fast or too slow
SEND_EVERY = 0.15  # seconds between two attempts of a process to send to all its chats


@dataclass(slots=True)
class Message:
    """A message to a chat; the times are those of the simulation."""

    sender: str  # the name of the machine
    chat: str
    sent_at: float
    arrived_at: float


@dataclass(slots=True)
class Table:
    """The rows of the database."""

    members: dict[ProcessId, Member] = field(default_factory=dict)
    owners: dict[str, ProcessId] = field(default_factory=dict)

    def cluster(self) -> Cluster:
        return Cluster(members=dict(self.members), owners=dict(self.owners))

    def remove(self, process: ProcessId) -> None:
        self.members.pop(process, None)
        self.owners = {name: owner for name, owner in self.owners.items() if owner != process}


class Simulation:
    """The database, its processes, and the time."""

    def __init__(self, seed: int, rate: int, *, is_sending: bool = True) -> None:
        self.random = random.Random(seed)
        self.rate = rate
        self.now = 0.0
        self.is_sending = is_sending
        self.arrivals: tuple[float, ...] = (
            0.02,
            0.1,
            ARRIVAL_SECONDS,
        )  # seconds that a message takes
        self.table = Table()
        self.outage_until = 0.0
        self.processes: list[Process] = []
        self.messages: list[Message] = []
        self._events: list[tuple[float, int, Callable[[], None]]] = []
        self._numbers = count()

    def after(self, seconds: float, event: Callable[[], None]) -> None:
        heapq.heappush(self._events, (self.now + seconds, next(self._numbers), event))

    def run(self, seconds: float) -> None:
        end = self.now + seconds
        while self._events and self._events[0][0] <= end:
            self.now, _, event = heapq.heappop(self._events)
            event()
        self.now = end

    def latency(self) -> float:
        return self.random.uniform(0, LATENCY_MAX)

    def join(self, role: str, speed: float | None = None) -> None:
        """Start a process; its clock has a speed near 1.0, by default a random one."""
        random_speed = self.random.uniform(1 - CLOCK_ERROR, 1 + CLOCK_ERROR)
        self.processes.append(Process(self, role, random_speed if speed is None else speed))

    def owner_of(self, name: str) -> "Process | None":
        """Return the process that may use a lease now."""
        users = [each for each in self.processes if each.uses(name)]
        assert len(users) <= 1, name
        return users[0] if users else None


class Process:
    """One process with a clock that has its own zero and its own speed."""

    def __init__(self, world: Simulation, role: str, speed: float) -> None:
        self.world = world
        self.role = role
        self.name = f"{role} {len(world.processes)}"
        self._zero = world.random.uniform(-1e6, 1e6)
        self._speed = speed
        self.is_alive = True
        self.paused_until = 0.0
        self.cut_until = 0.0  # without a connection to the database
        self.lag = 0.0  # seconds that each of its renewals waits in the database
        self._delayed_for = 0.0  # the same, for its next renewal
        self._frozen_for = 0.0  # the pause that begins at its next renewal
        self._loses_answer = False  # to its next renewal
        self._is_leaving = False
        self._incarnations = count()
        self._rejoin()
        world.after(0, self._ask)
        world.after(0, self._send)

    @property
    def clock(self) -> float:
        return self._zero + self.world.now * self._speed

    @property
    def is_running(self) -> bool:
        return self.is_alive and self.world.now >= self.paused_until

    @property
    def _is_cut(self) -> bool:
        return self.world.now < max(self.cut_until, self.world.outage_until)

    def uses(self, name: str) -> bool:
        is_serving = self.is_running and not self._is_leaving
        return is_serving and self.holder.holds(name, self.clock)

    def crash(self) -> None:
        self.is_alive = False

    def pause(self, seconds: float) -> None:
        self.paused_until = max(self.paused_until, self.world.now + seconds)

    def freeze(self, seconds: float) -> None:
        """Pause between the next renewal and its answer."""
        self._frozen_for = seconds

    def delay(self, seconds: float) -> None:
        """Let the next renewal wait in the database."""
        self._delayed_for = seconds

    def lose_answer(self) -> None:
        """Cut the connection between the next renewal and its answer."""
        self._loses_answer = True

    def cut(self, seconds: float) -> None:
        self.cut_until = max(self.cut_until, self.world.now + seconds)

    def leave(self) -> None:
        self._is_leaving = True

    def _when_running(self, seconds: float, event: Callable[[], None]) -> None:
        def step() -> None:
            if not self.is_alive:
                return
            if self.is_running:
                event()
            else:
                self.world.after(self.paused_until - self.world.now, step)

        self.world.after(seconds, step)

    def _rejoin(self) -> None:
        self.holder = LeaseHolder(ProcessId(f"{self.name} {next(self._incarnations)}"))
        self._has_joined = False
        self._answered_at: list[float] = []
        self._in_flight: Counter[str] = Counter()

    def _ask(self) -> None:
        if self._is_leaving:
            self._leave()
            return
        asked_at, holder = self.clock, self.holder
        silent = holder.silent(asked_at)
        released = [name for name in holder.leaving if not self._in_flight[name]]
        in_use = max(holder.limit, self._counted())

        def transaction() -> None:
            if self._is_cut:
                self._when_running(RENEW_SECONDS, self._ask)
                return
            self.pause(self._frozen_for)
            self._frozen_for = 0.0
            result = self._renew(silent, released, in_use)
            if self._loses_answer:
                self._loses_answer = False
                self._when_running(RENEW_SECONDS, self._ask)
                return
            self._when_running(self.world.latency(), lambda: self._answer(result, asked_at))

        waits = max(self.lag, self._delayed_for)
        self._delayed_for = 0.0
        self.world.after(waits + self.world.latency(), transaction)

    def _renew(
        self, silent: dict[ProcessId, int], released: list[str], in_use: int
    ) -> tuple[Cluster, Renewal] | None:
        table, me = self.world.table, self.holder.id
        if not self._has_joined:
            table.members[me] = Member(id=me, role=self.role, beat=0)
            self._has_joined = True
        elif me not in table.members:
            return None
        table.members[me] = replace(table.members[me], beat=table.members[me].beat + 1)
        for other, beat in silent.items():
            if other in table.members and table.members[other].beat == beat:
                table.remove(other)
        for name in released:
            if table.owners.get(name) == me:
                del table.owners[name]
        renewal = plan_renewal(table.cluster(), me, GROUPS, self.world.rate, in_use)
        table.owners.update(dict.fromkeys(renewal.take, me))
        table.members[me] = replace(table.members[me], share=renewal.share)
        assert renewal.limit <= renewal.share
        assert sum(member.share for member in table.members.values()) <= self.world.rate
        return table.cluster(), renewal

    def _answer(self, result: tuple[Cluster, Renewal] | None, asked_at: float) -> None:
        if result is None:
            self._rejoin()
            self._ask()
            return
        self.holder.renewed(*result, asked_at, self.clock)
        self._when_running(self.holder.next_renewal(self.clock), self._ask)

    def _counted(self) -> int:
        now = self.clock
        self._answered_at = [at for at in self._answered_at if at > now - WINDOW_SECONDS]
        return self._in_flight.total() + len(self._answered_at)

    def _leave(self) -> None:
        """Release the leases when no message is in flight, and the share when no window has any."""
        table, me = self.world.table, self.holder.id
        if self._is_cut:
            self._when_running(RENEW_SECONDS, self._leave)
            return
        if not self._in_flight.total():
            table.owners = {name: owner for name, owner in table.owners.items() if owner != me}
        if self._counted():
            self._when_running(0.1, self._leave)
        else:
            table.remove(me)
            self.is_alive = False

    def _send(self) -> None:
        for chat in CHATS if self.world.is_sending else ():
            if self.uses(chat) and self._counted() < self.holder.limit:
                self._send_to(chat)
        self._when_running(SEND_EVERY, self._send)

    def _send_to(self, chat: str) -> None:
        world = self.world
        takes = world.random.choice(world.arrivals)
        world.messages.append(Message(self.name, chat, world.now, world.now + takes))
        self._in_flight[chat] += 1

        def answer(of: LeaseHolder = self.holder) -> None:
            if of is self.holder:
                self._in_flight[chat] -= 1
                self._answered_at.append(self.clock)

        self._when_running(takes, answer)
