"""Gateway: sends, edits and answers through the Bot API, with rate limits and retries."""

import asyncio
from collections.abc import Awaitable, Coroutine, Sequence
from dataclasses import replace
from typing import Any

import structlog
from telegram import (
    Bot,
    ChatMemberAdministrator,
    ChatMemberMember,
    ChatMemberRestricted,
    InputFile,
)
from telegram.constants import ChatAction, ChatMemberStatus, ChatType

from bot.delivery.ephemeral_messages import EphemeralMessages
from bot.delivery.errors import (
    BadMarkup,
    ChatUnreachable,
    NotSupported,
    Rejected,
    SendError,
    TopicGone,
)
from bot.delivery.gateway_markup import Body, InlineResult, inline_result_json
from bot.delivery.rate_limiter import RateLimiter
from bot.delivery.request_retry import (
    REPLY_MAX_WAIT,
    STALE_REASONS,
    Result,
    ignore_stale,
    retry_reply,
    translate_errors,
    with_retry,
)
from bot.domain.chat import ChatKind, ChatThread, chat_kind
from bot.domain.ids import NO_TOPIC, ChatId, MessageId, UserId
from bot.presentation.outgoing_message import TOAST_MAX, OutgoingMessage
from bot.presentation.strip_markup import strip_markup
from bot.presentation.truncate import truncate

_PUSH_MAX_WAIT = 1.5  # the same for a push; the sender goes on with other chats
_TYPING_TIMEOUT = 1.0  # seconds; showing "typing" may delay a message so long
_NOT_A_MEMBER = ("user not found", "participant_id_invalid", "user_not_participant")

log = structlog.get_logger(__name__)


class Gateway:
    """Sends and edits messages within Telegram's rate limits."""

    def __init__(self, bot: Bot, limiter: RateLimiter) -> None:
        self._bot = bot
        self._limiter = limiter
        self._supports_rich_messages = True
        self.ephemeral = EphemeralMessages(bot, limiter)

    @property
    def username(self) -> str:
        """The username of the bot, without @."""
        return self._bot.username

    @property
    def bot_id(self) -> int:
        """The user ID of the bot."""
        return self._bot.id

    async def is_admin(self, chat_id: ChatId, user_id: UserId) -> bool:
        """Ask Telegram whether a person owns or administers a chat.

        Raises:
            SendError: Telegram gives no answer.
        """
        try:
            member = await with_retry(lambda: self._bot.get_chat_member(chat_id, user_id))
        except Rejected as error:
            if any(absent in str(error).lower() for absent in _NOT_A_MEMBER):
                return False
            raise
        return member.status in (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)

    async def find_postable_chat(self, chat_id: ChatId) -> tuple[ChatKind, str] | None:
        """Return the kind and title of a group or channel; None if the bot may not post there.

        Raises:
            SendError: Telegram gives no answer.
        """
        try:
            chat = await with_retry(lambda: self._bot.get_chat(chat_id))
            member = await with_retry(lambda: self._bot.get_chat_member(chat_id, self._bot.id))
        except (ChatUnreachable, Rejected):
            return None
        may_post = isinstance(member, ChatMemberAdministrator | ChatMemberMember)
        if chat.type == ChatType.CHANNEL:
            may_post = isinstance(member, ChatMemberAdministrator) and bool(
                member.can_post_messages
            )
        elif isinstance(member, ChatMemberRestricted):
            may_post = bool(member.can_send_messages)
        return (chat_kind(chat.type), chat.effective_name or "") if may_post else None

    def push_wait(self, chat_id: ChatId) -> float:
        """Return how many seconds a push to a chat must wait for the chat's own limits."""
        return self._limiter.chat_wait(chat_id, is_push=True)

    async def push(
        self, thread: ChatThread, message: OutgoingMessage, *, is_silent: bool
    ) -> MessageId:
        """Send a message that is not a reply, in one attempt.

        If Telegram refuses the markup, send the same text without it.

        Raises:
            TopicGone: the topic is closed or deleted.
            SendError: the message did not arrive, or its arrival is unknown.
        """
        return await self._send(thread, message, is_push=True, is_silent=is_silent)

    async def reply(
        self, thread: ChatThread, message: OutgoingMessage, *, to: MessageId | None = None
    ) -> MessageId:
        """Send a reply to a person; retry temporary failures.

        Raises:
            SendError: the reply did not arrive, or its arrival is unknown.
        """
        return await retry_reply(
            lambda: self._send(thread, message, is_push=False, is_silent=False, reply_to=to)
        )

    async def reply_rich(self, thread: ChatThread, html: str) -> bool:
        """Send a long text as one rich message (Bot API 10.1); return whether Telegram took it.

        Raises:
            SendError: the message did not arrive, or its arrival is unknown.
        """
        if not self._supports_rich_messages:
            return False
        parameters: dict[str, object] = {
            "chat_id": thread.chat_id,
            "message_thread_id": thread.topic_id or None,
            "rich_message": {"html": html},
        }
        try:
            await retry_reply(
                lambda: self._rate_limited(
                    thread.chat_id,
                    self._bot.do_api_request("sendRichMessage", api_kwargs=parameters),
                )
            )
        except NotSupported as error:
            self._supports_rich_messages = False
            log.info("the Bot API server does not support rich messages", reason=str(error))
        except (BadMarkup, Rejected, TopicGone) as error:
            log.warning("Telegram refused a rich message; sending it in parts", reason=str(error))
        else:
            return True
        return False

    async def reply_file(self, thread: ChatThread, name: str, content: bytes, caption: str) -> None:
        """Send a file.

        Raises:
            SendError: the file did not arrive, or its arrival is unknown.
        """
        await retry_reply(
            lambda: self._rate_limited(
                thread.chat_id,
                self._bot.send_document(
                    thread.chat_id,
                    InputFile(content, filename=name),
                    caption=caption,
                    message_thread_id=thread.topic_id or None,
                ),
            )
        )

    async def show_typing(self, thread: ChatThread) -> None:
        """Show "typing" in a chat, unless it would delay a message; ignore failures."""
        with self._limiter.try_acquire() as may_send:
            if not may_send:
                return
            request = self._bot.send_chat_action(
                thread.chat_id, ChatAction.TYPING, message_thread_id=thread.topic_id or None
            )
            try:
                async with asyncio.timeout(_TYPING_TIMEOUT):
                    await translate_errors(request)
            except (SendError, TimeoutError) as error:
                log.info("typing was not shown", chat=thread.chat_id, reason=repr(error))

    async def edit(self, chat_id: ChatId, message_id: MessageId, message: OutgoingMessage) -> bool:
        """Edit a message of the bot; return whether the message still exists.

        Raises:
            SendError: the edit failed, or its result is unknown.
        """
        return await self._edit(message, chat_id=chat_id, message_id=message_id)

    async def edit_inline(self, inline_message_id: str, message: OutgoingMessage) -> None:
        """Edit a message that a person posted through inline mode.

        Raises:
            SendError: the edit failed, or its result is unknown.
        """
        await self._edit(message, inline_message_id=inline_message_id)

    async def answer_callback(
        self, query_id: str, text: str = "", *, is_alert: bool = False, url: str | None = None
    ) -> None:
        """Answer a callback query with a text, or with a deep link; ignore a query too old."""
        await ignore_stale(
            lambda: self._post(
                "answerCallbackQuery",
                callback_query_id=query_id,
                text=truncate(text, TOAST_MAX) or None,
                show_alert=is_alert or None,
                url=url,
            )
        )

    async def answer_inline(
        self, query_id: str, results: Sequence[InlineResult], *, next_offset: str, seconds: int
    ) -> None:
        """Answer an inline query; Telegram caches the results for this person for `seconds`."""

        def attempt(offered: Sequence[InlineResult]) -> Awaitable[object]:
            return self._post(
                "answerInlineQuery",
                inline_query_id=query_id,
                results=[inline_result_json(result) for result in offered],
                cache_time=seconds,
                is_personal=True,
                next_offset=next_offset,
            )

        try:
            await ignore_stale(lambda: attempt(results))
        except BadMarkup as error:  # Telegram does not say in which result
            log.error("Telegram cannot parse our markup; offering plain text", reason=str(error))
            plain = [replace(result, message=strip_markup(result.message)) for result in results]
            await ignore_stale(lambda: attempt(plain))

    async def answer_guest(self, query_id: str, message: OutgoingMessage) -> str | None:
        """Answer a guest query; return an inline message ID, None if the query is too old.

        Raises:
            SendError: the answer did not arrive, or its arrival is unknown.
        """

        def attempt(shown: OutgoingMessage) -> Awaitable[dict[str, Any]]:
            result = InlineResult(id=query_id[:64], title=self.username, message=shown)
            return self._post(
                "answerGuestQuery", guest_query_id=query_id, result=inline_result_json(result)
            )

        try:
            sent = await with_retry(lambda: attempt(message))
        except BadMarkup as error:
            log.error("Telegram cannot parse our markup; sending plain text", reason=str(error))
            sent = await with_retry(lambda: attempt(strip_markup(message)))
        except Rejected as error:
            if not any(stale in str(error).lower() for stale in STALE_REASONS):
                raise
            return None
        return str(sent["inline_message_id"])

    async def _send(
        self,
        thread: ChatThread,
        message: OutgoingMessage,
        *,
        is_push: bool,
        is_silent: bool,
        reply_to: MessageId | None = None,
    ) -> MessageId:
        async def attempt(where: ChatThread, shown: OutgoingMessage) -> MessageId:
            request = self._post(
                "sendMessage",
                shown,
                chat_id=where.chat_id,
                message_thread_id=where.topic_id or None,
                disable_notification=is_silent or None,
                allow_paid_broadcast=(is_push and self._limiter.is_paid) or None,
                reply_parameters=reply_to
                and {"message_id": reply_to, "allow_sending_without_reply": True},
            )
            sent = await self._rate_limited(where.chat_id, request, is_push=is_push)
            return MessageId(sent["message_id"])

        is_plain = False
        while True:
            try:
                return await attempt(thread, message)
            except TopicGone:
                if is_push or thread.topic_id == NO_TOPIC:
                    raise
                thread = ChatThread(chat_id=thread.chat_id, topic_id=NO_TOPIC)
            except BadMarkup as error:
                if is_plain:
                    raise
                log.error("Telegram cannot parse our markup; sending plain text", reason=str(error))
                message, is_plain = strip_markup(message), True

    async def _rate_limited(
        self, chat_id: ChatId, request: Coroutine[object, object, Result], *, is_push: bool = False
    ) -> Result:
        """Send a request once the rate limits of its chat allow it."""
        max_wait = _PUSH_MAX_WAIT if is_push else REPLY_MAX_WAIT
        try:
            async with self._limiter.acquire(chat_id, is_push=is_push, max_wait=max_wait):
                return await translate_errors(request)
        finally:
            request.close()  # no-op unless the wait was canceled or failed

    def _post(
        self, method: str, message: OutgoingMessage | None = None, **parameters: object
    ) -> Coroutine[object, object, Any]:
        """Call a method of the Bot API, with the content of `message` if given; return JSON.

        The library's own methods build objects for parameters and results. That costs more than
        the request itself, and we need a message ID at most.
        """
        body: Any = Body(parameters, message)
        return self._bot.request.post(f"{self._bot.base_url}/{method}", body)

    async def _edit(
        self,
        message: OutgoingMessage,
        *,
        chat_id: ChatId | None = None,
        message_id: MessageId | None = None,
        inline_message_id: str | None = None,
    ) -> bool:
        def attempt(shown: OutgoingMessage) -> Awaitable[object]:
            return self._post(
                "editMessageText",
                shown,
                chat_id=chat_id,
                message_id=message_id,
                inline_message_id=inline_message_id,
            )

        try:
            return await ignore_stale(lambda: attempt(message))
        except BadMarkup as error:
            log.error("Telegram cannot parse our markup; showing plain text", reason=str(error))
            return await ignore_stale(lambda: attempt(strip_markup(message)))
