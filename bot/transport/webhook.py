"""Takes updates that Telegram posts, and sees to it that Telegram knows where to.

A post is answered when its update was handled, or, where that takes long, when it is held in the
database. What a crash interrupts was not answered, so it comes again; what was handled and comes
again is known by its number.
"""

import asyncio
import random
from collections.abc import Callable

import structlog
from telegram.error import Forbidden, InvalidToken, TelegramError

from bot.domain.errors import OperatorError
from bot.transport.bot import AiohttpBot
from bot.transport.update_processor import ALLOWED, RawUpdate, UpdateProcessor
from storage.engine.database import DatabaseFault

CONNECTIONS = 100  # posts at once, the most that Telegram opens
_PATIENCE = 0.5  # seconds that a post waits for its update to be handled before it is held
_LONGEST_PATIENCE = 30.0  # the same where enough is held; Telegram gives up after 60
_HELD_MAX = 2_000  # updates held unhandled; more would only fill the memory
_SAVE_SECONDS = 0.1  # between notes of what was handled
_LOOK_SECONDS = 60.0  # between looks whether Telegram still posts to us
_LONGEST_PAUSE = 30.0  # seconds between attempts to register
_REFUSALS = 3  # in a row after which the token is taken to be refused: one may be an accident

log = structlog.get_logger(__name__)


class Webhook:
    """Feeds an intake by what is posted; `is_working` tells whether Telegram knows our address.

    Args:
        bot: registers the address.
        intake: takes the updates.
        ready: called whenever Telegram knows our address again.
        address: where Telegram is to post.
        secret: what it is to send along.
    """

    def __init__(
        self,
        bot: AiohttpBot,
        intake: UpdateProcessor,
        ready: Callable[[], None],
        *,
        address: str,
        secret: str,
    ) -> None:
        self._bot = bot
        self._intake = intake
        self._ready = ready
        self._address = address
        self._secret = secret
        self._inbox: list[tuple[RawUpdate, asyncio.Future[bool]]] = []
        self._arrived = asyncio.Event()
        self._failures = 0
        self._refusals = 0
        self._is_open = False
        self.is_working = False

    async def run(self) -> None:
        """Take posts until cancelled.

        Raises:
            OperatorError: Telegram refuses the token.
        """
        await self._intake.resume()
        self._is_open = True
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._take_in())
                group.create_task(self._save_now_and_then())
                group.create_task(self._stay_registered())
        finally:
            self._is_open = False
            self._refuse(self._inbox)

    async def receive(self, raw: RawUpdate) -> bool:
        """Return, once it is so, whether an update was handled or held; if not, it must come again.

        Posts that come while the database is asked whether earlier ones are new are asked about
        together.
        """
        if not self._is_open:
            return False
        taken = asyncio.get_running_loop().create_future()
        self._inbox.append((raw, taken))
        self._arrived.set()
        if not await taken:
            return False
        number = raw["update_id"]
        is_full = self._intake.held_count >= _HELD_MAX
        if await self._intake.handled(number, _LONGEST_PATIENCE if is_full else _PATIENCE):
            return True
        if is_full or not self._is_open:
            return False
        try:
            await self._intake.hold([number])
        except DatabaseFault as error:  # it comes again, and is known by its number
            log.warning("an update cannot be held, it will come again", reason=repr(error))
            return False
        return True

    async def confirm(self) -> None:
        """Remember what was handled; for the way out."""
        await self._intake.save()

    async def _take_in(self) -> None:
        while True:
            await self._arrived.wait()
            self._arrived.clear()
            inbox, self._inbox = self._inbox, []
            try:
                await self._intake.take([raw for raw, _ in inbox])
            except Exception:  # nothing that comes in may end the intake; it comes again
                self._refuse(inbox)
                log.exception("updates cannot be taken, they will come again")
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

    async def _save_now_and_then(self) -> None:
        while True:
            await asyncio.sleep(_SAVE_SECONDS)
            try:
                await self._intake.save()
            except Exception:  # likewise; what was handled stays known in memory
                log.exception("what was handled cannot be remembered, another attempt follows")

    async def _stay_registered(self) -> None:
        while True:
            try:
                await self._register()
            except (InvalidToken, Forbidden) as error:
                self._refusals += 1
                if self._refusals >= _REFUSALS:
                    raise OperatorError(
                        "BOT_TOKEN: Telegram refuses it; ask @BotFather for a new one"
                    ) from error
                await self._pause(error)
            except TelegramError as error:
                await self._pause(error)
            else:
                self._refusals = self._failures = 0
                if not self.is_working:
                    self.is_working = True
                    self._ready()
                await asyncio.sleep(_LOOK_SECONDS)

    async def _register(self) -> None:
        """Tell Telegram our address, unless it knows it."""
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

    async def _pause(self, error: TelegramError) -> None:
        self.is_working = False
        self._failures += 1
        pause = min(_LONGEST_PAUSE, 0.5 * 2 ** min(self._failures, 10))
        log.warning("Telegram does not take the webhook", error=str(error), again_in=pause)
        await asyncio.sleep(pause * random.uniform(0.8, 1.2))  # noqa: S311 - jitter is no secret
