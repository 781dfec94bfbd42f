"""The limit of a task: CPU time by input size, even on a busy machine."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.offload import TookTooLong
from bot.playground.api_server.state.changes import HANG_SECONDS
from bot.workers.process_pool import LIMIT, Pool
from bot.workers.time_limit import TimeLimit
from tests.support import pool_tasks
from tests.support.killed_workers import kills
from tests.support.until_exists import exists
from tests.support.virtual_time import pass_time

NEVER = 1e6  # seconds; no task waits so long, so only CPU time ends it
SIZES = st.integers(0, 20 * 2**20)


@asynccontextmanager
async def pool_of(limit: TimeLimit) -> AsyncIterator[Pool]:
    pool = Pool(1, limit)
    try:
        yield pool
    finally:
        await pool.close()


async def test_endless_work_dies_of_its_cpu_limit_and_is_replaced() -> None:
    async with pool_of(TimeLimit(base=0.1, hang=NEVER)) as pool:
        first, before = await pool(os.getpid), kills("cpu")

        with pytest.raises(TookTooLong, match=r"more than 0\.1 CPU seconds"):
            await pool(pool_tasks.count_for_ever)

        assert await pool(os.getpid) != first
        assert kills("cpu") - before == 1


async def test_waiting_does_not_count_for_the_cpu_limit() -> None:
    async with pool_of(TimeLimit(base=0.2, hang=NEVER)) as pool:
        assert await pool(pool_tasks.sleep, 0.4) == "slept"


async def test_each_task_of_a_process_has_the_whole_limit() -> None:
    async with pool_of(TimeLimit(base=0.2, hang=NEVER)) as pool:
        processes = {await pool(pool_tasks.work_for, 0.1) for _ in range(4)}

    assert len(processes) == 1


async def test_loading_a_task_does_not_count_for_its_limit() -> None:
    async with pool_of(TimeLimit(base=0.2, hang=NEVER)) as pool:
        process = await pool(os.getpid)

        assert await pool(int, pool_tasks.SlowToLoad(0.4)) == process


async def test_a_larger_input_has_a_longer_limit() -> None:
    async with pool_of(TimeLimit(base=0.05, per_byte=1e-4, hang=NEVER)) as pool:
        with pytest.raises(TookTooLong):
            await pool(pool_tasks.work_for, 0.2)

        assert await pool(pool_tasks.work_for, 0.2, bytes(10_000))


async def test_a_hanging_task_is_stopped(tmp_path: Path) -> None:
    async with pool_of(TimeLimit(hang=HANG_SECONDS)) as pool:
        hanging = asyncio.create_task(
            pool(pool_tasks.hold, tmp_path / "started", tmp_path / "released")
        )
        await exists(tmp_path / "started")
        before = kills("time")

        pass_time(HANG_SECONDS)

        with pytest.raises(TookTooLong, match="seconds"):
            await hanging
        assert await pool(abs, -1) == 1
        assert kills("time") - before == 1


@given(SIZES, SIZES)
def test_the_limit_grows_with_the_input_up_to_its_most(size: int, more: int) -> None:
    limit = TimeLimit(base=1.0, per_byte=1e-6, most=5.0)

    assert 1.0 <= limit.cpu_seconds(size) <= limit.cpu_seconds(size + more) <= 5.0


@pytest.mark.parametrize(
    ("size", "measured"),
    [
        pytest.param(4_000, 0.013, id="a summary of 4,000 characters"),
        pytest.param(34_000, 0.113, id="a PDF of 40,000 characters, a simple font"),
        pytest.param(88_000, 0.44, id="a PDF of 40,000 characters, an embedded font"),
        pytest.param(105_000, 0.23, id="an OPML file of 1,000 feeds"),
        pytest.param(257_000, 0.55, id="a .docx of 400,000 characters"),
        pytest.param(272_000, 0.43, id="the slowest of 23 real pages"),
        pytest.param(961_000, 1.83, id="a .docx of 1,500,000 characters"),
    ],
)
def test_the_limit_is_ten_times_the_need_of_an_ordinary_task(size: int, measured: float) -> None:
    assert LIMIT.cpu_seconds(size) >= 10 * measured
