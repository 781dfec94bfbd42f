"""Wait for files of another process."""

import asyncio
from pathlib import Path

from bot.playground.api_server.state.changes import HANG_SECONDS


async def exists(*files: Path) -> None:
    """Wait until all these files exist."""
    async with asyncio.timeout(HANG_SECONDS):
        while not all(file.exists() for file in files):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
