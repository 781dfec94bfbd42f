"""A long text is summarized without blocking the event loop."""

import time

from bot.domain.summary import Summary
from bot.summaries import summarize
from bot.workers.process_pool import Pool
from tests.support.event_loop_turns import loop_turns
from tests.support.samples import load

TURN = 0.1  # share of the work's CPU time; the longest turn of the loop takes far less


def timed(title: str, text: str) -> tuple[Summary, float]:
    """Summarize a text; return the summary and its CPU time in seconds."""
    started = time.thread_time()
    return summarize(title, text), time.thread_time() - started


def megabyte() -> str:
    """Return a text of a million characters, each sentence different."""
    body = next(sample.body for sample in load() if sample.name == "en-bridge")
    parts: list[str] = []
    while sum(map(len, parts)) < 1_000_000:
        parts.append(body.replace(". ", f" in year {len(parts)}. "))
    return "\n".join(parts)


async def test_a_megabyte_text_does_not_block_the_event_loop() -> None:
    pool = Pool(1, preload=["bot.summaries"])
    try:
        await pool.start()
        async with loop_turns() as turns:
            summary, seconds = await pool(timed, "The bridge", megabyte())
    finally:
        await pool.close()

    assert len(summary.ranked) == 10
    assert len(turns) > 5
    assert max(turns) < TURN * seconds
