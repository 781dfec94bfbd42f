"""The bot on a clock that another process moves: seconds since 1970, as a double in a file."""

import asyncio
import mmap
import signal
import struct
import sys
from datetime import UTC, datetime
from pathlib import Path

from bot.app import WorkLimits, run
from bot.config import read_settings
from bot.telemetry.logs import set_up_logging


async def serve(memory: mmap.mmap) -> None:
    """Run the bot until SIGTERM."""

    def seconds() -> float:
        value: float = struct.unpack("d", memory[:8])[0]
        return value

    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    settings = read_settings(requires_token=True)
    set_up_logging(settings.bot_log_level, settings.bot_log_format)
    limits = WorkLimits(check_seconds=0.05)
    await run(
        settings, stop, lambda: datetime.fromtimestamp(seconds(), UTC), seconds, limits=limits
    )


if __name__ == "__main__":
    with Path(sys.argv[1]).open("rb") as file:
        asyncio.run(serve(mmap.mmap(file.fileno(), 8, access=mmap.ACCESS_READ)))
