"""Asks Telegram for updates, for ever."""

import asyncio
import random
from collections.abc import Callable

import structlog
from telegram.error import Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.domain.errors import OperatorError
from bot.transport.bot import AiohttpBot
from bot.transport.update_processor import ALLOWED, PAGE, UpdateProcessor

_LONG_POLL = 25  # seconds that Telegram waits for an update before it answers with none
_SHORT_POLL = 1
_PATIENCE = 0.05  # seconds that the next page waits for the last one to be handled
_LONGEST_PATIENCE = 0.25  # the same while nothing new comes
_LONGEST_PAUSE = 5.0  # seconds between attempts while Telegram cannot be reached
_REFUSALS = 3  # in a row after which the token is taken to be refused: one may be an accident

log = structlog.get_logger(__name__)


class Polling:
    """Feeds an intake by getUpdates; `is_working` tells whether Telegram answered last time."""

    def __init__(self, bot: AiohttpBot, intake: UpdateProcessor, ready: Callable[[], None]) -> None:
        self._bot = bot
        self._intake = intake
        self._ready = ready  # called whenever Telegram answers again
        self._failures = 0
        self._refusals = 0
        self._patience = _PATIENCE
        self._is_first = True
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
                self._refusals = 0
                if not self.is_working:
                    self._failures, self.is_working = 0, True
                    self._ready()
            except (InvalidToken, Forbidden) as error:
                self._refusals += 1
                if self._refusals >= _REFUSALS:
                    raise OperatorError(
                        "BOT_TOKEN: Telegram refuses it; ask @BotFather for a new one"
                    ) from error
                self.is_working = False
                await self._pause(error)
            except Exception as error:  # noqa: BLE001 - nothing that comes in may end the intake
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
        if self._is_first:
            await self._bot.delete_webhook()  # a bot that has one may not ask
            self._is_first = False
        offset = self._intake.offset
        page = await self._ask(limit=PAGE, timeout=self._timeout())
        fresh = await self._intake.take(page)
        self._patience = _PATIENCE if fresh else min(2 * self._patience, _LONGEST_PATIENCE)
        await self._intake.settle(self._patience)
        if len(page) >= PAGE and not fresh and self._intake.is_busy:
            await self._intake.hold()
        elif page and self._intake.offset == offset and not self._intake.is_busy:
            await asyncio.sleep(_LONGEST_PATIENCE)  # what cannot be confirmed comes at once again

    def _timeout(self) -> int:
        """Return how many seconds Telegram may wait for an update.

        None while something is under way, which would come again at once; few while something is
        held, so that it is soon remembered as handled.
        """
        if self._intake.is_busy or not self.is_working:
            return 0
        return _SHORT_POLL if self._intake.held_count else _LONG_POLL

    async def _ask(self, *, limit: int, timeout: int) -> list[dict[str, object]]:
        return await self._bot.raw_updates(
            offset=self._intake.offset, limit=limit, timeout=timeout, allowed=ALLOWED
        )

    async def _pause(self, error: Exception) -> None:
        self._failures += 1
        pause = min(_LONGEST_PAUSE, 0.5 * 2 ** min(self._failures, 10))
        if isinstance(error, RetryAfter):
            pause = _seconds(error)
        elif isinstance(error, Conflict):
            log.error("another program asks for this bot's updates; stop one of the two")
        elif not isinstance(error, TelegramError):
            log.error("updates cannot be taken, another attempt follows", exc_info=error)
        else:
            log.warning("Telegram cannot be asked for updates", error=str(error), again_in=pause)
        await asyncio.sleep(pause * random.uniform(0.8, 1.2))  # noqa: S311 - jitter is no secret


def _seconds(error: RetryAfter) -> float:
    after = error.retry_after
    return float(after) if isinstance(after, int) else after.total_seconds()
