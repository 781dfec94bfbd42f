"""`kill -9` of the real process, in the middle of its work."""

import asyncio
import signal
import sqlite3
from collections import Counter
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from bot.playground.api_server.state.changes import HANG_SECONDS
from tests.support.bot_process import at, started
from tests.support.first_article import TEXT
from tests.support.running_bot import EDITOR_ID
from tests.support.waiting import until_drained

IN_FLIGHT = 5  # the default; a crash may repeat as many messages


async def ready_with_an_article(
    bot_api: BotApiServer, editor: Person, folder: Path, *, tags: str = ""
) -> None:
    """Let a bot in `folder` store one article, and end it."""
    async with started(folder, **at(bot_api, BOT_ADMINS=str(EDITOR_ID))) as bot:
        await bot.says("ready")
        editor.send("/add " + TEXT + tags)
        await bot_api.until(lambda: editor.private.last.buttons, show=editor.private)
        await bot.stop(signal.SIGTERM)


@pytest.mark.parametrize("way", ["polling", "webhook"])
async def test_hundreds_of_updates_survive_a_kill(
    bot_api: BotApiServer, tmp_path: Path, editor: Person, port: int, way: str
) -> None:
    settings = at(bot_api, port, BOT_ADMINS=str(EDITOR_ID))
    if way == "webhook":
        settings["BOT_WEBHOOK_URL"] = f"http://127.0.0.1:{port}"
    await ready_with_an_article(bot_api, editor, tmp_path)
    card = editor.private.last
    people = [bot_api.person(f"Reader {number}", is_started=True) for number in range(80)]
    for person in people:
        person.send("/start")
    bot_api.fail("sendMessage", "hang", chat_id=people[-1].id)  # one stays unanswered
    taps = {person.id: 1 + number % 5 for number, person in enumerate(people)}

    async with started(tmp_path, **settings) as bot:
        for _ in range(3):
            for person in people:
                person.press(card, data=f"r:1:3:0::{1 + person.id % 5}")
        for person in people:
            person.press(card, data=f"r:1:3:0::{taps[person.id]}")
        assert len(bot_api.pending_updates) >= 400
        await bot.says("ready")
        await bot_api.until(lambda: len(bot_api.calls("answerCallbackQuery")) > 5)
        bot.process.kill()
        await bot.process.wait()
    assert not _all_are_greeted(people)

    async with started(tmp_path, **settings) as bot:
        await bot_api.until(lambda: not bot_api.pending_updates and _all_are_greeted(people))
        await _nothing_is_held(tmp_path)
        await bot.stop(signal.SIGTERM)

    with closing(sqlite3.connect(tmp_path / "data" / "xulosa.db")) as database:
        stars = dict(database.execute("SELECT user_id, stars FROM ratings").fetchall())
        tally = database.execute("SELECT votes, hundredths FROM articles").fetchone()
    assert stars == taps
    assert tally == (len(taps), 100 * sum(taps.values()))


async def test_pushes_survive_kills(bot_api: BotApiServer, tmp_path: Path, editor: Person) -> None:
    """[86-kill-nine]"""
    people = [bot_api.person(f"Reader {number}", is_started=True) for number in range(90)]
    kills = 0
    async with started(tmp_path, **at(bot_api, BOT_ADMINS=str(EDITOR_ID))) as bot:
        await bot.says("ready")
        for person in people:
            person.send("/subscribe bridges")
        await bot_api.until(lambda: _all_are_greeted(people))
        editor.send("/add " + TEXT)
        await bot_api.until(lambda: _cards(people).total() > 5)
        bot.process.kill()
        kills += 1
        await bot.process.wait()
    for more in (20, 20):
        before = _cards(people).total()
        async with started(tmp_path, **at(bot_api, BOT_ADMINS=str(EDITOR_ID))) as bot:
            await bot_api.until(partial(_have_at_least, people, before + more))
            bot.process.kill()
            kills += 1
            await bot.process.wait()

    async with started(tmp_path, **at(bot_api, BOT_ADMINS=str(EDITOR_ID))) as bot:
        await bot_api.until(lambda: len(_cards(people)) == len(people))
        await until_drained(bot_api, tmp_path / "data")  # a card too many would have come by now
        await bot.stop(signal.SIGTERM)

    cards = _cards(people)
    assert set(cards) == {person.id for person in people}
    assert cards.total() - len(people) <= IN_FLIGHT * kills
    assert max(cards.values()) <= 1 + kills


async def _nothing_is_held(folder: Path) -> None:
    """Wait until the database holds no unhandled update."""
    query = "SELECT count(*) FROM processed_updates WHERE raw IS NOT NULL"
    async with asyncio.timeout(HANG_SECONDS):
        while True:
            with closing(sqlite3.connect(folder / "data" / "xulosa.db")) as database:
                if not database.execute(query).fetchone()[0]:
                    return
            await asyncio.sleep(0.1)


def _all_are_greeted(people: list[Person]) -> bool:
    return all(person.private.from_bot() for person in people)


def _have_at_least(people: list[Person], count: int) -> bool:
    return _cards(people).total() >= count


def _cards(people: list[Person]) -> Counter[int]:
    """Count the cards that each person got."""
    return Counter(
        {
            person.id: count
            for person in people
            if (count := sum("You follow" in each.text for each in person.private.from_bot()))
        }
    )
