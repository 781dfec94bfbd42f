"""Asks Telegram for updates, for ever."""

import asyncio
import random
from collections.abc import Callable

import structlog
from telegram.error import Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.domain.errors import OperatorError
from bot.wire.bot import WireBot
from bot.wire.intake import PAGE, Intake

ALLOWED = ("message", "channel_post", "callback_query", "inline_query", "my_chat_member")
_LONG_POLL = 25  # seconds that Telegram waits for an update before it answers with none
_LONGEST_PAUSE = 30.0  # seconds between attempts while Telegram cannot be reached

log = structlog.get_logger(__name__)


class Polling:
    """Feeds an intake by getUpdates; `is_working` tells whether Telegram answered last time."""

    def __init__(self, bot: WireBot, intake: Intake, ready: Callable[[], None]) -> None:
        self._bot = bot
        self._intake = intake
        self._ready = ready  # called whenever Telegram answers again
        self._failures = 0
        self.is_working = False

    async def run(self) -> None:
        """Poll until cancelled.

        Raises:
            OperatorError: Telegram refuses the token.
        """
        await self._intake.resume()
        while True:
            try:
                await self._poll()
                if not self.is_working:
                    self._failures, self.is_working = 0, True
                    self._ready()
            except (InvalidToken, Forbidden) as error:
                raise OperatorError(
                    "BOT_TOKEN: Telegram refuses it; ask @BotFather for a new one"
                ) from error
            except TelegramError as error:
                self.is_working = False
                await self._pause(error)

    async def confirm(self) -> None:
        """Tell Telegram what was handled; for the way out, as far as it can be reached."""
        await self._intake.save()
        if not self.is_working:
            return
        try:
            async with asyncio.timeout(1):
                await self._ask(limit=1, timeout=0)
        except (TelegramError, TimeoutError):
            log.info("the last updates were not confirmed; they will be known when they come again")

    async def _poll(self) -> None:
        is_in_haste = self._intake.is_busy or not self.is_working
        page = await self._ask(limit=PAGE, timeout=0 if is_in_haste else _LONG_POLL)
        fresh = await self._intake.take(page)
        await self._intake.settle()
        if len(page) >= PAGE and not fresh and self._intake.is_busy:
            await self._intake.hold()

    async def _ask(self, *, limit: int, timeout: int) -> list[dict[str, object]]:
        return await self._bot.raw_updates(
            offset=self._intake.offset, limit=limit, timeout=timeout, allowed=ALLOWED
        )

    async def _pause(self, error: TelegramError) -> None:
        self._failures += 1
        pause = min(_LONGEST_PAUSE, 0.5 * 2 ** min(self._failures, 10))
        if isinstance(error, RetryAfter):
            pause = _seconds(error)
        elif isinstance(error, Conflict):
            log.error("another program asks for this bot's updates; stop one of the two")
        else:
            log.warning("Telegram cannot be asked for updates", error=str(error), again_in=pause)
        await asyncio.sleep(pause * random.uniform(0.8, 1.2))  # noqa: S311 - jitter is no secret


def _seconds(error: RetryAfter) -> float:
    after = error.retry_after
    return float(after) if isinstance(after, int) else after.total_seconds()
