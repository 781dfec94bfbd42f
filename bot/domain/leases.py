"""Leases: which process does what, so that no two processes do the same work.

Each process has a row with its beat, a number that it raises every `RENEW_SECONDS`. It uses its
leases until `USE_SECONDS` after it asked for the last renewal that succeeded. A process that sees
the same beat of another one for `SILENT_SECONDS` removes that row, and with it the leases and the
share of the send rate. By then the last messages of the silent process have arrived, and one
window of the rate limit has passed.

Each process measures these times with its own monotonic clock. So neither differences between
clocks nor their steps matter. The reasons are in docs/decisions, 29.
"""

from collections.abc import Collection, Iterable, Mapping, Set
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise
from typing import Literal, NewType

from bot.domain.work_buckets import BUCKETS

ProcessId = NewType("ProcessId", str)  # random, new at each start

RENEW_SECONDS = 0.4
USE_SECONDS = 1.0
ARRIVAL_SECONDS = 3.0  # a sent message reaches the server within this time, or never
WINDOW_SECONDS = 1.0  # of the limit of all messages
DRIFT_SECONDS = 0.25  # monotonic clocks of two machines differ by less in `SILENT_SECONDS`
SILENT_SECONDS = USE_SECONDS + ARRIVAL_SECONDS + WINDOW_SECONDS + DRIFT_SECONDS

Role = Literal["all", "web", "chats", "worker"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaseGroup:
    """Leases of one kind, which the processes of some roles share evenly."""

    names: tuple[str, ...]
    roles: frozenset[str]
    is_sending: bool = False  # their owners need a share of the send rate


CHATS = "chats"  # handles updates and sends messages
WORK = tuple(f"work/{bucket}" for bucket in range(BUCKETS))  # reads links, feeds; summarizes
FANOUT = "fanout"  # makes deliveries and digests
HOUSEKEEPING = "housekeeping"
LEASES = (
    LeaseGroup(names=(CHATS,), roles=frozenset({"all", "chats"}), is_sending=True),
    LeaseGroup(names=WORK, roles=frozenset({"all", "worker"})),
    LeaseGroup(names=(FANOUT,), roles=frozenset({"all", "worker"})),
    LeaseGroup(names=(HOUSEKEEPING,), roles=frozenset({"all", "worker"})),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A process in the table of processes."""

    id: ProcessId
    role: str
    beat: int  # number of its renewals
    share: int = 0  # messages a second that it may send


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """All processes on one database, and the owners of the leases that are not free."""

    members: Mapping[ProcessId, Member]
    owners: Mapping[str, ProcessId]

    def held_by(self, owner: ProcessId, names: Collection[str]) -> list[str]:
        """Return the leases among `names` that a process owns, in the order of `names`."""
        return [name for name in names if self.owners.get(name) == owner]


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """The changes of one process in one renewal."""

    take: frozenset[str] = frozenset()  # free leases
    leave: frozenset[str] = frozenset()  # own leases that another process is to get
    share: int = 0  # messages a second from now on, as others see it
    limit: int = 0  # messages a second that the process itself keeps to; at most `share`


def plan_renewal(
    cluster: Cluster, me: ProcessId, groups: Iterable[LeaseGroup], rate: int, in_use: int
) -> Renewal:
    """Return the changes of one process.

    A lease stays with its owner unless that owner has more than its even part. A process lowers
    its own limit first, and its share only when no window has more messages than the new one.

    Args:
        cluster: the processes that live, and their leases.
        me: the process.
        groups: all leases.
        rate: messages a second of all processes together.
        in_use: the most messages that a window of this process may have until the renewal ends.
            That is its present limit, or the messages of the last window if there are more.
    """
    renewal = Renewal()
    for group in groups:
        parts = _even_parts(cluster, group, rate)
        if group.is_sending:
            wanted = _rate_parts(parts, rate).get(me, 0)
            renewal = _with_share(renewal, cluster, me, wanted, rate, in_use)
        if me not in parts:
            continue
        held = cluster.held_by(me, group.names)
        free = [name for name in group.names if name not in cluster.owners]
        missing = parts[me] - len(held)
        if missing > 0 and (renewal.share or not group.is_sending):
            renewal = replace(renewal, take=renewal.take | frozenset(free[:missing]))
        surplus = held[parts[me] :]
        if surplus and _is_any_ready(cluster, group, parts):
            renewal = replace(renewal, leave=renewal.leave | frozenset(surplus))
    return renewal


def _even_parts(cluster: Cluster, group: LeaseGroup, rate: int) -> dict[ProcessId, int]:
    """Return how many leases of a group each process is to own; the largest owners come first.

    No more than `rate` processes send, so that each has a share of at least one message a second.
    """
    owners = [member.id for member in cluster.members.values() if member.role in group.roles]
    owners.sort(key=lambda each: (-len(cluster.held_by(each, group.names)), each))
    if group.is_sending:
        owners = owners[:rate]
    whole, rest = divmod(len(group.names), len(owners) or 1)
    return {each: whole + (place < rest) for place, each in enumerate(owners)}


def _rate_parts(parts: Mapping[ProcessId, int], rate: int) -> dict[ProcessId, int]:
    """Split the rate by the numbers of leases, at least 1 for each process that has any."""
    senders = sorted(each for each, count in parts.items() if count)
    total = sum(parts.values())
    spare = rate - len(senders)
    ends = [0, *accumulate(parts[each] for each in senders)]
    return {
        each: 1 + spare * end // total - spare * start // total
        for each, (start, end) in zip(senders, pairwise(ends), strict=True)
    }


def _with_share(
    renewal: Renewal, cluster: Cluster, me: ProcessId, wanted: int, rate: int, in_use: int
) -> Renewal:
    mine = cluster.members[me].share
    others = sum(member.share for member in cluster.members.values()) - mine
    if wanted >= mine:
        share = max(mine, min(wanted, rate - others))
        return replace(renewal, share=share, limit=share)
    return replace(renewal, share=max(wanted, min(mine, in_use)), limit=wanted)


def _is_any_ready(cluster: Cluster, group: LeaseGroup, parts: Mapping[ProcessId, int]) -> bool:
    """Return whether a process lacks leases of a group, and may use them at once."""
    return any(
        len(cluster.held_by(each, group.names)) < count
        and (cluster.members[each].share or not group.is_sending)
        for each, count in parts.items()
    )


@dataclass(slots=True)
class LeaseHolder:
    """The leases of one process, and the processes that it has found silent.

    All times are seconds of a monotonic clock of this process that goes on while the machine
    sleeps.
    """

    id: ProcessId
    limit: int = 0  # messages a second that this process may send now
    leaving: Set[str] = frozenset()  # own leases to release once their work is finished
    _names: Set[str] = frozenset()
    _asked_at: float = float("-inf")  # the last successful renewal
    _seen: dict[ProcessId, tuple[int, float]] = field(default_factory=dict)  # beat, since when

    def holds(self, name: str, now: float) -> bool:
        """Return whether this process may use a lease now."""
        return name in self._names and self.is_valid(now)

    def is_valid(self, now: float) -> bool:
        """Return whether the last renewal is recent enough to use the leases."""
        return now < self._asked_at + USE_SECONDS

    @property
    def has_others(self) -> bool:
        """Whether other processes live, or lived until now."""
        return bool(self._seen)

    def silent(self, now: float) -> dict[ProcessId, int]:
        """Return the beats of the processes that others may replace now.

        A process whose own renewals failed meanwhile cannot tell.
        """
        if not self.is_valid(now):
            return {}
        return {
            each: beat
            for each, (beat, since) in self._seen.items()
            if now >= since + SILENT_SECONDS
        }

    def next_renewal(self, now: float) -> float:
        """Return the seconds until the next renewal: earlier if a process becomes silent."""
        waits = [since + SILENT_SECONDS - now for _, since in self._seen.values()]
        return max(0.0, min([RENEW_SECONDS, *(wait for wait in waits if wait > 0)]))

    def renewed(
        self, cluster: Cluster, renewal: Renewal, asked_at: float, answered_at: float
    ) -> None:
        """Store the result of a renewal.

        Args:
            cluster: the processes and leases after the renewal.
            renewal: what it changed.
            asked_at: when this process asked for it.
            answered_at: when it knew the result; the beats of others are no older.
        """
        was_valid = self.is_valid(asked_at)
        owned = {name for name, owner in cluster.owners.items() if owner == self.id}
        self.leaving = renewal.leave
        self._names = owned - renewal.leave
        self.limit = renewal.limit
        self._asked_at = asked_at
        self._seen = {
            each: self._seen[each]
            if was_valid and self._seen.get(each, (None,))[0] == member.beat
            else (member.beat, answered_at)
            for each, member in cluster.members.items()
            if each != self.id
        }
