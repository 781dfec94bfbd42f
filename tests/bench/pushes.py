"""Pushes a second of one process, where Telegram is paid for them."""

import tempfile
from pathlib import Path

from tests.bench.followers import prepare, put_followers
from tests.bench.stand import TOKEN, cpu_seconds, program, wire_process

FOLLOWERS = 6_000
LEAST, AIM = 500, 1_000  # messages a second


async def report() -> None:
    """Print how fast a card reaches its followers, the wire in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data" / "xulosa.db"
        await prepare(path)
        async with wire_process("--flood-control") as wire:
            put_followers(path, await wire.people(FOLLOWERS))
            settings = {
                "BOT_TOKEN": TOKEN,
                "BOT_API_URL": wire.url,
                "BOT_LISTEN": "off",
                "BOT_LOG_LEVEL": "warning",
                "BOT_PAID_BROADCAST": "true",
                "BOT_SEND_RATE": "1000",
            }
            async with program(Path(folder), **settings) as bot:
                await bot.says("ready")
                before = cpu_seconds(bot)
                times = await wire.until("sendMessage", FOLLOWERS)
                cpu = cpu_seconds(bot) - before
    rate = (FOLLOWERS - 1) / (times[-1] - times[0])
    print(f"\n{FOLLOWERS} followers, BOT_PAID_BROADCAST=true, BOT_SEND_RATE=1000")
    print(f"{rate:.0f} messages a second, {FOLLOWERS / cpu:.0f} a CPU second; least {LEAST}")
