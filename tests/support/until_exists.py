"""Waiting for what another process does."""

import asyncio
from pathlib import Path

from bot.playground.api_server.state.changes import HANG_SECONDS


async def exists(*files: Path) -> None:
    """Wait until all these files are there."""
    async with asyncio.timeout(HANG_SECONDS):
        while not all(file.exists() for file in files):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
