"""Paid pushes of one process, beside a stock loop of `send_message`."""

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.performance.followers import prepare, put_followers
from tests.performance.processes import TOKEN, BotApiProcess, bot_api_process, cpu_seconds, program
from tests.support.bot_process import Running

FOLLOWERS, STOCK = 6_000, 1_500  # messages of ours, and of each stock loop
IN_PARALLEL = 50  # in flight, as BOT_MAX_IN_FLIGHT where pushes are paid for
LEAST, AIM = 4.0, 6.0  # times as fast as the sequential stock loop, by CPU time
_STOCK = str(Path(__file__).with_name("stock_pushes.py"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How fast messages were sent."""

    a_second: float
    a_cpu_second: float  # of the sending process alone


async def report() -> None:
    """Print how fast a card reaches its followers; the Bot API server has its own process."""
    print(
        f"\nBOT_PAID_BROADCAST=true, BOT_SEND_RATE=1000, {IN_PARALLEL} in flight, flood control on"
    )
    print(f"\n{'':32} {'messages/s':>10} {'a CPU second':>13}")
    async with bot_api_process("--flood-control") as bot_api:
        people = await bot_api.people(FOLLOWERS)
        in_parallel = await _stock(bot_api, IN_PARALLEL, people[:STOCK])
        one_by_one = await _stock(bot_api, 1, people[-STOCK:])
        _line(f"stock loop, {IN_PARALLEL} at once", in_parallel, one_by_one)
        _line("stock loop, one by one", one_by_one, one_by_one)
        _line("ours", await _ours(bot_api, people), one_by_one)
    print(f"\nleast {LEAST:.0f} times by CPU time, aim {AIM:.0f}")


def _line(name: str, rate: Rate, stock: Rate) -> None:
    times = f"{rate.a_second / stock.a_second:.1f} times"
    times += f", {rate.a_cpu_second / stock.a_cpu_second:.1f} by CPU time"
    print(f"{name:32} {rate.a_second:10.0f} {rate.a_cpu_second:13.0f}   {times}", flush=True)


async def _stock(bot_api: BotApiProcess, in_parallel: int, chats: Sequence[int]) -> Rate:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "chats.json"
        file.write_text(json.dumps(chats))
        arguments = (_STOCK, bot_api.url, TOKEN, str(in_parallel), str(file))
        before = len(await bot_api.times("sendMessage"))
        async with program(Path(folder), *arguments) as bot:
            return await _timed(bot_api, bot, before, len(chats))


async def _ours(bot_api: BotApiProcess, people: Sequence[int]) -> Rate:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data" / "xulosa.db"
        await prepare(path)
        put_followers(path, people)
        settings = {
            "BOT_TOKEN": TOKEN,
            "BOT_API_URL": bot_api.url,
            "BOT_LISTEN": "off",
            "BOT_LOG_LEVEL": "warning",
            "BOT_PAID_BROADCAST": "true",
            "BOT_SEND_RATE": "1000",
            "BOT_MAX_IN_FLIGHT": str(IN_PARALLEL),
        }
        before = len(await bot_api.times("sendMessage"))
        async with program(Path(folder), **settings) as bot:
            return await _timed(bot_api, bot, before, len(people))


async def _timed(bot_api: BotApiProcess, bot: Running, before: int, count: int) -> Rate:
    """Wait until `count` messages have followed the `before` that came earlier."""
    await bot.says("ready")
    cpu = cpu_seconds(bot)
    times = (await bot_api.until("sendMessage", before + count))[before:]
    cpu = cpu_seconds(bot) - cpu
    rate = (len(times) - 1) / (times[-1] - times[0])
    return Rate(a_second=rate, a_cpu_second=len(times) / cpu)
