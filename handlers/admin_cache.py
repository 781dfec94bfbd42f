"""Cache of group administrators: Telegram's answers, each valid for a minute."""

from collections.abc import Callable

import structlog

from bot.delivery.errors import SendError
from bot.delivery.gateway import Gateway
from bot.domain.errors import NotAllowed
from bot.domain.ids import ChatId, UserId

_CACHE_SECONDS = 60.0  # seconds
_CACHE_SIZE = 10_000  # answers; a full cache is cleared

log = structlog.get_logger(__name__)


class AdminCache:
    """Checks whether a person administers a chat.

    Args:
        gateway: asks Telegram.
        clock: seconds, monotonic.
    """

    def __init__(self, gateway: Gateway, clock: Callable[[], float]) -> None:
        self._gateway = gateway
        self._clock = clock
        self._cache: dict[tuple[ChatId, UserId], tuple[bool, float]] = {}

    async def is_admin(self, chat_id: ChatId, user_id: UserId) -> bool:
        """Return whether a person administers a chat; the answer is at most a minute old.

        Raises:
            NotAllowed: Telegram did not answer.
        """
        is_admin, expires_at = self._cache.get((chat_id, user_id), (False, 0.0))
        now = self._clock()
        if now < expires_at:
            return is_admin
        if len(self._cache) >= _CACHE_SIZE:
            self._cache.clear()
        try:
            is_admin = await self._gateway.is_admin(chat_id, user_id)
        except SendError as error:
            log.info(
                "Telegram did not tell who administers a chat", chat=chat_id, reason=str(error)
            )
            raise NotAllowed("admins.unknown") from error
        self._cache[chat_id, user_id] = (is_admin, now + _CACHE_SECONDS)
        return is_admin
