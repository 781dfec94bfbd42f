"""`kill -9` twenty times at random moments while 6,000 messages go out."""

import asyncio
import random
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

from tests.performance.followers import prepare, put_followers
from tests.performance.processes import TOKEN, BotApiProcess, bot_api_process, program

PEOPLE, KILLS = 6_000, 20
IN_FLIGHT = 5  # BOT_MAX_IN_FLIGHT's default: a crash may send so many messages twice
RATE = 300  # messages a second, so that it does not take minutes
LONGEST = 1.0  # seconds from the first message of a run until it is killed


async def report() -> None:
    """Print the numbers of lost and of repeated messages."""
    seed = random.randrange(2**32)
    dice = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data" / "xulosa.db"
        await prepare(path)
        async with bot_api_process() as bot_api:
            people = await bot_api.people(PEOPLE)
            put_followers(path, people)
            killed_at = [await _run_and_kill(bot_api, Path(folder), dice) for _ in range(KILLS)]
            unsent = PEOPLE - len(await _arrivals(bot_api))
            await _run_to_the_end(bot_api, Path(folder))
            arrivals = await _arrivals(bot_api)
    _print(people, arrivals, killed_at, unsent, seed)


def _settings(bot_api: BotApiProcess) -> dict[str, str]:
    return {
        "BOT_TOKEN": TOKEN,
        "BOT_API_URL": bot_api.url,
        "BOT_LISTEN": "off",
        "BOT_SEND_RATE": str(RATE),
    }


async def _run_and_kill(bot_api: BotApiProcess, folder: Path, dice: random.Random) -> float:
    """Run the bot until it sends, and kill it a random time later; return the time."""
    before = await bot_api.sent()
    async with program(folder, **_settings(bot_api)) as bot:
        await bot_api.until_sent(before + 1)
        await asyncio.sleep(dice.uniform(0, LONGEST))
        bot.process.kill()
        await bot.process.wait()
        return asyncio.get_running_loop().time()  # the machine's clock, as the server's


async def _run_to_the_end(bot_api: BotApiProcess, folder: Path) -> None:
    async with program(folder, **_settings(bot_api)):
        while unsent := PEOPLE - len(await _arrivals(bot_api)):
            await bot_api.until_sent(await bot_api.sent() + unsent)
        await asyncio.sleep(3.0)  # time for a repeated message to arrive


async def _arrivals(bot_api: BotApiProcess) -> dict[int, list[float]]:
    """Return when each chat got a message."""
    arrivals: dict[int, list[float]] = defaultdict(list)
    for call in await bot_api.ask("calls", method="sendMessage"):
        if call["status"] == 200:
            arrivals[call["params"]["chat_id"]].append(call["time"])
    return arrivals


def _print(
    people: list[int],
    arrivals: dict[int, list[float]],
    killed_at: list[float],
    unsent: int,
    seed: int,
) -> None:
    doubled: Counter[int] = Counter()
    for times in arrivals.values():
        for again in sorted(times)[1:]:
            doubled[sum(kill < again for kill in killed_at)] += 1
    print(
        f"\n{PEOPLE} messages, {KILLS} times kill -9 (seed {seed}), {unsent} left for the last run"
    )
    print(f"lost {sum(not arrivals[person] for person in people)}")
    print(f"doubled {doubled.total()}, at most {max(doubled.values(), default=0)} by one kill")
    print(f"(allowed: {IN_FLIGHT} by one kill)")
