"""KeyedTaskQueue in simulated time."""

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from bot.transport.keyed_task_queue import KeyedTaskQueue, let_next_start
from bot.transport.update_processor import ordering_key
from tests.support.virtual_time import simulate

LIMIT = 4
JOBS = st.lists(st.tuples(st.integers(1, 8), st.floats(0.01, 5)), max_size=60)
Span = tuple[float, float]  # when a job began and ended; seconds


async def _run(jobs: list[tuple[int, float]]) -> list[list[tuple[int, Span]]]:
    """Run jobs of a key and a length; return the numbers and spans of the jobs of each key."""
    loop = asyncio.get_running_loop()
    done: dict[int, list[tuple[int, Span]]] = {}

    async def work(number: int, key: int, seconds: float) -> None:
        began = loop.time()
        await asyncio.sleep(seconds)
        done.setdefault(key, []).append((number, (began, loop.time())))

    async with asyncio.TaskGroup() as group:
        queue = KeyedTaskQueue(group, LIMIT)
        for number, (key, seconds) in enumerate(jobs):
            queue.put(key, lambda job=(number, key, seconds): work(*job))  # type: ignore[misc]
    return list(done.values())


@given(JOBS)
def test_a_key_keeps_its_order_and_runs_one_job_at_a_time(jobs: list[tuple[int, float]]) -> None:
    queue = simulate(_run(jobs))

    assert sum(map(len, queue)) == len(jobs)
    for key in queue:
        assert [number for number, _ in key] == sorted(number for number, _ in key)
        ends = [end for _, (_, end) in key]
        begins = [begin for _, (begin, _) in key]
        assert all(end <= begin for end, begin in zip(ends, begins[1:], strict=False))


@given(JOBS)
def test_no_more_keys_run_at_once_than_allowed(jobs: list[tuple[int, float]]) -> None:
    spans = [span for key in simulate(_run(jobs)) for _, span in key]

    for moment, _ in spans:
        assert sum(begin <= moment < end for begin, end in spans) <= LIMIT


def test_keys_run_side_by_side() -> None:
    async def timed() -> float:
        await _run([(key, 1.0) for key in range(LIMIT)])
        return asyncio.get_running_loop().time()

    assert simulate(timed()) < 1.1


def test_private_updates_share_a_key_and_group_taps_do_not() -> None:
    ann, group = {"id": 1}, {"id": -5}
    message = {"update_id": 1, "message": {"from": ann, "chat": ann}}
    tap = {"update_id": 2, "callback_query": {"from": ann, "message": {"chat": group}}}
    inline = {"update_id": 3, "inline_query": {"from": ann}}
    in_group = {"update_id": 4, "message": {"from": ann, "chat": group}}
    unknown = {"update_id": 5, "something_new": {}}

    assert [ordering_key(each) for each in (message, tap, inline, in_group)] == [1, (-5, 1), 1, -5]
    assert ordering_key(unknown) == 5


def test_a_job_lets_the_next_one_start_before_it_ends() -> None:
    async def run() -> list[str]:
        log: list[str] = []

        async def slow() -> None:
            log.append("slow begins")
            let_next_start()
            let_next_start()  # a repeated call starts nothing more
            await asyncio.sleep(10)
            log.append("slow ends")

        async def quick(number: int) -> None:
            log.append(f"quick {number}")

        async with asyncio.TaskGroup() as group:
            queue = KeyedTaskQueue(group, LIMIT)
            queue.put("ann", slow)
            queue.put("ann", lambda: quick(1))
            queue.put("ann", lambda: quick(2))
            await asyncio.sleep(5)
            queue.put("ann", lambda: quick(3))
        return log

    log = simulate(run())

    assert log == ["slow begins", "quick 1", "quick 2", "quick 3", "slow ends"]


def test_the_queue_drains_a_job_whose_turn_is_over() -> None:
    async def run() -> list[str]:
        log: list[str] = []

        async def slow() -> None:
            let_next_start()
            await asyncio.sleep(10)
            log.append("slow ends")

        async with asyncio.TaskGroup() as group:
            queue = KeyedTaskQueue(group, LIMIT)
            queue.put("ann", slow)
            await asyncio.sleep(1)
            await queue.drain()
            return [*log, "drained"]

    assert simulate(run()) == ["slow ends", "drained"]


def test_code_outside_a_job_has_no_turn_to_end() -> None:
    let_next_start()
