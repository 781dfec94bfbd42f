"""The process pool that keeps slow work off the event loop."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest

from bot.domain.errors import Unreadable
from bot.domain.offload import TookTooLong
from bot.workers.pool import Pool
from tests.cli.program import ROOT, survivors
from tests.workers import tasks


@pytest.fixture
async def pool() -> AsyncIterator[Pool]:
    pool = Pool(1, seconds=1.0)
    yield pool
    await pool.close()


async def test_work_is_done_in_another_process(pool: Pool) -> None:
    assert await pool(os.getpid) != os.getpid()


async def test_the_processes_let_the_bot_go_first(pool: Pool) -> None:
    assert await pool(os.nice, 0) > os.nice(0)


async def test_a_task_over_the_limit_is_ended_and_its_process_replaced(pool: Pool) -> None:
    first = await pool(os.getpid)

    with pytest.raises(TookTooLong):
        await pool(tasks.count_for_ever)

    second = await pool(os.getpid)
    assert second != first
    assert not psutil.pid_exists(first) or psutil.Process(first).status() == "zombie"


async def test_a_process_that_dies_costs_its_task_only(pool: Pool) -> None:
    with pytest.raises(TookTooLong):
        await pool(os._exit, 3)

    assert await pool(abs, -1) == 1


async def test_our_errors_come_back_with_their_values(pool: Pool) -> None:
    with pytest.raises(Unreadable) as raised:
        await pool(tasks.refuse, "page.too_heavy", 7)

    assert (raised.value.text_key, raised.value.values) == ("page.too_heavy", {"count": 7})


async def test_the_event_loop_goes_on_meanwhile(pool: Pool) -> None:
    await pool.start()
    working = asyncio.create_task(pool(tasks.work_for, 0.6))
    worst = 0.0
    while not working.done():
        before = time.monotonic()
        await asyncio.sleep(0.005)
        worst = max(worst, time.monotonic() - before)

    assert worst < 0.3
    await working


async def test_a_task_that_nobody_waits_for_any_more_is_ended(pool: Pool, tmp_path: Path) -> None:
    await pool.start()
    waiting = asyncio.create_task(pool(tasks.touch_later, tmp_path / "done", 0.8))
    await asyncio.sleep(0.2)

    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)

    assert await pool(abs, -1) == 1
    await asyncio.sleep(0.8)
    assert not (tmp_path / "done").exists()


async def test_closing_is_quick_and_leaves_no_child_even_one_that_works() -> None:
    pool = Pool(2)
    await pool.start()
    children = psutil.Process().children(recursive=True)
    busy = [asyncio.create_task(pool(tasks.count_for_ever)) for _ in range(4)]
    await asyncio.sleep(0.2)
    began = time.monotonic()

    await pool.close()

    assert time.monotonic() - began < 2
    workers = [child for child in children if "spawn_main" in " ".join(_command(child))]
    assert await survivors(workers) == []
    for task in busy:
        task.cancel()
    await asyncio.gather(*busy, return_exceptions=True)


async def test_a_process_that_replaces_another_has_imported_what_it_needs() -> None:
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.workers.preloading"),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )

    out, _ = await program.communicate()

    assert (program.returncode, out.decode().split()) == (0, ["True", "True"])


async def test_a_pool_that_is_closed_while_it_starts_leaves_no_child() -> None:
    pool = Pool(1)
    starting = asyncio.create_task(pool.start())
    await asyncio.sleep(0)

    starting.cancel()
    await pool.close()

    with pytest.raises(RuntimeError):
        await pool(abs, -1)


def _command(process: psutil.Process) -> list[str]:
    try:
        return list(process.cmdline())
    except psutil.Error:
        return []
