"""Leases: the processes on this database, and what each of them does. See `bot.domain.leases`."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.leases import (
    LEASES,
    Cluster,
    LeaseGroup,
    Member,
    ProcessId,
    Renewal,
    Role,
    plan_renewal,
)
from storage.engine.columns import upsert
from storage.engine.database import Database
from storage.engine.schema import leases, processes

_LOCK = "leases"
_IDLE_SECONDS = 1.0  # a process that stops in its renewal must not keep the others waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One renewal of a process."""

    id: ProcessId
    silent: Mapping[ProcessId, int]  # beats of other processes that are to be removed
    released: Collection[str]  # own leases whose work is finished
    rate: int  # messages a second of all processes together
    in_use: int  # see `plan_renewal`


class Leases:
    """Stores the processes and their leases; one renewal is one transaction."""

    def __init__(self, database: Database, groups: Sequence[LeaseGroup] = LEASES) -> None:
        self._database = database
        self._groups = groups

    async def join(self, process: ProcessId, role: Role) -> None:
        """Add a process, which has no leases yet."""
        values = {"id": process, "role": role, "beat": 0, "share": 0}
        await self._database.execute(upsert(processes).values(values).on_conflict_do_nothing())

    async def renew(self, request: Request) -> tuple[Cluster, Renewal] | None:
        """Renew the leases of a process, remove silent processes, and take free leases.

        Returns:
            All processes and leases afterwards, and the change; None: others have removed the
            process, so its leases are lost.
        """

        async def work(connection: AsyncConnection) -> tuple[Cluster, Renewal] | None:
            await self._database.limit_idle(connection, _IDLE_SECONDS)
            await self._database.lock(connection, _LOCK)
            this = processes.c.id == request.id
            beat = update(processes).where(this).values(beat=processes.c.beat + 1)
            if not (await connection.execute(beat)).rowcount:
                return None
            await _remove_silent(connection, request.silent)
            await _release(connection, request.id, request.released)
            cluster = await _cluster(connection)
            renewal = plan_renewal(cluster, request.id, self._groups, request.rate, request.in_use)
            await _store(connection, cluster.members[request.id], renewal)
            return _after(cluster, request.id, renewal), renewal

        return await self._database.write(work, locks_rows=True)

    async def leave(self, process: ProcessId) -> None:
        """Remove a process that has ended its work, and free its leases and its share."""
        await self._database.execute(delete(processes).where(processes.c.id == process))


async def _remove_silent(connection: AsyncConnection, silent: Mapping[ProcessId, int]) -> None:
    for process, beat in silent.items():
        is_silent = (processes.c.id == process) & (processes.c.beat == beat)
        await connection.execute(delete(processes).where(is_silent))


async def _release(
    connection: AsyncConnection, process: ProcessId, released: Iterable[str]
) -> None:
    names = list(released)
    if names:
        mine = (leases.c.owner == process) & leases.c.name.in_(names)
        await connection.execute(delete(leases).where(mine))


async def _cluster(connection: AsyncConnection) -> Cluster:
    rows = (await connection.execute(select(processes))).all()
    members = [
        Member(id=ProcessId(row.id), role=row.role, beat=row.beat, share=row.share) for row in rows
    ]
    owners = (await connection.execute(select(leases.c.name, leases.c.owner))).all()
    return Cluster(
        members={member.id: member for member in members},
        owners={name: ProcessId(owner) for name, owner in owners},
    )


async def _store(connection: AsyncConnection, me: Member, renewal: Renewal) -> None:
    if renewal.take:
        rows = [{"name": name, "owner": me.id} for name in sorted(renewal.take)]
        await connection.execute(insert(leases), rows)
    if renewal.share != me.share:
        this = processes.c.id == me.id
        await connection.execute(update(processes).where(this).values(share=renewal.share))


def _after(cluster: Cluster, me: ProcessId, renewal: Renewal) -> Cluster:
    taken = dict.fromkeys(renewal.take, me)
    return Cluster(members=cluster.members, owners={**cluster.owners, **taken})
