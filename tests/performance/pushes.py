"""Paid pushes of one process, beside a stock loop of `send_message`."""

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.performance.followers import prepare, put_followers
from tests.performance.processes import TOKEN, BotApiProcess, bot_api_process, cpu_seconds, program
from tests.support.bot_process import Running

FOLLOWERS, STOCK = 6_000, 3_000  # messages of ours, and of the sequential stock loop, in a turn
STOCK_IN_PARALLEL = 1_000  # messages of the stock loop that sends many at once
TURNS = 5  # of ours and of the sequential stock loop, one after the other
IN_PARALLEL = 50  # in flight, as BOT_MAX_IN_FLIGHT where pushes are paid for
LEAST, AIM = 4.0, 6.0  # times as fast as the sequential stock loop, by CPU time
_STOCK = str(Path(__file__).with_name("stock_pushes.py"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How fast messages were sent."""

    a_second: float
    a_cpu_second: float  # of the sending process alone


async def report() -> None:
    """Print how fast a card reaches its followers; the Bot API server has its own process.

    The senders take turns, and the best turn of each counts: other work on the machine can only
    add to the CPU time of a message. Single turns differ by up to 40 %.
    """
    print(
        f"\nBOT_PAID_BROADCAST=true, BOT_SEND_RATE=1000, {IN_PARALLEL} in flight, flood control on"
    )
    print(f"\n{'':32} {'messages/s':>10} {'a CPU second':>13}")
    async with bot_api_process("--flood-control") as bot_api:
        people = await bot_api.people(STOCK_IN_PARALLEL)
        _line(f"stock loop, {IN_PARALLEL} at once", await _stock(bot_api, IN_PARALLEL, people))
    stock, ours = [], []
    for _ in range(TURNS):
        async with bot_api_process("--flood-control") as bot_api:
            people = await bot_api.people(FOLLOWERS)
            stock.append(await _stock(bot_api, 1, people[:STOCK]))
            _line("stock loop, one by one", stock[-1])
            ours.append(await _ours(bot_api, people))
            _line("ours", ours[-1])
    print(f"\nbest of {TURNS}:")
    _line("stock loop, one by one", _best(stock))
    _line("ours", _best(ours))
    times = _best(ours).a_cpu_second / _best(stock).a_cpu_second
    print(f"\n{times:.1f} times by CPU time; least {LEAST:.0f}, aim {AIM:.0f}")


def _line(name: str, rate: Rate) -> None:
    print(f"{name:32} {rate.a_second:10.0f} {rate.a_cpu_second:13.0f}", flush=True)


def _best(turns: Sequence[Rate]) -> Rate:
    return max(turns, key=lambda rate: rate.a_cpu_second)


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
