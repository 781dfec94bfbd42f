"""People are answered at once while the bot has heavy work to do."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.playground.people import Person
from bot.playground.server import BotApiServer
from storage.store import Store
from tests.conftest import running, settings_for
from tests.samples import load
from tests.storage.samples import put_summarised

PATIENCE = 1.0  # seconds; a machine of its own answers within 0.3
LAG = 0.5  # seconds that the event loop may be held up, on a machine that others use too


@asynccontextmanager
async def loop_lag() -> AsyncIterator[list[float]]:
    """Measure how long the event loop is held up while the block runs; seconds."""
    lags: list[float] = []

    async def probe() -> None:
        loop = asyncio.get_running_loop()
        while True:
            before = loop.time()
            await asyncio.sleep(0.01)
            lags.append(loop.time() - before - 0.01)

    probing = asyncio.create_task(probe())
    try:
        yield lags
    finally:
        probing.cancel()


def megabyte() -> bytes:
    """Return an article of a megabyte, its sentences all different."""
    body = next(sample.body for sample in load() if sample.name == "en-bridge")
    parts = ["A very long story"]
    size = 0
    while size < 2**20:
        parts.append(f"Part {len(parts)}. " + body.replace("\n", f" In part {len(parts)}. "))
        size += len(parts[-1]) + 2
    return "\n\n".join(parts).encode()


async def test_fifty_people_are_answered_at_once_while_a_megabyte_is_read(
    store: Store, wire: BotApiServer, tmp_path: Path, editor: Person
) -> None:
    await put_summarised(store)
    readers = [wire.person(f"Reader {number}", is_started=True) for number in range(50)]
    card = readers[0].send("(stands for a card)")
    async with running(settings_for(wire, tmp_path), wire), loop_lag() as lags:
        await asyncio.sleep(2)  # the processes are warming up, once in the bot's life
        lags.clear()
        editor.send_file("story.txt", megabyte(), caption="/add", mime_type="text/plain")
        after = []
        for round_ in range(6):
            data = f"r:1:3:0::{1 + round_ % 5}"
            taps = [reader.press(card, data=data) for reader in readers]
            after += [(await tap.answered(10)).after for tap in taps]
            await asyncio.sleep(0.2)
        await wire.until(lambda: editor.private.last.buttons, 20, show=editor.private)

    assert editor.private.last.text.startswith("A very long story")
    assert sorted(after)[len(after) * 99 // 100] < PATIENCE
    assert max(lags) < LAG
