"""Webhook: receives updates that Telegram posts, and keeps the webhook registered.

A post is answered once its update is handled, or is held in the database if handling is slow. A
crash leaves the post unanswered, so Telegram repeats it. A handled update that comes again is
recognized by its ID.
"""

import asyncio
from collections.abc import Callable

import structlog
from telegram.error import TelegramError

from bot.delivery.retry import jitter
from bot.transport.bot import MAX_REFUSALS, REFUSALS, AiohttpBot, TokenRefused
from bot.transport.update_processor import ALLOWED, HELD_MAX, RawUpdate, UpdateProcessor
from storage.engine.database import DatabaseFault
from storage.engine.database_faults import log_failure

CONNECTIONS = 100  # the maximum of parallel posts that Telegram allows
_HANDLE_SECONDS = 0.5  # an update that takes longer is held in the database
_HANDLE_SECONDS_FULL = 30.0  # the same with `HELD_MAX` updates held; Telegram waits 60
_SAVE_INTERVAL = 0.1  # seconds between records of handled updates, and looks for stored ones
_CHECK_INTERVAL = 60.0  # seconds between checks of the registered address
_MAX_RETRY_DELAY = 30.0  # seconds between attempts to register

log = structlog.get_logger(__name__)


class Webhook:
    """Passes posted updates to the processor; `is_working` while our address is registered.

    Args:
        bot: registers the address.
        processor: processes the updates.
        on_ready: called whenever the address is registered again.
        address: URL that Telegram posts to.
        secret: value of the secret header that Telegram sends.
        is_shared: whether other processes receive posts, too, and store them in the database.
    """

    def __init__(
        self,
        bot: AiohttpBot,
        processor: UpdateProcessor,
        on_ready: Callable[[], None],
        *,
        address: str,
        secret: str,
        is_shared: bool = False,
    ) -> None:
        self._bot = bot
        self._processor = processor
        self._on_ready = on_ready
        self._address = address
        self._secret = secret
        self._is_shared = is_shared
        self._inbox: list[tuple[RawUpdate, asyncio.Future[bool]]] = []
        self._arrived = asyncio.Event()
        self._failures = 0
        self._refusals = 0
        self._is_open = False
        self.is_working = False

    async def run(self) -> None:
        """Accept posts until canceled.

        Raises:
            TokenRefused: Telegram refuses the token.
        """
        await self._processor.resume_held()
        self._is_open = True
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._process_inbox())
                group.create_task(self._save_regularly())
                group.create_task(self._stay_registered())
        finally:
            self._is_open = False
            self._refuse(self._inbox)

    async def receive(self, raw: RawUpdate) -> bool:
        """Wait until an update is handled or held; return False if Telegram must post it again.

        Posts that arrive during a database query wait and share the next query.
        """
        if not self._is_open:
            return False
        taken = asyncio.get_running_loop().create_future()
        self._inbox.append((raw, taken))
        self._arrived.set()
        if not await taken:
            return False
        update_id = raw["update_id"]
        is_full = self._processor.held_count >= HELD_MAX
        if await self._processor.wait_handled(
            update_id, _HANDLE_SECONDS_FULL if is_full else _HANDLE_SECONDS
        ):
            return True
        if is_full or not self._is_open:
            return False
        try:
            await self._processor.hold([update_id])
        except DatabaseFault as error:
            log.warning("an update cannot be held; it will come again", reason=repr(error))
            return False
        return True

    async def confirm(self) -> None:
        """Record the handled updates at shutdown."""
        await self._processor.save()

    async def _process_inbox(self) -> None:
        while True:
            await self._arrived.wait()
            self._arrived.clear()
            inbox, self._inbox = self._inbox, []
            try:
                await self._processor.take([raw for raw, _ in inbox])
            except Exception as error:  # noqa: BLE001 - no update may stop the webhook
                self._refuse(inbox)
                log_failure(log, "updates cannot be processed; they will come again", error)
            except asyncio.CancelledError:
                self._refuse(inbox)
                raise
            for _, taken in inbox:
                if not taken.done():
                    taken.set_result(True)

    def _refuse(self, inbox: list[tuple[RawUpdate, asyncio.Future[bool]]]) -> None:
        for _, taken in inbox:
            if not taken.done():
                taken.set_result(False)

    async def _save_regularly(self) -> None:
        while True:
            await asyncio.sleep(_SAVE_INTERVAL)
            try:
                await self._processor.save()
            except Exception as error:  # noqa: BLE001 - the processor keeps the IDs in memory
                log_failure(log, "handled updates cannot be recorded; retrying", error)
            await self._take_stored()

    async def _take_stored(self) -> None:
        """Handle the updates that other processes have stored."""
        if not self._is_shared and not self._processor.has_unread:
            return
        try:
            await self._processor.resume_held()
        except DatabaseFault as error:
            log.debug("stored updates cannot be read; retrying", reason=repr(error))

    async def _stay_registered(self) -> None:
        while True:
            try:
                await self._register()
            except REFUSALS as error:
                self._refusals += 1
                if self._refusals >= MAX_REFUSALS:
                    raise TokenRefused from error
                await self._wait_to_retry(error)
            except TelegramError as error:
                await self._wait_to_retry(error)
            else:
                self._refusals = self._failures = 0
                if not self.is_working:
                    self.is_working = True
                    self._on_ready()
                await asyncio.sleep(_CHECK_INTERVAL)

    async def _register(self) -> None:
        """Register our address, unless it is registered."""
        if self.is_working:
            known = await self._bot.get_webhook_info()
            if known.url == self._address:
                if known.last_error_message and known.pending_update_count:
                    log.warning("Telegram cannot post to us", reason=known.last_error_message)
                return
            log.error("another program has changed the webhook; stop one of the two")
        await self._bot.set_webhook(
            self._address,
            secret_token=self._secret,
            allowed_updates=ALLOWED,
            max_connections=CONNECTIONS,
        )

    async def _wait_to_retry(self, error: TelegramError) -> None:
        self.is_working = False
        self._failures += 1
        delay = min(_MAX_RETRY_DELAY, 0.5 * 2 ** min(self._failures, 10))
        log.warning("Telegram does not take the webhook", error=str(error), again_in=delay)
        await asyncio.sleep(delay * jitter())
