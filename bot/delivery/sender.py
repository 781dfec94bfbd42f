"""Sends what is owed. The database says what that is, so that a crash loses nothing."""

import asyncio
import random
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from bot.delivery.gateway import Gateway
from bot.delivery.outcome import ChatAsleep, ChatMoved, Rejected, SendError, TooFast
from bot.delivery.render import render
from bot.domain.delivery import Delivery
from bot.domain.errors import NotFound
from bot.domain.ids import ChatId
from storage.store import Store

IN_FLIGHT = 5  # messages under way at once: what a crash may send twice
TRIES = 8  # failures after which a message is given up, over about four hours
_WORTH_WAITING = 1.5  # seconds for a chat's turn; what waits longer comes back later
_BATCH = 200  # deliveries that one run takes
_FIRST_PAUSE = timedelta(minutes=1)  # after a failure; doubled with each further one

log = structlog.get_logger(__name__)


class Sender:
    """Moves deliveries from waiting to sent."""

    def __init__(
        self,
        store: Store,
        gateway: Gateway,
        clock: Callable[[], datetime],
        in_flight: int = IN_FLIGHT,
    ) -> None:
        self._store = store
        self._gateway = gateway
        self._clock = clock
        self._in_flight = in_flight
        self._is_finishing = False

    def finish(self) -> None:
        """Start no further message; those under way are waited for by who runs the stage."""
        self._is_finishing = True

    async def run_once(self) -> int:
        """Send a batch of what is due; return how many deliveries were settled or put off.

        A chat's messages leave one after another, those of different chats side by side.
        """
        due = await self._store.deliveries.due(self._clock(), _BATCH)
        by_chat: dict[ChatId, list[Delivery]] = {}
        for delivery in due:
            by_chat.setdefault(delivery.place.chat_id, []).append(delivery)
        room = asyncio.Semaphore(self._in_flight)
        async with asyncio.TaskGroup() as group:
            for owed in by_chat.values():
                group.create_task(self._send_all(owed, room))
        return len(due)

    async def _send_all(self, owed: list[Delivery], room: asyncio.Semaphore) -> None:
        for index, delivery in enumerate(owed):
            wait = self._gateway.wait(delivery.place.chat_id)
            if wait > _WORTH_WAITING:
                await self._come_back(owed[index:], wait)
                return
            await asyncio.sleep(wait)
            async with room:
                if self._is_finishing or not await self._send(delivery):
                    return

    async def _come_back(self, owed: list[Delivery], seconds: float) -> None:
        """Put a chat's messages off, so that its limit keeps nobody else waiting."""
        due_at = self._clock() + timedelta(seconds=seconds)
        for delivery in owed:
            await self._store.deliveries.later(delivery, due_at, "pace", is_failure=False)

    async def _send(self, delivery: Delivery) -> bool:
        """Send one message and remember the outcome; return whether the chat may get the next."""
        chat_id = delivery.place.chat_id
        try:
            chat = await self._store.chats.find(chat_id)
            screen = await render(self._store, delivery, chat, self._gateway.username)
            is_silent = chat is not None and chat.is_silent
            message_id = await self._gateway.push(delivery.place, screen, is_silent=is_silent)
        except NotFound as error:
            await self._store.deliveries.dead(delivery, error.text_key, self._clock())
            return True
        except ChatMoved as error:
            log.info("a group became a supergroup", chat=chat_id, now=error.new_id)
            await self._store.chats.migrate(chat_id, error.new_id)
            return False
        except ChatAsleep as error:
            log.info("a chat sleeps", chat=chat_id, reason=str(error))
            await self._store.chats.sleep(chat_id, self._clock())
            return False
        except SendError as error:
            await self._put_off(delivery, error)
            return not isinstance(error, TooFast)
        await self._store.deliveries.sent(delivery, message_id, self._clock(), screen.face)
        return True

    async def _put_off(self, delivery: Delivery, error: SendError) -> None:
        now, reason = self._clock(), str(error)
        if isinstance(error, TooFast):
            due_at = now + timedelta(seconds=error.seconds)
            await self._store.deliveries.later(delivery, due_at, reason, is_failure=False)
        elif isinstance(error, Rejected) or delivery.attempts + 1 >= TRIES:
            log.error("a message is given up", chat=delivery.place.chat_id, reason=reason)
            await self._store.deliveries.dead(delivery, reason, now)
        else:
            pause = _FIRST_PAUSE * 2**delivery.attempts * random.uniform(0.8, 1.2)  # noqa: S311
            log.warning("a message is put off", chat=delivery.place.chat_id, reason=reason)
            await self._store.deliveries.later(delivery, now + pause, reason, is_failure=True)
