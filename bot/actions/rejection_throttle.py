"""Notifies a rate-limited user once, not for every message."""

from datetime import datetime, timedelta

from bot.domain.ids import UserId

_MAX_USERS = 10_000  # above it, expired entries are removed


class RejectionThrottle:
    """Remembers which users got the notice, and until when it applies."""

    def __init__(self) -> None:
        self._until: dict[UserId, datetime] = {}

    def should_notify(self, user_id: UserId, wait: timedelta, now: datetime) -> bool:
        """Return whether to notify a user who must wait; False until an earlier wait is over."""
        if now < self._until.get(user_id, now):
            return False
        if len(self._until) >= _MAX_USERS:
            self._until = {user: until for user, until in self._until.items() if until > now}
        self._until[user_id] = now + wait
        return True
