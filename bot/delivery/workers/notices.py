"""Notice worker: sends queued notices to chats, for example that a feed ended."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime

import structlog

from bot.delivery.errors import (
    BadMarkup,
    ChatMoved,
    ChatUnreachable,
    DeliveryUnknown,
    FloodWait,
    Rejected,
    SendError,
)
from bot.delivery.gateway import Gateway
from bot.delivery.retry import next_attempt
from bot.domain.feed import Notice
from bot.i18n.translator import DEFAULT_LANGUAGE, get_translator
from bot.presentation.outgoing_message import OutgoingMessage
from storage.engine.database_faults import is_unavailable
from storage.repositories.chats import Chats
from storage.repositories.notices import Notices

_BATCH_SIZE = 20  # notices per run

log = structlog.get_logger(__name__)


class NoticeWorker:
    """Sends due notices, each once unless the result of a request is unknown."""

    def __init__(
        self, notices: Notices, chats: Chats, gateway: Gateway, clock: Callable[[], datetime]
    ) -> None:
        self._notices = notices
        self._chats = chats
        self._gateway = gateway
        self._clock = clock
        self._failures: Counter[int] = Counter()  # since the start of the bot
        self._sent: set[int] = set()  # not yet deleted: the database failed meanwhile

    async def run_once(self) -> int:
        """Send a batch of due notices; return its size."""
        due = await self._notices.due(self._clock(), _BATCH_SIZE)
        for notice in due:
            await self._send(notice)
        return len(due)

    async def _send(self, notice: Notice) -> None:
        if notice.id in self._sent:
            await self._done(notice)
            return
        thread = notice.thread
        try:
            message = await self._render(notice)
            is_edited = notice.answer_id is not None and await self._gateway.edit(
                thread.chat_id, notice.answer_id, message
            )
            if not is_edited:
                await self._gateway.reply(thread, message)
        except ChatMoved as error:
            await self._chats.migrate(thread.chat_id, error.new_id)
            return  # the notice is due in the new chat
        except (BadMarkup, ChatUnreachable, Rejected) as error:
            log.warning("a notice cannot be sent", chat=thread.chat_id, reason=str(error))
        except SendError as error:
            await self._reschedule(notice, error)
            return
        except Exception as error:  # one notice must not stop the others; retry it later
            if is_unavailable(error):
                raise
            log.exception("a notice cannot be rendered", notice=notice.id)
            await self._reschedule(notice, DeliveryUnknown(repr(error)))
            return
        self._sent.add(notice.id)
        await self._done(notice)

    async def _render(self, notice: Notice) -> OutgoingMessage:
        chat = await self._chats.find(notice.thread.chat_id)
        translator = get_translator((chat and chat.language) or DEFAULT_LANGUAGE)
        values = dict(notice.values)
        if "error" in values:
            values["why"] = translator.text(f"feed.error.{values['error']}")
        return OutgoingMessage(html=translator.html(notice.text_key, **values))

    async def _reschedule(self, notice: Notice, error: SendError) -> None:
        self._failures[notice.id] += not isinstance(error, FloodWait)
        due_at = next_attempt(error, self._failures[notice.id], self._clock())
        if due_at is None:
            log.error("a notice is given up", chat=notice.thread.chat_id, reason=str(error))
            await self._done(notice)
        else:
            await self._notices.reschedule(notice.id, due_at)

    async def _done(self, notice: Notice) -> None:
        await self._notices.delete(notice.id)
        self._sent.discard(notice.id)
        del self._failures[notice.id]
