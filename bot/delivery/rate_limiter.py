"""Telegram's limits as exact sliding windows.

At most 30 messages a second in total, one a second per chat, 20 a minute per group. A leaky bucket
set to the same numbers lets nearly twice as many through (aiolimiter 1.2.1 at 30 a second: 59 in
the first second). A message occupies its place from when it leaves until one window after the
server answered; it reached the server in between, so however the network delays it, no window of
the server's ever holds more than the limit. Where no answer comes within `UNDER_WAY_MAX`, it has
reached the server or never will, so that thirty that hang do not silence the bot.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from itertools import islice

from bot.delivery.errors import FloodWait
from bot.domain.ids import ChatId

UNDER_WAY_MAX = 3.0  # seconds from leaving until a message has reached the server
KEPT_FOR_REPLIES = 2  # of the messages a second; pushes leave them free
FLOODED_CHATS = 3  # told to wait within `FLOODED_SECONDS`: the bot as a whole is too fast
FLOODED_SECONDS = 10.0
FLOODED_MAX = 60.0  # seconds that all wait then, at most; single chats wait as long as they shall
UNPAID = 30  # messages a second that Telegram takes without being paid


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimit:
    """At most `count` messages in any window of `seconds`."""

    count: int
    seconds: float


CHAT_PUSHES = RateLimit(count=1, seconds=1.0)
CHAT_REPLIES = RateLimit(count=3, seconds=3.0)  # a reply in several parts may start with 3
GROUP = RateLimit(count=20, seconds=60.0)


def wait_before_send(pace: RateLimit, left_at: deque[float], in_flight: int, now: float) -> float:
    """Return how long the next message must wait to keep to `pace`.

    Args:
        pace: the limit to keep.
        left_at: when earlier messages were answered, oldest first; seconds, monotonic clock.
        in_flight: messages that left and are not answered yet.
        now: seconds, the same clock.

    Returns:
        Seconds; 0.0 if a message may leave now, infinity if one in flight must be answered first.
    """
    free = pace.count - in_flight
    if free <= 0:
        return float("inf")
    if len(left_at) < free:
        return 0.0
    return max(0.0, left_at[len(left_at) - free] + pace.seconds - now)


class _SlidingWindow:
    """The messages of one chat, or of all."""

    __slots__ = ("in_flight", "left_at")

    def __init__(self) -> None:
        self.left_at: deque[float] = deque()
        self.in_flight = 0

    def forget(self, before: float) -> bool:
        """Drop what left before a moment; return whether nothing remains."""
        while self.left_at and self.left_at[0] <= before:
            self.left_at.popleft()
        return not self.left_at and not self.in_flight


class _Message:
    """A message that has left."""

    __slots__ = ("trails",)

    def __init__(self, *trails: _SlidingWindow) -> None:
        self.trails = trails  # that it is under way in; none once it has reached the server


class RateLimiter:
    """Hands out the right to send.

    Args:
        rate: messages a second in total.
        clock: seconds, monotonic.
        is_paid: whether pushes are paid broadcasts; then `UNPAID` is left for replies alone.
    """

    def __init__(self, rate: int, clock: Callable[[], float], *, is_paid: bool = False) -> None:
        self._replies = RateLimit(count=rate, seconds=1.0)
        self._pushes = RateLimit(count=max(1, rate - KEPT_FOR_REPLIES), seconds=1.0)
        self._unpaid = RateLimit(count=min(rate, UNPAID), seconds=1.0)
        self._clock = clock
        self._all = _SlidingWindow()
        self._all_unpaid = _SlidingWindow() if is_paid else None  # replies, where pushes are paid
        self._chats: dict[ChatId, _SlidingWindow] = {}
        self._paused_until: dict[ChatId, float] = {}
        self._told_to_wait: dict[ChatId, float] = {}  # when, of the last seconds
        self._all_paused_until = float("-inf")
        self._answered = asyncio.Event()
        self._is_closed = False
        self._push_line = asyncio.Lock()  # what waits for the total limit: first come, first go
        self._reply_line = asyncio.Lock()

    async def close(self, seconds: float) -> None:
        """Let no further message leave; wait for those under way, but no longer than `seconds`."""
        self._is_closed = True
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self._all.in_flight:
                    await self._answered.wait()

    @asynccontextmanager
    async def turn(
        self, chat_id: ChatId, *, is_push: bool, patience: float = float("inf")
    ) -> AsyncIterator[None]:
        """Wait until a message may leave for a chat; send it inside.

        Args:
            chat_id: where to.
            is_push: whether nobody asked for the message.
            patience: seconds that it may wait for the chat's own limits.

        Raises:
            FloodWait: the chat must wait longer, or the server said so to what was sent inside;
                the chat is paused then.
        """
        while True:
            await self._wait_for_chat(chat_id, is_push, patience)
            async with self._push_line if is_push else self._reply_line:
                while (wait := self._total_wait(is_push)) > 0:
                    await self._sleep(wait)
                if self._is_closed:
                    await asyncio.Future()  # until who waits is stopped
                if self.chat_wait(chat_id, is_push=is_push) <= 0:
                    message = self._leave(chat_id, is_push)
                    break
        overdue = asyncio.get_running_loop().call_later(UNDER_WAY_MAX, self._arrive, message)
        try:
            yield
        except FloodWait as error:
            self.pause(chat_id, error.seconds)
            self._note_flood(chat_id, error.seconds)
            raise
        finally:
            overdue.cancel()
            self._arrive(message)

    @contextmanager
    def spare(self) -> Iterator[bool]:
        """Take a place among all messages if one is free at once, for what is no message itself.

        Yields:
            Whether it was.
        """
        if self._reply_line.locked() or self._total_wait(is_push=False) > 0:
            yield False
            return
        taken = self._start(self._all)
        try:
            yield True
        finally:
            self._arrive(taken)

    def chat_wait(self, chat_id: ChatId, *, is_push: bool) -> float:
        """Return how many seconds a message must wait for its chat's limits alone.

        Infinity where a message to the chat is under way that must be answered first.
        """
        now = self._clock()
        waits = [0.0, self._paused_until.get(chat_id, now) - now]
        chat = self._chats.get(chat_id)
        if chat is not None:
            paces = [CHAT_PUSHES if is_push else CHAT_REPLIES, *([GROUP] if chat_id < 0 else [])]
            waits += [wait_before_send(pace, chat.left_at, chat.in_flight, now) for pace in paces]
        return max(waits)

    @property
    def is_paid(self) -> bool:
        """Whether pushes are paid broadcasts."""
        return self._all_unpaid is not None

    def pause(self, chat_id: ChatId, seconds: float) -> None:
        """Send nothing to a chat for a while, as Telegram asked; other chats do not wait."""
        now = self._clock()
        for other in [other for other, until in self._paused_until.items() if until <= now]:
            del self._paused_until[other]
        self._paused_until[chat_id] = now + seconds

    def _note_flood(self, chat_id: ChatId, seconds: float) -> None:
        """Let everybody wait where Telegram has told several chats to; one alone is its own."""
        now = self._clock()
        self._told_to_wait[chat_id] = now
        for other in [one for one, at in self._told_to_wait.items() if at < now - FLOODED_SECONDS]:
            del self._told_to_wait[other]
        if len(self._told_to_wait) >= FLOODED_CHATS:
            self._all_paused_until = now + min(seconds, FLOODED_MAX)

    async def _wait_for_chat(self, chat_id: ChatId, is_push: bool, patience: float) -> None:
        while (wait := self.chat_wait(chat_id, is_push=is_push)) > 0:
            if patience < wait < float("inf"):
                raise FloodWait("the chat must wait", wait)
            await self._sleep(wait)

    def _total_wait(self, is_push: bool) -> float:
        now = self._clock()
        self._all.forget(now - 1.0)
        pace = self._pushes if is_push else self._replies
        wait = max(
            self._all_paused_until - now,
            wait_before_send(pace, self._all.left_at, self._all.in_flight, now),
        )
        replies = self._all_unpaid
        if is_push or replies is None:
            return wait
        replies.forget(now - 1.0)
        return max(wait, wait_before_send(self._unpaid, replies.left_at, replies.in_flight, now))

    async def _sleep(self, seconds: float) -> None:
        if seconds == float("inf"):
            await self._answered.wait()
        else:
            await asyncio.sleep(seconds)

    def _leave(self, chat_id: ChatId, is_push: bool) -> _Message:
        """Note that a message leaves; its chat is now the last to be forgotten."""
        longest_ago = self._clock() - GROUP.seconds
        for other in list(islice(self._chats, 2)):  # the two longest silent, so none is walked
            if self._chats[other].forget(longest_ago):
                del self._chats[other]
        chat = self._chats[chat_id] = self._chats.pop(chat_id, _SlidingWindow())
        if is_push or self._all_unpaid is None:
            return self._start(self._all, chat)
        return self._start(self._all, self._all_unpaid, chat)

    def _start(self, *trails: _SlidingWindow) -> _Message:
        for trail in trails:
            trail.in_flight += 1
        return _Message(*trails)

    def _arrive(self, message: _Message) -> None:
        """Note that a message has reached the server."""
        for trail in message.trails:
            trail.in_flight -= 1
            trail.left_at.append(self._clock())
        message.trails = ()
        self._answered.set()
        self._answered.clear()
