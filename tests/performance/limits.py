"""A card to 2,000 people and 20 groups, with the service's flood control in force."""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.performance.followers import prepare, put_followers
from tests.performance.processes import TOKEN, BotApiProcess, bot_api_process, program

PEOPLE, GROUPS = 2_000, 20
PUSHES_A_SECOND = 28
LEAST = (PEOPLE + GROUPS) / PUSHES_A_SECOND - 1  # seconds; the first second's leave at once

Call = dict[str, Any]


async def report() -> None:
    """Print the messages that arrived and their rates, and how long another person waited."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data" / "xulosa.db"
        await prepare(path)
        async with bot_api_process("--flood-control") as bot_api:
            people = await bot_api.people(PEOPLE)
            groups = [await bot_api.group(people[number]) for number in range(GROUPS)]
            put_followers(path, [*people, *groups])
            (zoe,) = await bot_api.people(1)
            settings = {"BOT_TOKEN": TOKEN, "BOT_API_URL": bot_api.url, "BOT_LISTEN": "off"}
            async with program(Path(folder), **settings) as bot:
                await bot.says("ready")
                waits = await _ask_meanwhile(bot_api, zoe)
            calls = await bot_api.ask("calls", method="sendMessage")
    _print(calls, waits, {*people, *groups})


async def _ask_meanwhile(bot_api: BotApiProcess, zoe: int) -> list[float]:
    """Let a person ask for help every second until the bot has sent all; return the waits."""
    loop = asyncio.get_running_loop()
    asked: list[float] = []
    while True:
        asked.append(loop.time())
        await bot_api.ask("send", person=zoe, text="/help")
        await asyncio.sleep(1.5)
        sent = (await bot_api.ask("state"))["sent"]
        if sum(sent.values()) - sent[str(zoe)] >= PEOPLE + GROUPS:
            break
    await asyncio.sleep(2.0)
    answers = [
        call["time"]
        for call in await bot_api.ask("calls", method="sendMessage")
        if call["params"]["chat_id"] == zoe and call["status"] == 200
    ]
    return [answer - ask for ask, answer in zip(asked, answers, strict=True)]


def _print(calls: Sequence[Call], waits: list[float], chats: set[int]) -> None:
    cards = [call for call in calls if call["params"]["chat_id"] in chats]
    got = Counter(call["params"]["chat_id"] for call in cards if call["status"] == 200)
    times = sorted(call["time"] for call in cards if call["status"] == 200)
    took = times[-1] - times[0]
    print(f"\n{PEOPLE} people and {GROUPS} groups, flood control in force, BOT_SEND_RATE=30")
    print(f"lost {len(chats - got.keys())}, doubled {sum(got.values()) - len(got)}")
    print(f"answers 429: {sum(call['status'] == 429 for call in calls)}")
    print(f"fullest second: {fullest([call['time'] for call in calls], 1.0)} of 30")
    print(f"took {took:.1f} s, {took / LEAST:.2f} times the least possible {LEAST:.1f} s")
    print(f"somebody else's /help: {len(waits)} times, at most {max(waits):.2f} s")


def fullest(times: Sequence[float], seconds: float) -> int:
    """Return the number of times in the fullest window."""
    ordered, most, first = sorted(times), 0, 0
    for last, time in enumerate(ordered):
        while ordered[first] <= time - seconds:
            first += 1
        most = max(most, last - first + 1)
    return most
