"""Measure how long people wait for the shipped bot at its worst moments, beside the aims.

`limits` measures /help during a push, `fanout` during a fan-out, `beside` beside many feeds.
"""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from bot.domain.ids import ArticleId
from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from bot.playground.api_server.state.messages import Message
from bot.presentation.buttons import FullButton, LengthButton, RateButton, SaveButton
from bot.presentation.start_buttons import ToggleTagButton
from tests.performance.followers import TAG, prepare, put_followers
from tests.support.bot_and_site import ACKNOWLEDGED, address
from tests.support.bot_process import at, started
from tests.support.conversations import ask
from tests.support.hostile_feeds import NESTED, PAGE_OF_BOXES, PAGE_OF_LINKS
from tests.support.running_bot import EDITOR_ID, TOKEN
from tests.support.web_site import opened, page

READERS = 8  # people ask in turn, since one chat gets a message a second
TAPS = 50
ROUNDS = 40  # of five quick taps of one person: star, save, longer, follow, full text
FOLLOWERS = 2_000  # of the tag whose article is pushed beside these taps
PAUSE = 0.2  # seconds between two questions
AIM = 1.0  # seconds
_GIVE_UP = 600.0  # seconds
_MANY_BYTES = 4_000_000
_TEXT = "The river rose by a metre in the night and fell again at noon. " * 20


async def report() -> None:
    """Print how long people waited."""
    print(f"\n{'what is waited for':44} {'times':>6} {'p99':>8} {'at most':>8}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data" / "xulosa.db"
        await prepare(path)
        async with (
            BotApiServer(token=TOKEN, username="xulosa_test_bot") as bot_api,
            _bot_beside_hostile_sites(bot_api, Path(folder)) as addresses,
        ):
            editor = bot_api.person("Editor", user_id=EDITOR_ID, is_started=True)
            readers = [bot_api.person(f"Reader {n}", is_started=True) for n in range(READERS)]
            cards = [await ask(bot_api, reader, "/start a_1") for reader in readers]
            _line(f"{TAPS} taps of one person at once", await _taps(readers[0], cards[0]))
            pages = [editor.send(f"/add {each}") for each in addresses]
            waits = await _help_until(bot_api, readers, lambda: _are_answered(editor, len(pages)))
            _line("/help beside hostile pages", waits)
            line = b"The river rose by a metre in the night and fell again at noon.\n"
            editor.send_file("river.txt", line * (_MANY_BYTES // len(line)), caption="/add")
            done = len(pages) + 1
            taps = await _taps_until(readers, cards, lambda: _are_answered(editor, done))
            _line("a tap beside a text of 4 MB", taps)
            rounds = iter(range(ROUNDS))
            waits = await _five_taps_until(readers, cards, lambda: next(rounds, None) is None)
            _line("five quick taps on a card", waits)
            push = _push(bot_api, editor, path)
            waits = await _five_taps_until(readers, cards, push)
            _line(f"five quick taps beside {FOLLOWERS:,} pushes", waits)


def _line(name: str, waits: Sequence[float]) -> None:
    ordered = sorted(waits)
    p99, most = ordered[int(len(ordered) * 0.99)], ordered[-1]
    print(f"{name:44} {len(waits):6} {p99:6.2f} s {most:6.2f} s   aim {AIM:.0f} s", flush=True)


@asynccontextmanager
async def _bot_beside_hostile_sites(
    bot_api: BotApiServer, folder: Path
) -> AsyncIterator[list[str]]:
    """Run the bot beside pages that take minutes to read; yield their addresses."""
    async with opened() as site:
        for path, body in {"/a": PAGE_OF_LINKS, "/b": PAGE_OF_BOXES, "/c": NESTED}.items():
            site.on(path, page(body))
        settings = at(
            bot_api,
            BOT_FETCH_ALLOW=f"127.0.0.1:{site.port}",
            BOT_ADMINS=str(EDITOR_ID),
            BOT_SEND_RATE="1000",  # or the limit would be measured
        )
        async with started(folder, **settings) as bot:
            await bot.says("ready")
            yield [address(site, path) for path in ("/a", "/b", "/c")]


def _are_answered(editor: Person, count: int) -> bool:
    """Return whether `count` of the editor's links and files have an answer."""
    answers = editor.private.from_bot()
    return len(answers) >= count and all(each.text != ACKNOWLEDGED for each in answers)


async def _taps(reader: Person, card: Message) -> list[float]:
    taps = [reader.press(card, f"{number % 5 + 1} ★") for number in range(TAPS)]
    return [answer.after for answer in await asyncio.gather(*(tap.answered() for tap in taps))]


def _push(bot_api: BotApiServer, editor: Person, path: Path) -> Callable[[], bool]:
    """Add an article that `FOLLOWERS` people get; return the test whether all have it."""
    people = [bot_api.person(f"Follower {n}", is_started=True) for n in range(FOLLOWERS)]
    put_followers(path, [person.id for person in people])
    editor.send(f"/add The river rose in the night\n\n{_TEXT}\n\n#{TAG}")
    waiting = set(people)

    def is_over() -> bool:
        waiting.difference_update([each for each in waiting if each.private.from_bot()])
        return not waiting

    return is_over


async def _five_taps_until(
    readers: Sequence[Person], cards: Sequence[Message], is_over: Callable[[], bool]
) -> list[float]:
    """Let readers in turn tap five buttons of a card at once; return how long each tap waited."""
    waits: list[float] = []
    async with asyncio.timeout(_GIVE_UP):
        while not is_over():
            turn, place = divmod(len(waits) // 5, READERS)
            taps = [readers[place].press(cards[place], data=data) for data in _five(turn)]
            answers = await asyncio.gather(*(tap.answered() for tap in taps))
            waits += [answer.after for answer in answers]
    return waits


def _five(turn: int) -> tuple[str, ...]:
    """Return the data of five buttons: star, save, longer or shorter, (un)follow, full text."""
    article, length = ArticleId(1), (5, 3)[turn % 2]
    return (
        RateButton(article, 3, 0, "en", turn % 5 + 1).encode(),
        SaveButton(article).encode(),
        LengthButton(article, length, 0, "en").encode(),
        ToggleTagButton(1, int(turn % 2 == 0)).encode(),
        FullButton(article).encode(),
    )


async def _help_until(
    bot_api: BotApiServer, readers: Sequence[Person], is_over: Callable[[], bool]
) -> list[float]:
    """Let readers ask for help in turn; return how long each waited."""
    waits: list[float] = []
    async with asyncio.timeout(_GIVE_UP):
        while not is_over():
            began = time.monotonic()
            await ask(bot_api, readers[len(waits) % READERS], "/help")
            waits.append(time.monotonic() - began)
            await asyncio.sleep(PAUSE)
    return waits


async def _taps_until(
    readers: Sequence[Person], cards: Sequence[Message], is_over: Callable[[], bool]
) -> list[float]:
    """Let all readers tap again and again; return how long each tap waited."""
    waits: list[float] = []
    async with asyncio.timeout(_GIVE_UP):
        while not is_over():
            stars = f"{len(waits) // READERS % 5 + 1} ★"
            taps = [reader.press(card, stars) for reader, card in zip(readers, cards, strict=True)]
            answers = await asyncio.gather(*(tap.answered() for tap in taps))
            waits += [answer.after for answer in answers]
    return waits
