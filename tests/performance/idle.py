"""Measure an idle bot with its HTTP server: share of a core, wake-ups per second, and memory.

The bot runs in its own interpreter, as `xulosa run` does. The kernel counts a wake-up each time a
thread of a process waits for something (`voluntary_ctxt_switches` of each thread).
"""

import asyncio
import tempfile
import time
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # it has no types

from bot.playground.api_server.server import BotApiServer
from tests.support.bot_process import at, free_port, started_in_new_interpreter
from tests.support.running_bot import TOKEN

SETTLING, MEASURED = 8.0, 30.0  # seconds
CORE_AIM, WAKEUP_AIM, MEMORY_AIM = 0.3, 10.0, 120.0  # % of a core, per second, MB


async def report() -> None:
    """Print the figures of the bot's main process, and of all its processes together."""
    with tempfile.TemporaryDirectory() as folder:
        async with (
            BotApiServer(token=TOKEN, username="xulosa_test_bot") as bot_api,
            started_in_new_interpreter(Path(folder), **at(bot_api, free_port())) as bot,
        ):
            await bot.says("ready")
            await bot.has_family()
            await asyncio.sleep(SETTLING)
            main = psutil.Process(bot.process.pid)
            print(f"\nan idle bot, {MEASURED:.0f} s      core      wake-ups   memory")
            await _measure("main process", [main])
            await _measure("all processes", [main, *bot.family()])
    print(f"aim              {CORE_AIM:6.2f} %   {WAKEUP_AIM:6.1f}/s   {MEMORY_AIM:5.0f} MB")


async def _measure(name: str, processes: list[psutil.Process]) -> None:
    began, seconds, wakeups = time.monotonic(), _cpu(processes), _wakeups(processes)
    await asyncio.sleep(MEASURED)
    took = time.monotonic() - began
    core = 100 * (_cpu(processes) - seconds) / took
    rate = (_wakeups(processes) - wakeups) / took
    memory = sum(process.memory_full_info().uss for process in processes) / 2**20
    print(f"{name:16} {core:6.2f} %   {rate:6.1f}/s   {memory:5.0f} MB", flush=True)


def _cpu(processes: list[psutil.Process]) -> float:
    """Return the CPU seconds of processes; the kernel counts their run time in nanoseconds."""
    paths = [path for process in processes for path in _threads(process.pid)]
    return sum(int((path / "schedstat").read_text().split()[0]) for path in paths) / 1e9


def _wakeups(processes: list[psutil.Process]) -> int:
    paths = [path for process in processes for path in _threads(process.pid)]
    return sum(_switches(path / "status") for path in paths)


def _threads(pid: int) -> list[Path]:
    return list(Path(f"/proc/{pid}/task").iterdir())


def _switches(status: Path) -> int:
    lines = status.read_text().splitlines()
    line = next(line for line in lines if line.startswith("voluntary_ctxt_switches"))
    return int(line.rpartition(":")[2])
