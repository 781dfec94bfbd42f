"""Flood control: Telegram's rate limits for messages that a bot sends.

The limits come from the Bots FAQ. In total they are about 30 messages a second, 1,000 with paid
broadcasts. A chat takes one a second and short bursts, a group 20 a minute.
"""

from collections import deque
from dataclasses import dataclass, field
from math import ceil

_SENDING = "sendMessage sendRichMessage sendDocument sendPhoto copyMessage forwardMessage"
SENDING = frozenset(_SENDING.split())


@dataclass(slots=True)
class SlidingWindow:
    """At most `limit` messages in any `span` seconds."""

    limit: int
    span: float
    times: deque[float] = field(default_factory=deque)

    def wait(self, now: float) -> float:
        """Return the seconds until one more message is allowed; 0.0 if it is allowed now."""
        while self.times and self.times[0] <= now - self.span:
            self.times.popleft()
        if len(self.times) < self.limit:
            return 0.0
        return self.times[-self.limit] + self.span - now


@dataclass(slots=True)
class TokenBucket:
    """One message a second, and up to `burst` at once after a pause."""

    burst: int = 3
    full_at: float = float("-inf")  # the time when it is full again, monotonic seconds

    def wait(self, now: float) -> float:
        """Return the seconds until one more message is allowed; 0.0 if it is allowed now."""
        return max(0.0, self.full_at - now - (self.burst - 1))

    def take(self, now: float) -> None:
        """Count one message."""
        self.full_at = max(self.full_at, now) + 1.0


class FloodControl:
    """Admits or refuses messages by Telegram's limits.

    Args:
        is_on: whether the limits apply.
        total: the limit in any second.
        paid_total: the same for messages with allow_paid_broadcast.
        group_minute: the limit in any minute in one group.
    """

    def __init__(
        self,
        is_on: bool = False,
        *,
        total: int = 30,
        paid_total: int = 1000,
        group_minute: int = 20,
    ) -> None:
        self.is_on = is_on
        self.refused = 0
        self._total = SlidingWindow(total, 1.0)
        self._paid = SlidingWindow(paid_total, 1.0)
        self._group_minute = group_minute
        self._chats: dict[int, TokenBucket] = {}
        self._groups: dict[int, SlidingWindow] = {}

    def admit(self, chat_id: int, *, is_group: bool, is_paid: bool, now: float) -> int | None:
        """Count a message and return None; if it is refused, return the whole seconds to wait.

        A refused message is not counted.

        Args:
            chat_id: the message's chat.
            is_group: whether the chat is a group or a supergroup.
            is_paid: whether the request allows a paid broadcast.
            now: seconds, monotonic.
        """
        if not self.is_on:
            return None
        total = self._paid if is_paid else self._total
        bucket = self._chats.setdefault(chat_id, TokenBucket())
        waits = [total.wait(now), bucket.wait(now)]
        group = None
        if is_group:
            group = self._groups.setdefault(chat_id, SlidingWindow(self._group_minute, 60.0))
            waits.append(group.wait(now))
        if max(waits) > 0:
            self.refused += 1
            return max(1, ceil(max(waits)))
        total.times.append(now)
        bucket.take(now)
        if group is not None:
            group.times.append(now)
        return None
