"""Answers taps, beside whatever else is done about them."""

import asyncio

import structlog

from bot.delivery.errors import SendError
from bot.delivery.gateway import Gateway

log = structlog.get_logger(__name__)


class CallbackAnswerer:
    """Answers taps without keeping the next ones waiting.

    The taps of one person are handled one after another; fifty at once, each waiting for an answer
    to travel, would leave the last one unanswered for seconds.

    Args:
        group: owns the tasks.
        gateway: answers the taps.
    """

    def __init__(self, group: asyncio.TaskGroup, gateway: Gateway) -> None:
        self._group = group
        self._gateway = gateway

    def show(self, query_id: str, text: str = "", *, is_alert: bool = False) -> None:
        """Answer a tap, with a few words if there are any; soon, in no order."""
        self._group.create_task(self._answer(query_id, text, is_alert))

    async def _answer(self, query_id: str, text: str, is_alert: bool) -> None:
        try:
            await self._gateway.answer_tap(query_id, text, is_alert=is_alert)
        except SendError as error:
            log.info("a tap was not answered", reason=str(error))
