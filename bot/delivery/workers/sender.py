"""Sends what is owed. The database says what that is, so that a crash loses nothing."""

import asyncio
from collections.abc import Callable, Hashable
from datetime import datetime, timedelta

import structlog

from bot.delivery.delivery_policy import DailyCapReached, QuietHoursActive, require_wanted
from bot.delivery.errors import (
    BadMarkup,
    ChatMoved,
    ChatUnreachable,
    DeliveryUnknown,
    FloodWait,
    Rejected,
    SendError,
    TopicGone,
)
from bot.delivery.gateway import Gateway
from bot.delivery.render import render
from bot.delivery.retry import next_attempt
from bot.domain.chat import Chat, ChatThread, is_private
from bot.domain.delivery import Delivery
from bot.domain.errors import NotFound
from bot.domain.ids import ChatId, MessageId
from bot.domain.posted_card import CardState
from bot.presentation.outgoing_message import OutgoingMessage
from bot.telemetry import PUSHES
from storage.store import Store

IN_FLIGHT = 5  # messages under way at once: what a crash may send twice
_BATCH = 30  # deliveries looked at together, at least: about what may leave in a second
_BATCH_OF_FLIGHT = 10  # the same, for each message that may be under way
_LOOK_AGAIN = 0.5  # seconds between looks for more while slow messages are under way

_OUTCOMES: dict[type[Exception], str] = {  # what the figures call them
    NotFound: "gone",
    ChatMoved: "moved",
    ChatUnreachable: "asleep",
    QuietHoursActive: "quiet",
    DailyCapReached: "held",
    FloodWait: "told to wait",
    Rejected: "refused",
    BadMarkup: "refused",
    DeliveryUnknown: "unsure",
}

_SENT = PUSHES.labels("sent")  # looked up once, not for each message

log = structlog.get_logger(__name__)
Arrived = tuple[MessageId, CardState | None]


class Sender:
    """Moves deliveries from waiting to sent.

    A chat's messages leave one after another, those of different chats side by side; a chat that
    must wait, or is slow, keeps no other waiting.
    """

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
        self._room = asyncio.Semaphore(in_flight)
        self._batch = max(_BATCH, _BATCH_OF_FLIGHT * in_flight)
        self._chats: dict[ChatId, Chat] = {}  # of the batch
        self._drawn: dict[Hashable, OutgoingMessage] = {}  # of the batch, by what makes them differ
        self._drawing = asyncio.Lock()  # many who are shown the same wait for the first to draw it
        self._under_way: dict[ChatId, asyncio.Task[None]] = {}
        self._resting: set[ChatId] = set()  # what got a message, or must wait a little
        self._unsaved: dict[Delivery, Arrived] = {}  # arrived; the database does not know
        self._faults: list[Exception] = []  # outcomes that the database did not take
        self._is_finishing = False

    def finish(self) -> None:
        """Start no further message; those under way are waited for by who runs the stage."""
        self._is_finishing = True

    async def run_once(self) -> int:
        """Send until nothing more may be sent now; return how many deliveries were tried.

        Stopped anywhere and run again, each chat gets its message once, except those under way.
        """
        tried = 0
        self._faults.clear()
        async with asyncio.TaskGroup() as group:
            while not self._is_finishing and not self._faults:
                due = await self._due()
                for delivery in due:
                    tried += await self._start(delivery, group)
                if not due and not self._under_way:
                    break
                if not due:
                    await asyncio.wait(
                        self._under_way.values(),
                        timeout=_LOOK_AGAIN,
                        return_when=asyncio.FIRST_COMPLETED,
                    )
        if self._faults:
            raise self._faults[0]
        return tried

    async def _due(self) -> list[Delivery]:
        """Return one delivery for each chat that may be sent to now."""
        self._resting = {chat for chat in self._resting if self._gateway.wait(chat) > 0}
        besides = self._resting | self._under_way.keys()
        due = await self._store.deliveries.due(self._clock(), self._batch, exclude_chats=besides)
        self._drawn.clear()
        self._chats = await self._store.chats.find_all([each.place.chat_id for each in due])
        first: dict[ChatId, Delivery] = {}
        for delivery in due:
            first.setdefault(delivery.place.chat_id, delivery)
        return list(first.values())

    async def _start(self, delivery: Delivery, group: asyncio.TaskGroup) -> bool:
        """Send a message in the background, once there is room; return whether its chat may."""
        chat_id = delivery.place.chat_id
        await self._room.acquire()
        if self._gateway.wait(chat_id) > 0 or self._is_finishing:
            self._room.release()
            self._resting.add(chat_id)
            return False
        task = group.create_task(self._send(delivery))
        self._under_way[chat_id] = task
        task.add_done_callback(lambda _: self._ended(chat_id))
        return True

    def _ended(self, chat_id: ChatId) -> None:
        del self._under_way[chat_id]
        self._resting.add(chat_id)
        self._room.release()

    async def _send(self, delivery: Delivery) -> None:
        try:
            await self._settle(delivery)
        except Exception as error:  # noqa: BLE001 - raised once what is under way has ended
            self._faults.append(error)

    async def _settle(self, delivery: Delivery) -> None:
        """Send one message and remember the outcome."""
        try:
            message_id, face = self._unsaved.get(delivery) or await self._push(delivery)
        except Exception as error:  # noqa: BLE001 - one message must not stop the others
            PUSHES.labels(_OUTCOMES.get(type(error), "failed")).inc()
            await self._conclude(delivery, error)
        else:
            _SENT.inc()
            await self._store.deliveries.mark_sent(delivery, message_id, self._clock(), face)
            del self._unsaved[delivery]

    async def _conclude(self, delivery: Delivery, error: Exception) -> None:
        """Draw the consequences of a message that did not arrive."""
        chat_id = delivery.place.chat_id
        match error:
            case NotFound():
                await self._store.deliveries.mark_dead(delivery, error.text_key, self._clock())
            case ChatMoved():
                log.info("a group became a supergroup", chat=chat_id, now=error.new_id)
                await self._store.chats.migrate(chat_id, error.new_id)
            case ChatUnreachable():
                log.info("a chat sleeps", chat=chat_id, reason=str(error))
                await self._store.chats.mark_unreachable(chat_id, self._clock())
            case QuietHoursActive():
                await self._store.deliveries.reschedule_for_quiet_hours(chat_id, error.until)
            case DailyCapReached():
                await self._store.deliveries.hold_for_digest(delivery)
            case FloodWait():
                due_at = self._clock() + timedelta(seconds=error.seconds)
                await self._store.deliveries.reschedule_chat(chat_id, due_at, str(error))
            case SendError():
                await self._put_off(delivery, error)
            case _:  # a fault of ours; it stays owed
                log.error("a message cannot be made", chat=chat_id, exc_info=error)
                await self._put_off(delivery, DeliveryUnknown(repr(error)))

    async def _push(self, delivery: Delivery) -> Arrived:
        chat = self._chats.get(delivery.place.chat_id)
        await require_wanted(self._store, delivery, chat, self._clock())
        screen = await self._draw(delivery, chat)
        is_silent = chat is not None and chat.is_silent
        place = delivery.place
        try:
            message_id = await self._gateway.push(place, screen, is_silent=is_silent)
        except TopicGone:
            await self._store.subscriptions.leave_topic(place, self._clock())
            place = ChatThread(chat_id=place.chat_id)
            message_id = await self._gateway.push(place, screen, is_silent=is_silent)
        self._unsaved[delivery] = message_id, screen.card_state
        return self._unsaved[delivery]

    async def _draw(self, delivery: Delivery, chat: Chat | None) -> OutgoingMessage:
        """Return what a chat is shown; chats of one batch that are shown the same share it."""
        face = chat and (chat.language, chat.length, chat.schedule.zone)
        is_personal = is_private(delivery.place.chat_id)
        key = delivery.kind, delivery.item_id, delivery.tag_key, is_personal, face
        if key in self._drawn:
            return self._drawn[key]
        async with self._drawing:
            if key not in self._drawn:
                username = self._gateway.username
                self._drawn[key] = await render(self._store, delivery, chat, username)
            return self._drawn[key]

    async def _put_off(self, delivery: Delivery, error: SendError) -> None:
        now, reason = self._clock(), str(error)
        due_at = next_attempt(error, delivery.attempts + 1, now)
        if due_at is None:
            log.error("a message is given up", chat=delivery.place.chat_id, reason=reason)
            await self._store.deliveries.mark_dead(delivery, reason, now)
        else:
            log.warning("a message is put off", chat=delivery.place.chat_id, reason=reason)
            await self._store.deliveries.reschedule(delivery, due_at, reason, is_failure=True)
