"""A loop of `send_message` on python-telegram-bot with its stock request class."""

import asyncio
import json
import sys
from pathlib import Path

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions

TEXT = (
    "<b>Title of no 0</b>\n\nThe first. The best.\n\n#news\n\n☆ not rated yet\n\nYou follow #news"
)
STARS = [InlineKeyboardButton(f"{n} ★", callback_data=f"r:1:3:1::{n}") for n in range(1, 6)]
MORE = [InlineKeyboardButton(name, callback_data=name) for name in ("Longer", "Save", "Source")]


async def push(url: str, token: str, in_parallel: int, chats: list[int]) -> None:
    """Send every chat a card, `in_parallel` side by side."""
    keyboard = InlineKeyboardMarkup([STARS, MORE])
    preview = LinkPreviewOptions(is_disabled=True)
    rest = iter(chats)

    async with Bot(token, base_url=f"{url}/bot") as bot:

        async def some() -> None:
            for chat in rest:
                await bot.send_message(
                    chat,
                    TEXT,
                    parse_mode="HTML",
                    link_preview_options=preview,
                    reply_markup=keyboard,
                    allow_paid_broadcast=True,
                )

        print("ready", file=sys.stderr, flush=True)
        await asyncio.gather(*(some() for _ in range(in_parallel)))
    await asyncio.Event().wait()  # the parent ends it, after it has read the CPU time


if __name__ == "__main__":
    address, secret, count, file = sys.argv[1:]
    asyncio.run(push(address, secret, int(count), json.loads(Path(file).read_text())))
