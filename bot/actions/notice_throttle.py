"""Gives a notice once for a time, not for every message."""

from collections.abc import Hashable
from datetime import datetime, timedelta

_MAX_NOTICES = 10_000  # above it, expired entries are removed


class NoticeThrottle:
    """Remembers which notices were given, and until when they apply."""

    def __init__(self) -> None:
        self._until: dict[Hashable, datetime] = {}

    def should_notify(self, notice: Hashable, wait: timedelta, now: datetime) -> bool:
        """Return whether to give a notice; False until the time of an earlier one is over."""
        if now < self._until.get(notice, now):
            return False
        if len(self._until) >= _MAX_NOTICES:
            self._until = {each: until for each, until in self._until.items() if until > now}
        self._until[notice] = now + wait
        return True
