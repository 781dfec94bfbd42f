"""Answers callback queries (taps on buttons) in background tasks."""

import asyncio

import structlog

from bot.delivery.errors import SendError
from bot.delivery.gateway import Gateway

log = structlog.get_logger(__name__)


class CallbackAnswerer:
    """Answers callback queries without delaying the next update of the same person.

    The taps of one person are handled one after another. If each of fifty taps waited for its
    answer to reach Telegram, the last one would wait for seconds.

    Args:
        group: owns the background tasks.
        gateway: sends the answers.
    """

    def __init__(self, group: asyncio.TaskGroup, gateway: Gateway) -> None:
        self._group = group
        self._gateway = gateway

    def show(
        self, query_id: str, text: str = "", *, is_alert: bool = False, url: str | None = None
    ) -> None:
        """Answer a tap in the background, with `text` if it is not empty, or with a deep link."""
        self._group.create_task(self._answer(query_id, text, is_alert, url))

    async def _answer(self, query_id: str, text: str, is_alert: bool, url: str | None) -> None:
        try:
            await self._gateway.answer_callback(query_id, text, is_alert=is_alert, url=url)
        except SendError as error:
            log.info("a callback query was not answered", reason=str(error))
