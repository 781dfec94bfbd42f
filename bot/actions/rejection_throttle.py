"""Telling somebody to come back later once, however much they send until then."""

from datetime import datetime, timedelta

from bot.domain.ids import UserId

_REMEMBERED = 10_000  # people; beyond it those whose time has come are forgotten


class RejectionThrottle:
    """Remembers who was told to come back later, so that a flood is answered once."""

    def __init__(self) -> None:
        self._until: dict[UserId, datetime] = {}

    def should_tell(self, user_id: UserId, wait: timedelta, now: datetime) -> bool:
        """Say whether to tell a person to come back after `wait`; not twice before then."""
        if now < self._until.get(user_id, now):
            return False
        if len(self._until) >= _REMEMBERED:
            self._until = {who: until for who, until in self._until.items() if until > now}
        self._until[user_id] = now + wait
        return True
