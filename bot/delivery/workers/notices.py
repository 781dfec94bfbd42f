"""Says what chats are owed words of, such as a feed that ended: once, as far as is known."""

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
from storage.store import Store

_BATCH = 20  # notices that one run takes

log = structlog.get_logger(__name__)


class NoticeWorker:
    """Says what is owed."""

    def __init__(self, store: Store, gateway: Gateway, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._gateway = gateway
        self._clock = clock
        self._failures: Counter[int] = Counter()  # of each notice, since the start

    async def run_once(self) -> int:
        """Say what is due; return how many notices were looked at."""
        due = await self._store.notices.due(self._clock(), _BATCH)
        for notice in due:
            await self._say(notice)
        return len(due)

    async def _say(self, notice: Notice) -> None:
        place = notice.place
        try:
            screen = await self._screen(notice)
            is_there = notice.answer_id is not None and await self._gateway.edit(
                place.chat_id, notice.answer_id, screen
            )
            if not is_there:
                await self._gateway.reply(place, screen)
        except ChatMoved as error:
            await self._store.chats.migrate(place.chat_id, error.new_id)
            return  # the notice moved along
        except (BadMarkup, ChatUnreachable, Rejected) as error:
            log.warning("nobody can be told", chat=place.chat_id, reason=str(error))
        except SendError as error:
            await self._put_off(notice, error)
            return
        except Exception as error:  # one notice must not stop the others; it stays owed
            log.exception("a notice cannot be worded", notice=notice.id)
            await self._put_off(notice, DeliveryUnknown(repr(error)))
            return
        await self._done(notice)

    async def _screen(self, notice: Notice) -> OutgoingMessage:
        chat = await self._store.chats.find(notice.place.chat_id)
        words = get_translator((chat and chat.language) or DEFAULT_LANGUAGE)
        values = dict(notice.values)
        if "trouble" in values:
            values["why"] = words.text(f"feed.trouble.{values['trouble']}")
        return OutgoingMessage(html=words.html(notice.text_key, **values))

    async def _put_off(self, notice: Notice, error: SendError) -> None:
        self._failures[notice.id] += not isinstance(error, FloodWait)
        due_at = next_attempt(error, self._failures[notice.id], self._clock())
        if due_at is None:
            log.error("a notice is given up", chat=notice.place.chat_id, reason=str(error))
            await self._done(notice)
        else:
            await self._store.notices.reschedule(notice.id, due_at)

    async def _done(self, notice: Notice) -> None:
        await self._store.notices.delete(notice.id)
        del self._failures[notice.id]
