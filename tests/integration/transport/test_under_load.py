"""People are answered at once while the bot has heavy work to do."""

import asyncio
import time
from pathlib import Path

from bot.ingestion.readers.plain_text import read_text
from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from storage.store import Store
from tests.support.event_loop_turns import loop_turns
from tests.support.first_article import TEXT
from tests.support.running_bot import running, settings_for
from tests.support.samples import load
from tests.support.stored_samples import put_summarized


def megabytes(count: int) -> bytes:
    """Return an article of `count` megabytes, each sentence different."""
    body = next(sample.body for sample in load() if sample.name == "ru-ferry")
    parts = ["A very long story"]
    size = 0
    while size < count * 2**20 / 2:  # a Cyrillic letter takes two bytes
        parts.append(f"Part {len(parts)}. " + body.replace("\n", f" In part {len(parts)}. "))
        size += len(parts[-1]) + 2
    return "\n\n".join(parts).encode()


def seconds_to_read(story: bytes) -> float:
    """Return how many CPU seconds this machine takes to read an article."""
    started = time.thread_time()
    read_text(story.decode())
    return time.thread_time() - started


async def test_fifty_taps_are_answered_while_a_long_text_is_read(
    store: Store, bot_api: BotApiServer, tmp_path: Path, editor: Person
) -> None:
    await put_summarized(store)
    readers = [bot_api.person(f"Reader {number}", is_started=True) for number in range(50)]
    story = megabytes(4)
    card = readers[0].send("(stands for a card)")

    def is_read() -> bool:
        return len(editor.private.from_bot()) == 2 and bool(editor.private.last.buttons)

    async with running(settings_for(bot_api, tmp_path), bot_api), loop_turns() as turns:
        editor.send("/add " + TEXT)
        await bot_api.until(lambda: editor.private.last.buttons)  # the processes have started
        editor.send_file("story.txt", story, caption="/add", mime_type="text/plain")
        taps = [reader.press(card, data="r:1:3:0::5") for reader in readers]
        await asyncio.sleep(0)
        turns.clear()
        for tap in taps:
            await tap.answered()
        read_before_the_answers = is_read()
        await bot_api.until(is_read, show=editor.private)

    assert editor.private.last.text.startswith("A very long story")
    assert not read_before_the_answers
    assert max(turns) < seconds_to_read(story)
