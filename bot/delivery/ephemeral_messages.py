"""Ephemeral messages (Bot API 10.2): one person in a group sees them, the others do not."""

from collections.abc import Mapping
from dataclasses import dataclass

import structlog
from telegram import Bot

from bot.delivery.errors import NotSupported, Rejected, SendError
from bot.delivery.gateway_markup import Body
from bot.delivery.rate_limiter import RateLimiter
from bot.delivery.request_retry import ignore_stale, translate_errors
from bot.domain.chat import ChatThread
from bot.domain.ids import UserId
from bot.domain.posted_card import EphemeralRef
from bot.presentation.outgoing_message import OutgoingMessage

_MAX_WAIT = 0.7  # seconds for the limits of the group; the person waits for the answer to a tap

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tap:
    """A tap on a button in a group; its answer may be a message for this person alone."""

    thread: ChatThread
    user_id: UserId
    query_id: str


class EphemeralMessages:
    """Sends and edits messages that one person sees.

    Args:
        bot: the library's bot.
        limiter: counts these messages as others, because no document exempts them.
    """

    def __init__(self, bot: Bot, limiter: RateLimiter) -> None:
        self._bot = bot
        self._limiter = limiter
        self._is_supported: bool | None = None  # None until the server was asked

    async def send(self, tap: Tap, message: OutgoingMessage, *, replaces: bool) -> bool:
        """Show a message to the person who tapped; return whether the server took it.

        Args:
            tap: the tap to answer.
            message: what only this person sees.
            replaces: whether it stands in place of the message with the button.
        """
        return await self._send("sendMessage", tap, {}, message, replaces=replaces)

    async def send_rich(self, tap: Tap, html: str) -> bool:
        """Show a rich message to the person who tapped; return whether the server took it."""
        return await self._send("sendRichMessage", tap, {"rich_message": {"html": html}})

    async def edit(self, target: EphemeralRef, message: OutgoingMessage) -> None:
        """Replace a message that one person sees; ignore one that is gone.

        Raises:
            SendError: the edit failed, or its result is unknown.
        """
        parameters: dict[str, object] = {
            "chat_id": target.chat_id,
            "receiver_user_id": target.user_id,
            "ephemeral_message_id": target.ephemeral_id,
        }
        body = Body(parameters, message)
        await ignore_stale(lambda: self._post("editEphemeralMessageText", body))

    async def _send(
        self,
        method: str,
        tap: Tap,
        parameters: Mapping[str, object],
        message: OutgoingMessage | None = None,
        *,
        replaces: bool = False,
    ) -> bool:
        chat_id = tap.thread.chat_id
        if not await self._supports(tap):
            return False
        receiver = {
            "receiver_user_id": tap.user_id,
            "callback_query_id": tap.query_id,
            "replace_callback_query_message": replaces,
        }
        body = Body(
            {
                **parameters,
                "chat_id": chat_id,
                "message_thread_id": tap.thread.topic_id or None,
                "ephemeral_message_parameters": receiver,
            },
            message,
        )
        try:
            async with self._limiter.acquire(chat_id, is_push=False, max_wait=_MAX_WAIT):
                await translate_errors(self._post(method, body))
        except SendError as error:
            log.info("an ephemeral message was not sent", chat=chat_id, reason=str(error))
            return False
        return True

    async def _post(self, method: str, body: Body) -> None:
        url = f"{self._bot.base_url}/{method}"
        await self._bot.request.post(url, body)  # type: ignore[arg-type]  # `Body` acts as its type

    async def _supports(self, tap: Tap) -> bool:
        """Ask once whether the server has ephemeral messages.

        An older server would ignore the parameter and show the message to the whole group. So the
        first request edits no message: a server of today refuses it, an older one lacks the method.
        """
        if self._is_supported is None:
            parameters = {
                "chat_id": tap.thread.chat_id,
                "receiver_user_id": tap.user_id,
                "ephemeral_message_id": 0,
            }
            request = self._bot.do_api_request("editEphemeralMessageText", api_kwargs=parameters)
            try:
                await translate_errors(request)
            except NotSupported as error:
                self._is_supported = False
                log.info("the Bot API server has no ephemeral messages", reason=str(error))
            except Rejected:
                self._is_supported = True
            except SendError as error:
                log.info("the Bot API server did not answer", reason=str(error))
                return False
        return self._is_supported is True
