"""A long text is summarised without the event loop waiting for it."""

import asyncio
import time

from bot.summaries import summarise
from bot.workers.pool import Pool
from tests.samples import load

TURN = 0.05  # seconds of the loop's own CPU time, which other programs do not add to


def megabyte() -> str:
    """Return a text of a million characters, its sentences all different."""
    body = next(sample.body for sample in load() if sample.name == "en-bridge")
    parts: list[str] = []
    while sum(map(len, parts)) < 1_000_000:
        parts.append(body.replace(". ", f" in year {len(parts)}. "))
    return "\n".join(parts)


async def test_a_megabyte_blocks_neither_the_event_loop_nor_the_process() -> None:
    pool = Pool(1, preload=["bot.summaries"])
    turns: list[float] = []

    async def probe() -> None:
        while True:
            before = time.thread_time()
            await asyncio.sleep(0.005)
            turns.append(time.thread_time() - before)

    try:
        await pool.start()
        probing = asyncio.create_task(probe())
        summary = await pool(summarise, "The bridge", megabyte())
        probing.cancel()
    finally:
        await pool.close()

    assert len(summary.ranked) == 10
    assert len(turns) > 5
    assert max(turns) < TURN
