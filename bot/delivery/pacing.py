"""Telegram's limits as exact sliding windows.

At most 30 messages a second in total, one a second per chat, 20 a minute per group. A leaky bucket
set to the same numbers lets nearly twice as many through (aiolimiter 1.2.1 at 30 a second: 59 in
the first second). A message occupies its place from when it leaves until one window after the
server answered; it reached the server in between, so however the network delays it, no window of
the server's ever holds more than the limit.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import islice

from bot.domain.ids import ChatId

KEPT_FOR_REPLIES = 2  # of the messages a second; pushes leave them free


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """At most `count` messages in any window of `seconds`."""

    count: int
    seconds: float


CHAT_PUSHES = Pace(count=1, seconds=1.0)
CHAT_REPLIES = Pace(count=3, seconds=3.0)  # a reply in several parts may start with 3
GROUP = Pace(count=20, seconds=60.0)


def wait_before_send(pace: Pace, left_at: deque[float], in_flight: int, now: float) -> float:
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


class _Trail:
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


class Pacer:
    """Hands out the right to send.

    Args:
        rate: messages a second in total.
        clock: seconds, monotonic.
    """

    def __init__(self, rate: int, clock: Callable[[], float]) -> None:
        self._replies = Pace(count=rate, seconds=1.0)
        self._pushes = Pace(count=max(1, rate - KEPT_FOR_REPLIES), seconds=1.0)
        self._clock = clock
        self._all = _Trail()
        self._chats: dict[ChatId, _Trail] = {}
        self._paused_until: dict[ChatId, float] = {}
        self._answered = asyncio.Event()

    @asynccontextmanager
    async def turn(self, chat_id: ChatId, *, is_push: bool) -> AsyncIterator[None]:
        """Wait until a message may leave for a chat; send it inside."""
        while (wait := self.wait(chat_id, is_push=is_push)) > 0:
            await self._sleep(wait)
        chat = self._chats.pop(chat_id, _Trail())
        self._chats[chat_id] = chat  # the last to be forgotten
        for trail in (self._all, chat):
            trail.in_flight += 1
        try:
            yield
        finally:
            for trail in (self._all, chat):
                trail.in_flight -= 1
                trail.left_at.append(self._clock())
            self._answered.set()
            self._answered.clear()

    def wait(self, chat_id: ChatId, *, is_push: bool) -> float:
        """Return how many seconds a message to a chat must wait now; 0.0 for none."""
        now = self._clock()
        self._forget(now)
        total = self._pushes if is_push else self._replies
        own = self.chat_wait(chat_id, is_push=is_push)
        return max(own, wait_before_send(total, self._all.left_at, self._all.in_flight, now))

    def chat_wait(self, chat_id: ChatId, *, is_push: bool) -> float:
        """Return how many seconds a message must wait for its chat's limits alone."""
        now = self._clock()
        waits = [0.0, self._paused_until.get(chat_id, now) - now]
        chat = self._chats.get(chat_id)
        if chat is not None:
            paces = [CHAT_PUSHES if is_push else CHAT_REPLIES, *([GROUP] if chat_id < 0 else [])]
            waits += [wait_before_send(pace, chat.left_at, chat.in_flight, now) for pace in paces]
        return max(waits)

    def pause(self, chat_id: ChatId, seconds: float) -> None:
        """Send nothing to a chat for a while, as Telegram asked; other chats do not wait."""
        self._paused_until[chat_id] = self._clock() + seconds

    async def _sleep(self, seconds: float) -> None:
        if seconds == float("inf"):
            await self._answered.wait()
        else:
            await asyncio.sleep(seconds)

    def _forget(self, now: float) -> None:
        self._all.forget(now - self._replies.seconds)
        for chat_id in list(islice(self._chats, 2)):  # the two longest silent, so none is walked
            if self._chats[chat_id].forget(now - GROUP.seconds):
                del self._chats[chat_id]
        if self._paused_until:
            due = [chat for chat, until in self._paused_until.items() if until <= now]
            for chat_id in due:
                del self._paused_until[chat_id]
