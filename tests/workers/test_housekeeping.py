"""Housekeeping runs at start and once a day, a step at a time."""

from datetime import timedelta

from bot.domain.retention import Retention
from bot.workers.housekeeping import EVERY, Housekeeping
from storage.repositories.processed_updates import KEPT
from storage.store import Store
from tests.storage.samples import NOW


async def work(housekeeping: Housekeeping) -> int:
    """Let it take steps until it has none; return how many."""
    steps = 0
    while await housekeeping.run_once():
        steps += 1
    return steps


async def test_housekeeping_works_at_start_and_each_day(store: Store) -> None:
    now = NOW
    housekeeping = Housekeeping(store, lambda: now, Retention(), rest_seconds=0)
    await store.processed_updates.add([1], NOW - KEPT - timedelta(seconds=1))
    await store.processed_updates.add([2], NOW - KEPT + timedelta(seconds=1))

    at_start = await work(housekeeping)
    kept = await store.processed_updates.seen([1, 2])
    now = NOW + EVERY - timedelta(seconds=1)
    too_early = await work(housekeeping)
    now = NOW + EVERY
    next_day = await work(housekeeping)

    assert kept == {2}
    assert await store.processed_updates.seen([1, 2]) == set()
    assert (at_start > 0, too_early, next_day > 0) == (True, 0, True)
