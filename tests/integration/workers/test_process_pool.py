"""The process pool that keeps slow work off the event loop."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest
from structlog.testing import capture_logs

from bot.app import HEAVY_MODULES
from bot.domain.errors import Unreadable
from bot.domain.offload import TookTooLong
from bot.playground.api_server.state.changes import HANG_SECONDS
from bot.workers.process_pool import Pool
from bot.workers.time_limit import TimeLimit
from tests.support import pool_tasks
from tests.support.bot_process import survivors
from tests.support.killed_workers import kills
from tests.support.paths import ROOT
from tests.support.stored_samples import ANN, BOB
from tests.support.until_exists import exists

NEVER = TimeLimit(base=1e6, most=1e6, hang=1e6)  # seconds; no task takes so long


@pytest.fixture
async def pool() -> AsyncIterator[Pool]:
    pool = Pool(1)
    yield pool
    await pool.close()


async def test_work_is_done_in_another_process(pool: Pool) -> None:
    assert await pool(os.getpid) != os.getpid()


async def test_worker_processes_have_a_lower_priority_than_the_bot(pool: Pool) -> None:
    assert await pool(os.nice, 0) > os.nice(0)


async def test_a_dead_process_fails_only_its_own_task(pool: Pool) -> None:
    before = kills("crash")

    with pytest.raises(TookTooLong):
        await pool(os._exit, 3)

    assert await pool(abs, -1) == 1
    assert kills("crash") - before == 1


@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone limits a process's memory")
async def test_a_task_over_the_memory_limit_names_the_setting() -> None:
    pool, before = Pool(1, memory=256 * 2**20, logs_kills=True), kills("memory")
    try:
        with capture_logs() as lines, pytest.raises(TookTooLong, match="more than 256 MB"):
            await pool(bytes, 2**30)

        assert await pool(abs, -1) == 1
        assert kills("memory") - before == 1
        assert [line["event"].partition("raise ")[2] for line in lines] == ["BOT_WORKER_MEMORY"]
    finally:
        await pool.close()


async def test_our_errors_keep_their_values_across_processes(pool: Pool) -> None:
    with pytest.raises(Unreadable) as raised:
        await pool(pool_tasks.refuse, "page.too_heavy", 7)

    assert (raised.value.text_key, raised.value.values) == ("page.too_heavy", {"count": 7})


async def test_the_event_loop_runs_while_a_task_works(pool: Pool, tmp_path: Path) -> None:
    started, released = tmp_path / "started", tmp_path / "released"
    working = asyncio.create_task(pool(pool_tasks.hold, started, released))

    await exists(started)
    assert not working.done()
    released.touch()

    await working


async def test_a_canceled_task_is_stopped(tmp_path: Path) -> None:
    pool = Pool(1, NEVER)
    try:
        waiting = asyncio.create_task(
            pool(pool_tasks.hold, tmp_path / "started", tmp_path / "released")
        )
        await exists(tmp_path / "started")

        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)

        async with asyncio.timeout(HANG_SECONDS):
            assert await pool(abs, -1) == 1  # in the first process or in its replacement
    finally:
        await pool.close()


async def test_nine_tasks_of_one_person_delay_nobody_else(tmp_path: Path) -> None:
    pool = Pool(2, NEVER)
    started = [tmp_path / str(number) for number in range(9)]
    released = tmp_path / "released"
    try:
        held = [
            asyncio.create_task(pool(pool_tasks.hold, each, released, requester=ANN))
            for each in started
        ]
        await exists(started[0])

        async with asyncio.timeout(HANG_SECONDS):
            assert await pool(abs, -1, requester=BOB) == 1

        assert [each.exists() for each in started] == [True, *([False] * 8)]
        released.touch()
        await asyncio.gather(*held)
    finally:
        await pool.close()


async def test_close_does_not_wait_for_work_and_leaves_no_child(tmp_path: Path) -> None:
    pool = Pool(2, NEVER)
    await pool.start()
    children = psutil.Process().children(recursive=True)
    started = [tmp_path / str(number) for number in range(4)]
    released, people = tmp_path / "released", (ANN, BOB, ANN, BOB)
    busy = [
        asyncio.create_task(pool(pool_tasks.hold, each, released, requester=person))
        for each, person in zip(started, people, strict=True)
    ]
    await exists(*started[:2])

    async with asyncio.timeout(HANG_SECONDS):
        await pool.close()

    workers = [child for child in children if "spawn_main" in " ".join(_command(child))]
    assert await survivors(workers) == []
    for task in busy:
        task.cancel()
    await asyncio.gather(*busy, return_exceptions=True)


async def test_a_replacement_process_has_preloaded_its_modules() -> None:
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.support.preloading_program"),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )

    out, _ = await program.communicate()

    assert (program.returncode, out.decode().split()) == (0, ["True", "True"])


async def test_the_preloaded_modules_import_no_http_client() -> None:
    imports = "; ".join(f"import {module}" for module in HEAVY_MODULES)
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", f"import sys; {imports}; print('aiohttp' in sys.modules)"),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )

    out, _ = await program.communicate()

    assert (program.returncode, out.decode().strip()) == (0, "False")


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
