"""Rate limiter: exact sliding windows for Telegram's limits on sent messages.

The limits are 30 messages a second in total, one a second per chat, and 20 a minute per group.
A leaky bucket with the same numbers lets nearly twice as many through (aiolimiter 1.2.1 at 30 a
second: 59 in the first second).

A message counts from the moment it is sent until one window after the server's answer. The message
reaches the server in between. No network delay can therefore put more messages than the limit into
a window of the server's clock. After `IN_FLIGHT_MAX` without an answer, a message has reached the
server or never will. It then stops counting, or 30 hanging requests would block the bot.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager, suppress
from dataclasses import dataclass
from itertools import islice

from bot.delivery.errors import FloodWait
from bot.domain.ids import ChatId

IN_FLIGHT_MAX = 3.0  # seconds within which a sent message reaches the server
RESERVED_FOR_REPLIES = 2  # messages a second that pushes may not use
FLOODED_CHATS = 3  # flood waits within `FLOODED_SECONDS` after which the whole bot pauses
FLOODED_SECONDS = 10.0
FLOODED_MAX = 60.0  # the longest pause of the whole bot; one chat may wait longer
_POLL_SECONDS = 0.05  # between two looks whether this process may send
UNPAID_PER_SECOND = 30  # free messages a second that Telegram allows


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimit:
    """At most `count` messages in any window of `seconds`."""

    count: int
    seconds: float


CHAT_PUSHES = RateLimit(count=1, seconds=1.0)
CHAT_REPLIES = RateLimit(count=3, seconds=3.0)  # allows the first 3 parts of a long reply at once
GROUP = RateLimit(count=20, seconds=60.0)


def wait_before_send(
    limit: RateLimit, answered_at: deque[float], in_flight: int, now: float
) -> float:
    """Return how long the next message must wait to stay within `limit`.

    Args:
        limit: the limit to apply.
        answered_at: times of the answers to earlier messages, oldest first, in seconds of a
            monotonic clock.
        in_flight: number of sent messages without an answer.
        now: seconds of the same clock.

    Returns:
        Seconds to wait: 0.0 to send now, infinity if a message in flight must be answered first.
    """
    free = limit.count - in_flight
    if free <= 0:
        return float("inf")
    if len(answered_at) < free:
        return 0.0
    return max(0.0, answered_at[len(answered_at) - free] + limit.seconds - now)


class _SlidingWindow:
    """Recent messages of one chat, or of all chats."""

    __slots__ = ("answered_at", "in_flight")

    def __init__(self) -> None:
        self.answered_at: deque[float] = deque()
        self.in_flight = 0

    def evict(self, before: float) -> bool:
        """Drop messages older than `before`; return whether the window is empty."""
        while self.answered_at and self.answered_at[0] <= before:
            self.answered_at.popleft()
        return not self.answered_at and not self.in_flight


class _Message:
    """A sent message, and the windows that count it."""

    __slots__ = ("windows",)

    def __init__(self, *windows: _SlidingWindow) -> None:
        self.windows = windows  # empty once the message reached the server


class RateLimiter:
    """Delays messages until Telegram's limits allow them.

    Args:
        rate: number of messages a second in total.
        clock: returns the seconds of a monotonic clock.
        is_paid: whether pushes are paid broadcasts. Replies then have `UNPAID_PER_SECOND` of
            their own.
        may_send: returns whether this process may send messages now.
    """

    def __init__(
        self,
        rate: int,
        clock: Callable[[], float],
        *,
        is_paid: bool = False,
        may_send: Callable[[], bool] = lambda: True,
    ) -> None:
        self._replies = RateLimit(count=rate, seconds=1.0)
        self._pushes = RateLimit(count=max(1, rate - RESERVED_FOR_REPLIES), seconds=1.0)
        self._unpaid = RateLimit(count=min(rate, UNPAID_PER_SECOND), seconds=1.0)
        self._clock = clock
        self._may_send = may_send
        self._total = _SlidingWindow()
        self._total_unpaid = _SlidingWindow() if is_paid else None  # counts the replies
        self._chats: dict[ChatId, _SlidingWindow] = {}
        self._paused_until: dict[ChatId, float] = {}
        self._flood_waits: dict[ChatId, float] = {}  # time of the last one per chat
        self._total_paused_until = float("-inf")
        self._arrival = asyncio.Event()
        self._is_closed = False
        self._push_lock = asyncio.Lock()  # first come, first served
        self._reply_lock = asyncio.Lock()

    async def close(self, seconds: float) -> None:
        """Block new messages; wait up to `seconds` for those in flight."""
        self._is_closed = True
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self._total.in_flight:
                    await self._arrival.wait()

    async def wait_until_quiet(self) -> None:
        """Wait until no message is in flight and none was answered within the last second."""
        while not self._total.evict(self._clock() - 1.0):  # noqa: ASYNC110 -- once, at the end
            await asyncio.sleep(_POLL_SECONDS)

    def acquire(
        self, chat_id: ChatId, *, is_push: bool, max_wait: float = float("inf")
    ) -> AbstractAsyncContextManager[None]:
        """Wait until a message may be sent to a chat; the caller sends it in the `with` block.

        Args:
            chat_id: the receiver.
            is_push: whether the bot sends the message on its own, not as a reply.
            max_wait: the longest wait in seconds for the limits of the chat.

        Raises:
            FloodWait: the chat must wait longer than `max_wait`, or the server asked to wait. The
                chat is paused in the second case.
        """
        return _Sending(self, chat_id, is_push, max_wait)

    async def wait_and_register(self, chat_id: ChatId, is_push: bool, max_wait: float) -> _Message:
        """Wait until a message may be sent to a chat, and count it as in flight; see `acquire`."""
        while True:
            await self._wait_for_chat(chat_id, is_push, max_wait)
            async with self._push_lock if is_push else self._reply_lock:
                while (wait := self._total_wait(is_push)) > 0:
                    await self._sleep(wait)
                if self._is_closed:
                    await asyncio.Future()  # waits until the task is canceled
                if self.chat_wait(chat_id, is_push=is_push) <= 0:
                    return self._register_send(chat_id, is_push)

    @contextmanager
    def try_acquire(self) -> Iterator[bool]:
        """Count a request that sends no message against the total limit, if it allows one now.

        Yields:
            Whether the request may be sent.
        """
        if self._reply_lock.locked() or self._total_wait(is_push=False) > 0:
            yield False
            return
        taken = self._add_in_flight(self._total)
        try:
            yield True
        finally:
            self.mark_arrived(taken)

    def chat_wait(self, chat_id: ChatId, *, is_push: bool) -> float:
        """Return how many seconds a message must wait for the limits of its chat.

        Infinity means that a message in flight to the chat must be answered first.
        """
        now = self._clock()
        paused_until = self._paused_until.get(chat_id)
        wait = 0.0 if paused_until is None else max(0.0, paused_until - now)
        chat = self._chats.get(chat_id)
        if chat is None:
            return wait
        limit = CHAT_PUSHES if is_push else CHAT_REPLIES
        wait = max(wait, wait_before_send(limit, chat.answered_at, chat.in_flight, now))
        if chat_id > 0:
            return wait
        return max(wait, wait_before_send(GROUP, chat.answered_at, chat.in_flight, now))

    @property
    def is_paid(self) -> bool:
        """Whether pushes are paid broadcasts."""
        return self._total_unpaid is not None

    def pause_chat(self, chat_id: ChatId, seconds: float) -> None:
        """Send nothing to one chat for some seconds, because Telegram asked to wait."""
        now = self._clock()
        for other in [other for other, until in self._paused_until.items() if until <= now]:
            del self._paused_until[other]
        self._paused_until[chat_id] = now + seconds

    def count_flood_wait(self, chat_id: ChatId, seconds: float) -> None:
        """Pause a chat, and all chats once Telegram asked to wait in several."""
        self.pause_chat(chat_id, seconds)
        now = self._clock()
        self._flood_waits[chat_id] = now
        for other in [one for one, at in self._flood_waits.items() if at < now - FLOODED_SECONDS]:
            del self._flood_waits[other]
        if len(self._flood_waits) >= FLOODED_CHATS:
            self._total_paused_until = now + min(seconds, FLOODED_MAX)

    async def _wait_for_chat(self, chat_id: ChatId, is_push: bool, max_wait: float) -> None:
        while (wait := self.chat_wait(chat_id, is_push=is_push)) > 0:
            if max_wait < wait < float("inf"):
                raise FloodWait("the chat must wait", wait)
            await self._sleep(wait)

    def _total_wait(self, is_push: bool) -> float:
        if not self._may_send():
            return _POLL_SECONDS
        now = self._clock()
        self._total.evict(now - 1.0)
        limit = self._pushes if is_push else self._replies
        wait = max(
            self._total_paused_until - now,
            wait_before_send(limit, self._total.answered_at, self._total.in_flight, now),
        )
        replies = self._total_unpaid
        if is_push or replies is None:
            return wait
        replies.evict(now - 1.0)
        return max(
            wait, wait_before_send(self._unpaid, replies.answered_at, replies.in_flight, now)
        )

    async def _sleep(self, seconds: float) -> None:
        if seconds == float("inf"):
            await self._arrival.wait()
        else:
            await asyncio.sleep(seconds)

    def _register_send(self, chat_id: ChatId, is_push: bool) -> _Message:
        """Count a message that is sent now, and move its chat to the end of the eviction order."""
        cutoff = self._clock() - GROUP.seconds
        for other in list(islice(self._chats, 2)):  # amortized eviction: two per message
            if self._chats[other].evict(cutoff):
                del self._chats[other]
        chat = self._chats[chat_id] = self._chats.pop(chat_id, _SlidingWindow())
        if is_push or self._total_unpaid is None:
            return self._add_in_flight(self._total, chat)
        return self._add_in_flight(self._total, self._total_unpaid, chat)

    def _add_in_flight(self, *windows: _SlidingWindow) -> _Message:
        for window in windows:
            window.in_flight += 1
        return _Message(*windows)

    def mark_arrived(self, message: _Message) -> None:
        """Record that a message has reached the server."""
        for window in message.windows:
            window.in_flight -= 1
            window.answered_at.append(self._clock())
        message.windows = ()
        self._arrival.set()
        self._arrival.clear()


class _Sending:
    """The `with` block in which a message is sent; a generator would take more CPU time."""

    __slots__ = ("_chat_id", "_is_push", "_limiter", "_max_wait", "_message", "_overdue")

    def __init__(
        self, limiter: RateLimiter, chat_id: ChatId, is_push: bool, max_wait: float
    ) -> None:
        self._limiter = limiter
        self._chat_id = chat_id
        self._is_push = is_push
        self._max_wait = max_wait

    async def __aenter__(self) -> None:
        limiter = self._limiter
        self._message = await limiter.wait_and_register(
            self._chat_id, self._is_push, self._max_wait
        )
        self._overdue = asyncio.get_running_loop().call_later(
            IN_FLIGHT_MAX, limiter.mark_arrived, self._message
        )

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: object
    ) -> None:
        if isinstance(error, FloodWait):
            self._limiter.count_flood_wait(self._chat_id, error.seconds)
        self._overdue.cancel()
        self._limiter.mark_arrived(self._message)
