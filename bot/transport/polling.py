"""Long polling: gets updates from Telegram with getUpdates."""

import asyncio
from collections.abc import Callable

import structlog
from telegram.error import Conflict, RetryAfter, TelegramError

from bot.delivery.retry import jitter, retry_after_seconds
from bot.transport.bot import MAX_REFUSALS, REFUSALS, AiohttpBot, TokenRefused
from bot.transport.update_processor import ALLOWED, PAGE, UpdateProcessor
from storage.engine.database_faults import log_failure

_LONG_POLL = 25  # seconds that Telegram waits for an update before an empty answer
_SHORT_POLL = 1
_MIN_IDLE_WAIT = 0.05  # seconds to wait for the handlers before the next request
_MAX_IDLE_WAIT = 0.25  # the same while no new updates come
_MAX_RETRY_DELAY = 5.0  # seconds between attempts while Telegram cannot be reached

log = structlog.get_logger(__name__)


class Polling:
    """Passes updates of getUpdates to the processor; `is_working` after a successful request."""

    def __init__(
        self, bot: AiohttpBot, processor: UpdateProcessor, on_ready: Callable[[], None]
    ) -> None:
        self._bot = bot
        self._processor = processor
        self._on_ready = on_ready  # called whenever Telegram answers again after a failure
        self._failures = 0
        self._refusals = 0
        self._idle_wait = _MIN_IDLE_WAIT
        self._is_first = True
        self.is_working = False

    async def run(self) -> None:
        """Poll until canceled.

        Raises:
            TokenRefused: Telegram refuses the token.
        """
        await self._processor.resume_held()
        while True:
            try:
                await self._poll()
                self._refusals = 0
                if not self.is_working:
                    self._failures, self.is_working = 0, True
                    self._on_ready()
            except REFUSALS as error:
                self._refusals += 1
                if self._refusals >= MAX_REFUSALS:
                    raise TokenRefused from error
                self.is_working = False
                await self._wait_to_retry(error)
            except Exception as error:  # noqa: BLE001 - any failed poll is retried
                self.is_working = False
                await self._wait_to_retry(error)

    async def confirm(self) -> None:
        """Confirm the handled updates at shutdown, if Telegram can be reached."""
        await self._processor.save()
        if not self.is_working:
            return
        try:
            async with asyncio.timeout(1):
                await self._get_updates(limit=1, timeout=0)
        except (TelegramError, TimeoutError):
            log.info("the last updates are not confirmed; they will come again and be ignored")

    async def _poll(self) -> None:
        if self._is_first:
            await self._bot.delete_webhook()  # Telegram refuses getUpdates while a webhook is set
            self._is_first = False
        if self._processor.has_unread:
            await self._processor.resume_held()
        offset = self._processor.offset
        page = await self._get_updates(limit=PAGE, timeout=self._timeout())
        new_count = await self._processor.take(page)
        self._idle_wait = _MIN_IDLE_WAIT if new_count else min(2 * self._idle_wait, _MAX_IDLE_WAIT)
        await self._processor.wait_until_idle(self._idle_wait)
        if len(page) >= PAGE and not new_count and self._processor.is_busy:
            await self._processor.hold()
        elif page and self._processor.offset == offset and not self._processor.is_busy:
            await asyncio.sleep(_MAX_IDLE_WAIT)  # unconfirmed updates come again at once

    def _timeout(self) -> int:
        """Return how many seconds Telegram may wait for an update.

        The timeout is 0 while updates are being handled, as Telegram would send them again at once.
        It is short while updates are held in the database, to record soon that they are handled.
        """
        if self._processor.is_busy or not self.is_working:
            return 0
        return _SHORT_POLL if self._processor.held_count else _LONG_POLL

    async def _get_updates(self, *, limit: int, timeout: int) -> list[dict[str, object]]:
        return await self._bot.raw_updates(
            offset=self._processor.offset, limit=limit, timeout=timeout, allowed=ALLOWED
        )

    async def _wait_to_retry(self, error: Exception) -> None:
        self._failures += 1
        delay = min(_MAX_RETRY_DELAY, 0.5 * 2 ** min(self._failures, 10))
        if isinstance(error, RetryAfter):
            delay = retry_after_seconds(error)
        elif isinstance(error, Conflict):
            log.error("another program asks for this bot's updates; stop one of the two")
        elif not isinstance(error, TelegramError):
            log_failure(log, "updates cannot be processed; retrying", error)
        else:
            log.warning("Telegram cannot be asked for updates", error=str(error), again_in=delay)
        await asyncio.sleep(delay * jitter())
