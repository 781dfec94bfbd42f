"""Processes on one database: they join, renew, replace silent ones, and leave."""

import asyncio

from bot.domain.leases import CHATS, FANOUT, HOUSEKEEPING, WORK, ProcessId
from storage.engine.database import Database
from storage.repositories.leases import Leases, Request

ALL = (CHATS, *WORK, FANOUT, HOUSEKEEPING)
ANN, BOB = ProcessId("ann"), ProcessId("bob")


def request(process: ProcessId, **more: object) -> Request:
    values = {"silent": {}, "released": (), "rate": 30, "in_use": 0, **more}
    return Request(id=process, **values)  # type: ignore[arg-type]


async def owners(leases: Leases, process: ProcessId) -> dict[str, str]:
    result = await leases.renew(request(process))
    assert result is not None
    return dict(result[0].owners)


async def test_the_first_process_owns_all_and_the_second_waits(database: Database) -> None:
    leases = Leases(database)
    await leases.join(ANN, "all")
    await leases.join(ANN, "all")  # the answer to the first call was lost

    first = await leases.renew(request(ANN))
    await leases.join(BOB, "all")
    second = await leases.renew(request(BOB))

    assert first is not None
    assert second is not None
    assert second[0].owners == dict.fromkeys(ALL, ANN)
    assert (first[1].share, second[1].share) == (30, 0)


async def test_roles_own_what_they_may(database: Database) -> None:
    leases = Leases(database)
    await leases.join(ANN, "chats")
    await leases.join(BOB, "worker")
    await leases.renew(request(ANN))

    found = await owners(leases, BOB)

    assert found == {**dict.fromkeys(ALL, BOB), CHATS: ANN}


async def test_a_process_that_leaves_frees_its_leases(database: Database) -> None:
    leases = Leases(database)
    for each in (ANN, BOB):
        await leases.join(each, "all")
    await leases.renew(request(ANN))

    await leases.leave(ANN)

    assert set((await owners(leases, BOB)).values()) == {BOB}


async def test_a_silent_process_is_replaced_and_knows_it(database: Database) -> None:
    leases = Leases(database)
    for each in (ANN, BOB):
        await leases.join(each, "all")
    await leases.renew(request(ANN))

    result = await leases.renew(request(BOB, silent={ANN: 1}))

    assert result is not None
    assert set(result[0].owners.values()) == {BOB}
    assert await leases.renew(request(ANN)) is None


async def test_a_process_that_renewed_meanwhile_is_not_replaced(database: Database) -> None:
    leases = Leases(database)
    for each in (ANN, BOB):
        await leases.join(each, "all")
    for _ in range(2):
        await leases.renew(request(ANN))

    await leases.renew(request(BOB, silent={ANN: 1}))

    assert (await owners(leases, ANN))[CHATS] == ANN


async def test_concurrent_renewals_give_each_lease_one_owner(database: Database) -> None:
    leases = Leases(database)
    processes = [ProcessId(f"process {number}") for number in range(4)]
    for each in processes:
        await leases.join(each, "all")

    results = await asyncio.gather(*(leases.renew(request(each)) for each in processes))

    taken = [name for result in results if result is not None for name in result[1].take]
    assert sorted(taken) == sorted(ALL)
