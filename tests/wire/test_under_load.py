"""People are answered at once while the bot has heavy work to do."""

import asyncio
from pathlib import Path

import pytest

from bot.playground.people import Person
from bot.playground.server import BotApiServer
from storage.store import Store
from tests.conftest import running, settings_for
from tests.samples import load
from tests.storage.samples import put_summarised
from tests.turns import loop_turns

PATIENCE = 3.0  # seconds, where other tests use the machine too; alone it answers within 0.3
TURN = 0.1  # seconds of the event loop's own CPU time; with the file read there, 0.26 of them


def megabytes(count: int) -> bytes:
    """Return an article of so many megabytes, its sentences all different."""
    body = next(sample.body for sample in load() if sample.name == "ru-ferry")
    parts = ["A very long story"]
    size = 0
    while size < count * 2**20 / 2:  # a Cyrillic letter takes two bytes
        parts.append(f"Part {len(parts)}. " + body.replace("\n", f" In part {len(parts)}. "))
        size += len(parts[-1]) + 2
    return "\n\n".join(parts).encode()


@pytest.mark.alone
async def test_fifty_people_are_answered_at_once_while_megabytes_are_read(
    store: Store, wire: BotApiServer, tmp_path: Path, editor: Person
) -> None:
    await put_summarised(store)
    readers = [wire.person(f"Reader {number}", is_started=True) for number in range(50)]
    story = megabytes(4)
    card = readers[0].send("(stands for a card)")
    async with running(settings_for(wire, tmp_path), wire), loop_turns() as turns:
        await asyncio.sleep(3)  # the processes are warming up, once in the bot's life
        editor.send_file("story.txt", story, caption="/add", mime_type="text/plain")
        turns.clear()
        after = []
        for round_ in range(6):
            data = f"r:1:3:0::{1 + round_ % 5}"
            taps = [reader.press(card, data=data) for reader in readers]
            after += [(await tap.answered(10)).after for tap in taps]
            await asyncio.sleep(0.2)
        await wire.until(lambda: editor.private.last.buttons, 20, show=editor.private)

    assert editor.private.last.text.startswith("A very long story")
    assert sorted(after)[len(after) * 99 // 100] < PATIENCE
    assert max(turns) < TURN
