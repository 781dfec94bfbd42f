"""Who administers a group, asked freshly and remembered for a minute."""

from collections.abc import Callable

import structlog

from bot.delivery.errors import SendError
from bot.delivery.gateway import Gateway
from bot.domain.errors import NotAllowed
from bot.domain.ids import ChatId, UserId

_KEPT = 60.0  # seconds
_MOST = 10_000  # answers remembered at once

log = structlog.get_logger(__name__)


class Admins:
    """Answers whether a person administers a chat.

    Args:
        gateway: asks Telegram.
        clock: seconds, monotonic.
    """

    def __init__(self, gateway: Gateway, clock: Callable[[], float]) -> None:
        self._gateway = gateway
        self._clock = clock
        self._known: dict[tuple[ChatId, UserId], tuple[bool, float]] = {}

    async def has(self, chat_id: ChatId, user_id: UserId) -> bool:
        """Return whether a person administers a chat; as of at most a minute ago.

        Raises:
            NotAllowed: Telegram does not say.
        """
        known, until = self._known.get((chat_id, user_id), (False, 0.0))
        now = self._clock()
        if now < until:
            return known
        if len(self._known) >= _MOST:
            self._known.clear()
        try:
            is_admin = await self._gateway.is_admin(chat_id, user_id)
        except SendError as error:
            log.info(
                "Telegram does not say who administers a chat", chat=chat_id, reason=str(error)
            )
            raise NotAllowed("admins.unknown") from error
        self._known[chat_id, user_id] = (is_admin, now + _KEPT)
        return is_admin
