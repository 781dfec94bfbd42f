"""Updates a second: ours beside bare echo bots on python-telegram-bot, its stock request class.

All people write at once, one update each, so that no order or limit of a person counts. The
rate is taken from the first answer to the last; CPU time is the bot's own. There are two
measurements: with a Bot API server on this machine, whose answers take no time to travel, and with
one that is `AWAY`.
"""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from storage.engine.database import Database
from storage.engine.migrate import migrate
from storage.store import Store
from tests.performance.processes import TOKEN, BotApiProcess, bot_api_process, cpu_seconds, program
from tests.support.bot_process import Running
from tests.support.stored_samples import put_summarized

PEOPLE = 2_000
AWAY = 0.02  # seconds until an answer comes, as from a server some hundred kilometers away
START_SECONDS = 4.0  # seconds for the bot's processes to start, once
AIM, LEAST = 5.0, 3.0  # times the echo bot
_ECHO = str(Path(__file__).with_name("echo_bot.py"))

Measure = Callable[[BotApiProcess, list[int], Path], Awaitable["Rate"]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How fast updates were handled."""

    a_second: float
    a_cpu_second: float


async def report() -> None:
    """Print the tables."""
    print(f"\n{PEOPLE} people with one update each, the Bot API server in a process of its own")
    for delay in (0.0, AWAY):
        print(
            f"\n{f'answers after {1000 * delay:.0f} ms':22} {'updates/s':>10} {'a CPU second':>13}"
        )
        echo = await _measured(partial(_echo, True), delay)
        _line("echo bot, many at once", echo, None)
        _line("echo bot, one by one", await _measured(partial(_echo, False), delay), echo)
        for name, measure in {"ours, /help": _help, "ours, a tap on 4 ★": _taps}.items():
            _line(name, await _measured(measure, delay), echo)


def _line(name: str, rate: Rate, echo: Rate | None) -> None:
    times = "" if echo is None else f"   {rate.a_second / echo.a_second:.1f} times"
    times += "" if echo is None else f", {rate.a_cpu_second / echo.a_cpu_second:.1f} by CPU time"
    print(f"{name:22} {rate.a_second:10.0f} {rate.a_cpu_second:13.0f}{times}", flush=True)


async def _measured(measure: Measure, delay: float) -> Rate:
    with tempfile.TemporaryDirectory() as folder:
        async with bot_api_process() as bot_api:
            bot_api.delay = delay
            return await measure(bot_api, await bot_api.people(PEOPLE), Path(folder))


async def _echo(
    is_concurrent: bool, bot_api: BotApiProcess, people: list[int], folder: Path
) -> Rate:
    async with program(folder, _ECHO, bot_api.url, TOKEN, str(int(is_concurrent))) as bot:
        return await _timed(bot_api, people, bot, "sendMessage")


async def _help(bot_api: BotApiProcess, people: list[int], folder: Path) -> Rate:
    async with program(folder, **_settings(bot_api)) as bot:
        return await _timed(bot_api, people, bot, "sendMessage")


async def _taps(bot_api: BotApiProcess, people: list[int], folder: Path) -> Rate:
    await _one_article(folder)
    async with program(folder, **_settings(bot_api)) as bot:
        return await _timed(bot_api, people, bot, "answerCallbackQuery")


def _settings(bot_api: BotApiProcess) -> dict[str, str]:
    return {
        "BOT_TOKEN": TOKEN,
        "BOT_API_URL": bot_api.url,
        "BOT_LISTEN": "off",
        "BOT_SEND_RATE": "1000",  # or the limit would be measured
        "BOT_LOG_LEVEL": "warning",
    }


async def _one_article(folder: Path) -> None:
    """Store article 1 in the bot's database."""
    data = folder / "data"
    data.mkdir()
    database = Database(f"sqlite+aiosqlite:///{data / 'xulosa.db'}")
    try:
        await migrate(database)
        await put_summarized(Store(database))
    finally:
        await database.close()


async def _timed(bot_api: BotApiProcess, people: list[int], bot: Running, answer: str) -> Rate:
    await bot.says("ready")
    await asyncio.sleep(START_SECONDS)
    await bot_api.ask(
        "fail", method="getUpdates", kind=500, times=None
    )  # until all messages are there
    await bot_api.each(people, _tap if answer == "answerCallbackQuery" else _ask)
    before = cpu_seconds(bot)
    healed_at = asyncio.get_running_loop().time()  # the machine's clock, as the server's
    await bot_api.ask("heal")
    if bot_api.delay:
        for method in ("sendMessage", "answerCallbackQuery", "editMessageText"):
            await bot_api.ask("fail", method=method, kind="delay", delay=bot_api.delay, times=None)
    times = await bot_api.until(answer, PEOPLE)
    cpu = cpu_seconds(bot) - before
    times = [time for time in times if time > healed_at]  # an earlier poll took a few
    rate = (len(times) - 1) / (times[-1] - times[0])
    return Rate(a_second=rate, a_cpu_second=len(times) / cpu)


async def _ask(bot_api: BotApiProcess, person: int) -> None:
    await bot_api.ask("send", person=person, text="/help")


async def _tap(bot_api: BotApiProcess, person: int) -> None:
    stars = [{"text": f"{count} ★", "callback_data": f"r:1:3:0::{count}"} for count in range(1, 6)]
    card = await bot_api.call(
        "sendMessage",
        chat_id=person,
        text="(stands for a card)",
        reply_markup={"inline_keyboard": [stars]},
    )
    await bot_api.ask(
        "press", person=person, chat=person, message_id=card["message_id"], label="4 ★"
    )
