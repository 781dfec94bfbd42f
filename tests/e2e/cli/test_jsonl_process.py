"""`summarize --jsonl` as a process: it answers line by line and leaves no worker behind."""

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # it has no types
import pytest

from bot.playground.api_server.state.changes import HANG_SECONDS
from tests.support.bot_process import environment, fed, survivors
from tests.support.conversations import SAMPLES

LINE = json.dumps({"id": 1, "text": SAMPLES["en-bridge"].body}).encode() + b"\n"


@asynccontextmanager
async def filtering(folder: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run `summarize --jsonl` until the block ends."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "summarize", "--jsonl"),
        cwd=folder,
        env=environment({"PYTHONUNBUFFERED": ""}),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def answer(process: asyncio.subprocess.Process, given: bytes) -> bytes:
    """Write one line to the process; return the next line of its output."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(given)
    return await asyncio.wait_for(process.stdout.readline(), HANG_SECONDS)


async def test_a_line_is_answered_before_the_next_one_comes(tmp_path: Path) -> None:
    async with filtering(tmp_path) as process:
        whole, begun = [await answer(process, given) for given in (LINE, LINE + LINE[:20])]
        end, errors = await asyncio.wait_for(process.communicate(LINE[20:]), HANG_SECONDS)

    assert whole == begun == end
    assert len(json.loads(whole)["sentences"]) == 3
    assert (process.returncode, errors) == (0, b"")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL, signal.SIGINT])
async def test_no_process_outlives_the_filter(tmp_path: Path, number: signal.Signals) -> None:
    async with filtering(tmp_path) as process:
        await answer(process, LINE)
        family = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(number)
        _, errors = await asyncio.wait_for(process.communicate(), HANG_SECONDS)

        assert family
        assert await survivors(family) == []
        assert errors == b""


async def test_a_killed_worker_is_reported_in_one_line(tmp_path: Path) -> None:
    async with filtering(tmp_path) as process:
        await answer(process, LINE)
        for worker in psutil.Process(process.pid).children():
            worker.kill()
        _, errors = await asyncio.wait_for(process.communicate(LINE), HANG_SECONDS)

    assert process.returncode == 1
    assert errors == b"xulosa: a worker process was killed\n"


@pytest.mark.parametrize(
    "broken",
    [b"{", b'{"id": NaN, "text": "x"}', b'{"id": [1e999], "text": "x"}'],
)
async def test_a_stream_fails_if_no_line_can_be_summarized(tmp_path: Path, broken: bytes) -> None:
    alone = await fed(tmp_path, broken + b"\n", "summarize", "--jsonl")
    beside = await fed(tmp_path, broken + b"\n" + LINE, "summarize", "--jsonl")

    assert (alone.code, alone.out, beside.code) == (1, "", 0)
    assert alone.err == beside.err == "xulosa: line 1: this is no JSON\n"
    assert len(beside.out.splitlines()) == 1
