"""A fair semaphore: the order in which requests get places."""

import asyncio
from collections import Counter
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ids import UserId
from bot.workers.fair_semaphore import FairSemaphore
from tests.support.stored_samples import ANN, BOB
from tests.support.virtual_time import simulate

Requester = UserId | None
_REQUESTERS = st.sampled_from([ANN, BOB, UserId(103), None])
# The next step: a new request, or the end of request number n among the waiting and running ones.
_STEPS = st.lists(
    _REQUESTERS.map(lambda who: (who, -1)) | st.integers(0, 20).map(lambda n: (None, n))
)


class Floor:
    """Requests that wait for a place or hold one, ended by the test."""

    def __init__(self, size: int) -> None:
        self._semaphore = FairSemaphore(size)
        self._names: Iterator[int] = iter(range(10**6))
        self.tasks: dict[int, asyncio.Task[None]] = {}
        self.served: list[int] = []  # in the order in which they got a place
        self.holding: dict[int, Requester] = {}

    async def ask(self, requester: Requester) -> int:
        """Ask for a place; return the name of the request."""
        name = next(self._names)
        self.tasks[name] = asyncio.create_task(self._hold(name, requester))
        await _run_pending_tasks()
        return name

    async def end(self, name: int) -> None:
        """End a request, whether it waits or holds a place."""
        self.tasks.pop(name).cancel()
        await _run_pending_tasks()

    async def _hold(self, name: int, requester: Requester) -> None:
        async with self._semaphore.slot(requester):
            self.served.append(name)
            self.holding[name] = requester
            try:
                await asyncio.get_running_loop().create_future()  # until the test ends the request
            finally:
                del self.holding[name]


async def _run_pending_tasks() -> None:
    """Run the event loop until every task that is ready has run."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_one_requester_leaves_a_place_to_others() -> None:
    floor = Floor(4)
    of_ann = [await floor.ask(ANN) for _ in range(9)]
    assert floor.served == of_ann[:3]

    of_bob = await floor.ask(BOB)

    assert floor.served[-1] == of_bob


async def test_the_only_place_is_given_to_one_requester() -> None:
    floor = Floor(1)

    of_ann = await floor.ask(ANN)

    assert floor.served == [of_ann]


async def test_a_person_goes_before_work_of_the_bot() -> None:
    floor = Floor(1)
    first = await floor.ask(None)
    of_the_bot, of_ann = await floor.ask(None), await floor.ask(ANN)

    await floor.end(first)
    await floor.end(of_ann)

    assert floor.served == [first, of_ann, of_the_bot]


async def test_the_person_with_the_fewest_places_goes_first() -> None:
    floor = Floor(3)
    of_ann = [await floor.ask(ANN) for _ in range(2)]
    of_bob = await floor.ask(BOB)
    waiting = [await floor.ask(who) for who in (ANN, BOB, UserId(103))]

    await floor.end(of_ann[0])
    await floor.end(of_ann[1])
    await floor.end(of_bob)

    assert floor.served[3:] == [waiting[2], waiting[0], waiting[1]]


async def test_a_turn_given_to_a_canceled_request_is_given_on() -> None:
    floor = Floor(1)
    first, second, third = [await floor.ask(ANN) for _ in range(3)]

    floor.tasks[first].cancel()
    await asyncio.sleep(0)
    assert not floor.holding
    floor.tasks[second].cancel()  # it has the place, but has not run since
    await _run_pending_tasks()

    assert floor.served == [first, third]


@given(size=st.integers(1, 4), steps=_STEPS)
def test_places_are_given_once_and_never_held_back(
    size: int, steps: list[tuple[Requester, int]]
) -> None:
    async def check() -> None:
        floor = Floor(size)
        asked: dict[int, Requester] = {}
        for requester, ended in steps:
            if ended < 0:
                asked[await floor.ask(requester)] = requester
            elif floor.tasks:
                await floor.end(sorted(floor.tasks)[ended % len(floor.tasks)])
            held = Counter(floor.holding.values())
            waiting = {asked[name] for name in floor.tasks if name not in floor.holding}
            assert held.total() <= size
            assert max(held.values(), default=0) <= max(1, size - 1)
            if held.total() < size:
                assert all(held[each] == max(1, size - 1) for each in waiting)

    simulate(check())


@given(size=st.integers(1, 4), asking=st.lists(_REQUESTERS, max_size=20))
def test_every_request_is_served_as_others_end(size: int, asking: list[Requester]) -> None:
    async def check() -> None:
        floor = Floor(size)
        names = [await floor.ask(requester) for requester in asking]

        while floor.holding:
            await floor.end(min(floor.holding))

        assert sorted(floor.served) == names

    simulate(check())
