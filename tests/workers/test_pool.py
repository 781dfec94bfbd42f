"""The process pool that keeps slow work off the event loop."""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest

from bot.domain.errors import Unreadable
from bot.domain.offload import TookTooLong
from bot.workers.pool import Pool
from tests.cli.program import survivors


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
        await pool(_count_for_ever)

    second = await pool(os.getpid)
    assert second != first
    assert not psutil.pid_exists(first) or psutil.Process(first).status() == "zombie"


async def test_a_process_that_dies_costs_its_task_only(pool: Pool) -> None:
    with pytest.raises(TookTooLong):
        await pool(os._exit, 3)

    assert await pool(abs, -1) == 1


async def test_our_errors_come_back_with_their_values(pool: Pool) -> None:
    with pytest.raises(Unreadable) as raised:
        await pool(_refuse, "page.too_heavy", 7)

    assert (raised.value.text_key, raised.value.values) == ("page.too_heavy", {"count": 7})


async def test_the_event_loop_goes_on_meanwhile(pool: Pool) -> None:
    await pool.warm("json")
    working = asyncio.create_task(pool(_work_for, 0.6))
    worst = 0.0
    while not working.done():
        before = time.monotonic()
        await asyncio.sleep(0.005)
        worst = max(worst, time.monotonic() - before)

    assert worst < 0.3
    await working


async def test_a_task_that_nobody_waits_for_any_more_is_ended(pool: Pool, tmp_path: Path) -> None:
    await pool.warm("json")
    waiting = asyncio.create_task(pool(_touch_later, tmp_path / "done", 0.8))
    await asyncio.sleep(0.2)

    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)

    assert await pool(abs, -1) == 1
    await asyncio.sleep(0.8)
    assert not (tmp_path / "done").exists()


async def test_closing_is_quick_and_leaves_no_child_even_one_that_works() -> None:
    pool = Pool(2)
    await pool.warm("json")
    children = psutil.Process().children(recursive=True)
    busy = [asyncio.create_task(pool(_count_for_ever)) for _ in range(4)]
    await asyncio.sleep(0.2)
    began = time.monotonic()

    await pool.close()

    assert time.monotonic() - began < 2
    workers = [child for child in children if "spawn_main" in " ".join(_command(child))]
    assert await survivors(workers) == []
    for task in busy:
        task.cancel()
    await asyncio.gather(*busy, return_exceptions=True)


async def test_warming_that_fails_is_no_failure_of_the_bot() -> None:
    pool = Pool(1, seconds=0.001)
    try:
        await pool.warm("json", "email.mime.multipart", "xml.dom.minidom")
    finally:
        await pool.close()


def _command(process: psutil.Process) -> list[str]:
    try:
        return list(process.cmdline())
    except psutil.Error:
        return []


def _count_for_ever() -> None:
    number = 0
    while True:
        number += 1


def _work_for(seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        pass


def _touch_later(path: Path, seconds: float) -> None:
    _work_for(seconds)
    path.touch()


def _refuse(text_key: str, count: int) -> None:
    raise Unreadable(text_key, count=count)
