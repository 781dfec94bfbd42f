"""The one way out to Telegram: paces, sends, edits, and says what went wrong in our words."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import structlog
from telegram import Bot, InputFile
from telegram.constants import ChatAction, ChatMemberStatus
from telegram.error import (
    BadRequest,
    ChatMigrated,
    EndPointNotFound,
    Forbidden,
    RetryAfter,
    TelegramError,
)

from bot.delivery.errors import (
    BadMarkup,
    ChatMoved,
    ChatUnreachable,
    DeliveryUnknown,
    FloodWait,
    NotSupported,
    Rejected,
    SendError,
    TopicGone,
    judge_bad_request,
)
from bot.delivery.gateway_markup import Body, Offer, inline_result
from bot.delivery.rate_limiter import RateLimiter
from bot.domain.chat import ChatThread
from bot.domain.ids import NO_TOPIC, ChatId, MessageId, UserId
from bot.presentation.outgoing_message import TOAST_MAX, OutgoingMessage
from bot.presentation.strip_markup import strip_markup
from bot.presentation.truncate import truncate
from bot.telemetry import FLOODS

_REPLY_PAUSES = (1.0, 2.0, 4.0)  # seconds before a reply whose arrival is unsure is tried again
_PATIENCE = 60.0  # seconds that a reply waits for its chat, as where Telegram asks to wait
_PUSH_PATIENCE = 1.5  # the same for a push; the sender has other chats to send to
_PAUSES = (0.5, 1.0, 2.0)  # seconds before what is no message is tried again
_SHORT_WAIT = 5.0  # seconds that Telegram may ask an edit or an answer to wait
_COURTESY = 1.0  # seconds that showing what the bot does may delay what it says
_HARMLESS = ("message is not modified", "query is too old", "query id is invalid")
_NO_MEMBER = ("user not found", "participant_id_invalid", "user_not_participant")
_GONE = ("message to edit not found", "message can't be edited", "message_id_invalid")

log = structlog.get_logger(__name__)
Result = TypeVar("Result")


class Gateway:
    """Sends and edits messages within Telegram's limits."""

    def __init__(self, bot: Bot, pacer: RateLimiter) -> None:
        self._bot = bot
        self._pacer = pacer
        self._knows_rich_messages = True

    @property
    def username(self) -> str:
        """The bot's name, without @."""
        return self._bot.username

    @property
    def bot_id(self) -> int:
        """The bot's own number."""
        return self._bot.id

    async def is_admin(self, chat_id: ChatId, user_id: UserId) -> bool:
        """Return whether a person owns or administers a chat, as Telegram says now.

        Raises:
            SendError: Telegram does not say.
        """
        try:
            member = await _again(lambda: self._bot.get_chat_member(chat_id, user_id))
        except Rejected as error:
            if any(absent in str(error).lower() for absent in _NO_MEMBER):
                return False
            raise
        return member.status in (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)

    def wait(self, chat_id: ChatId) -> float:
        """Return how many seconds a push to a chat must wait for the chat's own limits."""
        return self._pacer.chat_wait(chat_id, is_push=True)

    async def push(
        self, place: ChatThread, screen: OutgoingMessage, *, is_silent: bool
    ) -> MessageId:
        """Send a message that nobody asked for; one attempt.

        Where markup is refused, the same words go as plain text.

        Raises:
            TopicGone: the place's topic is closed or gone.
            SendError: it did not arrive, as far as is known.
        """
        return await self._send(place, screen, is_push=True, is_silent=is_silent)

    async def reply(
        self, place: ChatThread, screen: OutgoingMessage, *, to: MessageId | None = None
    ) -> MessageId:
        """Send an answer to what somebody did; passing faults are waited out.

        Raises:
            SendError: it did not arrive, as far as is known.
        """
        return await _with_retry(
            lambda: self._send(place, screen, is_push=False, is_silent=False, reply_to=to)
        )

    async def reply_rich(self, place: ChatThread, html: str) -> bool:
        """Send a long text as one rich message (Bot API 10.1); return whether it was taken.

        Raises:
            SendError: it did not arrive, as far as is known.
        """
        if not self._knows_rich_messages:
            return False
        parameters: dict[str, object] = {
            "chat_id": place.chat_id,
            "message_thread_id": place.topic_id or None,
            "rich_message": {"html": html},
        }
        try:
            await _with_retry(
                lambda: self._in_turn(
                    place.chat_id,
                    self._bot.do_api_request("sendRichMessage", api_kwargs=parameters),
                )
            )
        except NotSupported as error:
            self._knows_rich_messages = False
            log.info("this Bot API server has no rich messages", reason=str(error))
        except (BadMarkup, Rejected, TopicGone) as error:
            log.warning("a rich message was refused, sent in parts", reason=str(error))
        else:
            return True
        return False

    async def reply_file(self, place: ChatThread, name: str, content: bytes, caption: str) -> None:
        """Send a file.

        Raises:
            SendError: it did not arrive, as far as is known.
        """
        await _with_retry(
            lambda: self._in_turn(
                place.chat_id,
                self._bot.send_document(
                    place.chat_id,
                    InputFile(content, filename=name),
                    caption=caption,
                    message_thread_id=place.topic_id or None,
                ),
            )
        )

    async def show_typing(self, place: ChatThread) -> None:
        """Show that the bot is at work, where that delays no message; a courtesy that may fail."""
        with self._pacer.spare() as may_send:
            if not may_send:
                return
            request = self._bot.send_chat_action(
                place.chat_id, ChatAction.TYPING, message_thread_id=place.topic_id or None
            )
            try:
                async with asyncio.timeout(_COURTESY):
                    await _translated(request)
            except (SendError, TimeoutError) as error:
                log.info("typing is not shown", chat=place.chat_id, reason=repr(error))

    async def edit(self, chat_id: ChatId, message_id: MessageId, screen: OutgoingMessage) -> bool:
        """Show something else in a message of ours; return whether it is still there.

        Raises:
            SendError: as for messages.
        """
        return await self._edit(screen, chat_id=chat_id, message_id=message_id)

    async def edit_inline(self, inline_message_id: str, screen: OutgoingMessage) -> None:
        """Show something else in a message that was posted through inline mode.

        Raises:
            SendError: as for messages.
        """
        await self._edit(screen, inline_message_id=inline_message_id)

    async def answer_tap(self, query_id: str, text: str = "", *, is_alert: bool = False) -> None:
        """Answer a tap on a button; one that is too old to be answered is passed over."""
        await _ignore_stale(
            lambda: self._ask(
                "answerCallbackQuery",
                callback_query_id=query_id,
                text=truncate(text, TOAST_MAX) or None,
                show_alert=is_alert or None,
            )
        )

    async def answer_inline(
        self, query_id: str, offers: Sequence[Offer], *, next_offset: str, seconds: int
    ) -> None:
        """Answer an inline query, in the language of who asks; it may be kept for `seconds`."""

        def attempt(results: Sequence[Offer]) -> Awaitable[object]:
            return self._ask(
                "answerInlineQuery",
                inline_query_id=query_id,
                results=[inline_result(offer) for offer in results],
                cache_time=seconds,
                is_personal=True,
                next_offset=next_offset,
            )

        try:
            await _ignore_stale(lambda: attempt(offers))
        except BadMarkup as error:  # of one of them; Telegram does not say which
            log.error("Telegram refuses a result, all offered plain", reason=str(error))
            plain = [replace(offer, screen=strip_markup(offer.screen)) for offer in offers]
            await _ignore_stale(lambda: attempt(plain))

    async def answer_guest(self, query_id: str, screen: OutgoingMessage) -> str | None:
        """Answer in a chat where the bot is a guest; return the message's id, to edit it by.

        None where it can no longer be answered: it was, or too much time has passed.

        Raises:
            SendError: it did not arrive, as far as is known.
        """

        def attempt(shown: OutgoingMessage) -> Awaitable[dict[str, Any]]:
            offer = Offer(id=query_id[:64], title=self.username, description="", screen=shown)
            return self._ask(
                "answerGuestQuery", guest_query_id=query_id, result=inline_result(offer)
            )

        try:
            sent = await _again(lambda: attempt(screen))
        except BadMarkup as error:
            log.error("Telegram cannot read our markup, sent plain", reason=str(error))
            sent = await _again(lambda: attempt(strip_markup(screen)))
        except Rejected as error:
            if not any(harmless in str(error).lower() for harmless in _HARMLESS):
                raise
            return None
        return str(sent["inline_message_id"])

    async def _send(
        self,
        place: ChatThread,
        screen: OutgoingMessage,
        *,
        is_push: bool,
        is_silent: bool,
        reply_to: MessageId | None = None,
    ) -> MessageId:
        async def attempt(where: ChatThread, shown: OutgoingMessage) -> MessageId:
            request = self._ask(
                "sendMessage",
                shown,
                chat_id=where.chat_id,
                message_thread_id=where.topic_id or None,
                disable_notification=is_silent or None,
                allow_paid_broadcast=(is_push and self._pacer.is_paid) or None,
                reply_parameters=reply_to
                and {"message_id": reply_to, "allow_sending_without_reply": True},
            )
            sent = await self._in_turn(where.chat_id, request, is_push=is_push)
            return MessageId(sent["message_id"])

        is_bare = False
        while True:
            try:
                return await attempt(place, screen)
            except TopicGone:
                if is_push or place.topic_id == NO_TOPIC:
                    raise
                place = ChatThread(chat_id=place.chat_id, topic_id=NO_TOPIC)
            except BadMarkup as error:
                if is_bare:
                    raise
                log.error("Telegram cannot read our markup, sent plain", reason=str(error))
                screen, is_bare = strip_markup(screen), True

    async def _in_turn(
        self, chat_id: ChatId, request: Coroutine[object, object, Result], *, is_push: bool = False
    ) -> Result:
        """Send a message when its turn comes; where Telegram asks to wait, its chat does."""
        patience = _PUSH_PATIENCE if is_push else _PATIENCE
        try:
            async with self._pacer.turn(chat_id, is_push=is_push, patience=patience):
                return await _translated(request)
        finally:
            request.close()  # where its turn never came

    def _ask(
        self, method: str, screen: OutgoingMessage | None = None, **parameters: object
    ) -> Coroutine[object, object, Any]:
        """Ask a method of the Bot API, perhaps to show a screen; return its result as JSON.

        The library's own method makes objects of what is sent and of what comes back, which costs
        more than the request; we need a message's number at most.
        """
        body: Any = Body(parameters, screen)
        return self._bot.request.post(f"{self._bot.base_url}/{method}", body)

    async def _edit(
        self,
        screen: OutgoingMessage,
        *,
        chat_id: ChatId | None = None,
        message_id: MessageId | None = None,
        inline_message_id: str | None = None,
    ) -> bool:
        def attempt(shown: OutgoingMessage) -> Awaitable[object]:
            return self._ask(
                "editMessageText",
                shown,
                chat_id=chat_id,
                message_id=message_id,
                inline_message_id=inline_message_id,
            )

        try:
            return await _ignore_stale(lambda: attempt(screen))
        except BadMarkup as error:
            log.error("Telegram cannot read our markup, shown plain", reason=str(error))
            return await _ignore_stale(lambda: attempt(strip_markup(screen)))


async def _translated(request: Awaitable[Result]) -> Result:
    """Await a request; raise what went wrong as a `SendError`."""
    try:
        return await request
    except ChatMigrated as error:
        raise ChatMoved(str(error), ChatId(error.new_chat_id)) from error
    except RetryAfter as error:
        FLOODS.inc()
        raise FloodWait(str(error), _seconds(error)) from error
    except Forbidden as error:
        raise ChatUnreachable(str(error)) from error
    except EndPointNotFound as error:
        raise NotSupported(str(error)) from error
    except BadRequest as error:
        raise judge_bad_request(error.message) from error
    except TelegramError as error:
        raise DeliveryUnknown(str(error)) from error


async def _again(
    attempt: Callable[[], Awaitable[Result]],
    *,
    pauses: Sequence[float] = _PAUSES,
    patience: float = _SHORT_WAIT,
) -> Result:
    """Make an attempt until it succeeds, fails for good, or takes long.

    Args:
        attempt: what to do; where it is no message, nobody sees it twice.
        pauses: seconds before each further attempt, where it is unsure whether one succeeded.
        patience: seconds that Telegram may ask to wait.
    """
    for pause in pauses:
        try:
            return await _translated(attempt())
        except FloodWait as error:
            if error.seconds > patience:
                raise
            await asyncio.sleep(error.seconds)
        except DeliveryUnknown:
            await asyncio.sleep(pause * random.uniform(0.8, 1.2))  # noqa: S311 - jitter is no secret
    return await _translated(attempt())


async def _with_retry(attempt: Callable[[], Awaitable[Result]]) -> Result:
    """Make an attempt at a message that somebody waits for."""
    return await _again(attempt, pauses=_REPLY_PAUSES, patience=_PATIENCE)


async def _ignore_stale(attempt: Callable[[], Awaitable[object]]) -> bool:
    """Make an edit or an answer; return whether what it was for is still there."""
    try:
        await _again(attempt)
    except Rejected as error:
        reason = str(error).lower()
        if any(gone in reason for gone in _GONE):
            return False
        if not any(harmless in reason for harmless in _HARMLESS):
            raise
    return True


def _seconds(error: RetryAfter) -> float:
    after = error.retry_after
    return float(after) if isinstance(after, int) else after.total_seconds()
