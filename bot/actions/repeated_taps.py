"""Recognizes a double tap, so that it sends once."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

REPEAT_WINDOW = timedelta(seconds=5)  # after the message is sent; a later tap is a new wish
_MAX_KEYS = 10_000  # above it, expired entries are removed
_FAR = timedelta(days=1)  # while the message is being sent


class RepeatedTaps:
    """Remembers the taps whose messages are being sent, or were sent a moment ago.

    Args:
        clock: returns the current time, aware, UTC.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._until: dict[Hashable, datetime] = {}

    def is_repeat(self, key: Hashable) -> bool:
        """Return whether the message of `key` is being sent, or was sent a moment ago."""
        now = self._clock()
        return now < self._until.get(key, now)

    @contextmanager
    def sending(self, key: Hashable) -> Iterator[None]:
        """Send the message of `key` in the block; an error makes the next tap no repeat."""
        now = self._clock()
        if len(self._until) >= _MAX_KEYS:
            self._until = {each: until for each, until in self._until.items() if until > now}
        self._until[key] = now + _FAR
        window = timedelta()
        try:
            yield
            window = REPEAT_WINDOW
        finally:
            self._until[key] = self._clock() + window
