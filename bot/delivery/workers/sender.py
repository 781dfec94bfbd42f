"""Sender: sends due deliveries to chats; the queue in the database survives a crash."""

import asyncio
from collections.abc import Callable, Hashable
from datetime import datetime, timedelta

import structlog

from bot.delivery.delivery_policy import DailyCapReached, QuietHoursActive, require_deliverable
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
from bot.delivery.render import DeliveryRenderer
from bot.delivery.retry import next_attempt
from bot.domain.chat import ChatThread
from bot.domain.delivery import Delivery, DueDelivery
from bot.domain.errors import NotFound
from bot.domain.ids import ArticleId, ChatId, MessageId
from bot.domain.posted_card import CardState
from bot.presentation.outgoing_message import OutgoingMessage
from bot.telemetry.metrics import PUSHES, PushOutcome
from bot.telemetry.traces import trace_step
from storage.engine.database_faults import is_unavailable
from storage.queues.deliveries import Deliveries
from storage.repositories.chats import Chats
from storage.repositories.subscriptions import Subscriptions

IN_FLIGHT = 5  # messages in flight at once; a crash may send these twice
_MIN_BATCH_SIZE = 30  # deliveries; about one second of the rate limit
_BATCH_PER_IN_FLIGHT = 10  # deliveries in a batch for each message that may be in flight
_POLL_INTERVAL = 0.5  # seconds between polls of the queue while messages are in flight

_OUTCOMES: dict[type[Exception], PushOutcome] = {  # labels of the metric
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

log = structlog.get_logger(__name__)
Sent = tuple[MessageId, CardState | None]


class Sender:
    """Moves deliveries from waiting to sent.

    Messages to one chat are sent one after another, messages to different chats in parallel. A slow
    or rate-limited chat does not delay the others.
    """

    def __init__(
        self,
        *,
        deliveries: Deliveries,
        chats: Chats,
        subscriptions: Subscriptions,
        renderer: DeliveryRenderer,
        gateway: Gateway,
        clock: Callable[[], datetime],
        in_flight: int = IN_FLIGHT,
    ) -> None:
        self._deliveries = deliveries
        self._chats = chats
        self._subscriptions = subscriptions
        self._renderer = renderer
        self._gateway = gateway
        self._clock = clock
        self._slots = asyncio.Semaphore(in_flight)
        self._batch_size = max(_MIN_BATCH_SIZE, _BATCH_PER_IN_FLIGHT * in_flight)
        self._rendered: dict[Hashable, OutgoingMessage] = {}  # of the batch
        self._render_lock = asyncio.Lock()  # renders a message once for all chats that share it
        self._in_flight: dict[ChatId, asyncio.Task[None]] = {}
        self._waiting_chats: set[ChatId] = set()  # for their rate limit
        self._unrecorded: dict[Delivery, Sent] = {}  # sent, not yet recorded in the database
        self._storage_errors: list[Exception] = []  # raised while recording an outcome
        self._is_finishing = False

    def finish(self) -> None:
        """Start no more messages; `run_once` still waits for those in flight."""
        self._is_finishing = True

    async def run_once(self) -> int:
        """Send all due deliveries; return the number of attempts.

        A canceled run may send only the messages in flight twice.
        """
        attempts = 0
        self._storage_errors.clear()
        async with asyncio.TaskGroup() as group:
            while not self._is_finishing and not self._storage_errors:
                due = await self._due()
                for delivery in due:
                    attempts += await self._start(delivery, group)
                if not due and not self._in_flight:
                    break
                if not due:
                    await asyncio.wait(
                        self._in_flight.values(),
                        timeout=_POLL_INTERVAL,
                        return_when=asyncio.FIRST_COMPLETED,
                    )
        if self._storage_errors:
            raise self._storage_errors[0]
        return attempts

    async def _due(self) -> list[DueDelivery]:
        """Return one due delivery for each chat that may get a message now."""
        self._waiting_chats = {
            chat for chat in self._waiting_chats if self._gateway.push_wait(chat) > 0
        }
        excluded = self._waiting_chats | self._in_flight.keys()
        due = await self._deliveries.due(self._clock(), self._batch_size, exclude_chats=excluded)
        self._rendered.clear()
        first: dict[ChatId, DueDelivery] = {}
        for delivery in due:
            first.setdefault(delivery.thread.chat_id, delivery)
        return list(first.values())

    async def _start(self, delivery: DueDelivery, group: asyncio.TaskGroup) -> bool:
        """Start sending a message once a slot is free; return False if its chat must wait."""
        chat_id = delivery.thread.chat_id
        await self._slots.acquire()
        if self._gateway.push_wait(chat_id) > 0 or self._is_finishing:
            self._slots.release()
            self._waiting_chats.add(chat_id)
            return False
        task = group.create_task(self._send(delivery))
        self._in_flight[chat_id] = task
        task.add_done_callback(lambda _: self._finish_task(chat_id))
        return True

    def _finish_task(self, chat_id: ChatId) -> None:
        del self._in_flight[chat_id]
        self._waiting_chats.add(chat_id)
        self._slots.release()

    async def _send(self, delivery: DueDelivery) -> None:
        item = {f"{delivery.kind}_id": delivery.item_id}  # such as article_id
        structlog.contextvars.bind_contextvars(**item)  # until the end of this task
        try:
            await self._deliver(delivery)
        except Exception as error:  # noqa: BLE001 - `run_once` raises it after the last send
            self._storage_errors.append(error)

    async def _deliver(self, delivery: DueDelivery) -> None:
        """Send one message and record the outcome."""
        try:
            message_id, card_state = self._unrecorded.get(delivery) or await self._trace_push(
                delivery
            )
        except Exception as error:  # noqa: BLE001 - one message must not stop the others
            PUSHES.add(_OUTCOMES.get(type(error), "failed"))
            await self._handle_failure(delivery, error)
        else:
            PUSHES.add("sent")
            await self._deliveries.mark_sent(delivery, message_id, self._clock(), card_state)
            del self._unrecorded[delivery]

    async def _handle_failure(self, delivery: Delivery, error: Exception) -> None:
        """Record the consequences of a failed message."""
        chat_id = delivery.thread.chat_id
        match error:
            case NotFound():
                await self._deliveries.mark_dead(delivery, error.text_key, self._clock())
            case ChatMoved():
                log.info("a group became a supergroup", chat=chat_id, now=error.new_id)
                await self._chats.migrate(chat_id, error.new_id)
            case ChatUnreachable():
                log.info("a chat is unreachable", chat=chat_id, reason=str(error))
                await self._chats.mark_unreachable(chat_id, self._clock())
            case QuietHoursActive():
                await self._deliveries.reschedule_for_quiet_hours(chat_id, error.until)
            case DailyCapReached():
                await self._deliveries.hold_for_digest(delivery)
            case FloodWait():
                due_at = self._clock() + timedelta(seconds=error.seconds)
                await self._deliveries.reschedule_chat(chat_id, due_at, str(error))
            case SendError():
                await self._reschedule(delivery, error)
            case _ if is_unavailable(error):
                raise error  # the message stays due
            case _:  # a bug of ours; retry later
                log.error("a message cannot be rendered", chat=chat_id, exc_info=error)
                await self._reschedule(delivery, DeliveryUnknown(repr(error)))

    async def _trace_push(self, delivery: DueDelivery) -> Sent:
        if delivery.kind != "article":
            return await self._push(delivery)
        with trace_step("send", ArticleId(delivery.item_id)):
            return await self._push(delivery)

    async def _push(self, delivery: DueDelivery) -> Sent:
        chat = delivery.chat
        await require_deliverable(self._deliveries, delivery, chat, self._clock())
        message = await self._render(delivery)
        is_silent = chat is not None and chat.is_silent
        thread = delivery.thread
        try:
            message_id = await self._gateway.push(thread, message, is_silent=is_silent)
        except TopicGone:
            await self._subscriptions.leave_topic(thread, self._clock())
            thread = ChatThread(chat_id=thread.chat_id)
            message_id = await self._gateway.push(thread, message, is_silent=is_silent)
        sent = self._unrecorded[delivery] = message_id, message.card_state
        return sent

    async def _render(self, delivery: DueDelivery) -> OutgoingMessage:
        """Return the message of a delivery; chats of one batch share equal messages."""
        chat, view = delivery.chat, self._renderer.view(delivery)
        look = chat and (chat.has_card_buttons, chat.is_compact)
        settings = chat and (chat.language, chat.length, chat.schedule.zone, look)
        key = delivery.kind, delivery.item_id, delivery.tag_key, view, settings
        if key in self._rendered:
            return self._rendered[key]
        async with self._render_lock:
            if key not in self._rendered:
                username = self._gateway.username
                self._rendered[key] = await self._renderer.render(delivery, view, username)
            return self._rendered[key]

    async def _reschedule(self, delivery: Delivery, error: SendError) -> None:
        now, reason = self._clock(), str(error)
        due_at = next_attempt(error, delivery.attempts + 1, now)
        if due_at is None:
            log.error("a message is given up", chat=delivery.thread.chat_id, reason=reason)
            await self._deliveries.mark_dead(delivery, reason, now)
        else:
            log.warning("a message is rescheduled", chat=delivery.thread.chat_id, reason=reason)
            await self._deliveries.reschedule(delivery, due_at, reason, is_failure=True)
