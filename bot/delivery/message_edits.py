"""Edits messages after taps on buttons: at most one edit a second, with the newest state."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable

import structlog

from bot.delivery.errors import FloodWait, SendError
from bot.delivery.gateway import Gateway
from bot.domain.errors import NotFound
from bot.domain.ids import ArticleId
from bot.domain.posted_card import EphemeralRef, MessageRef, PostedCard
from bot.presentation.outgoing_message import OutgoingMessage

TASK_NAME = "message edit"  # of each task that edits, or will
_EDIT_INTERVAL = 1.0  # seconds between two edits of a message, as between two messages to a chat

log = structlog.get_logger(__name__)
Render = Callable[[], Awaitable[OutgoingMessage]]
EditTarget = MessageRef | EphemeralRef
TappedCallback = Callable[[list[PostedCard]], Awaitable[None]]


class MessageEditQueue:
    """Edits messages in the background; merges many requests for one message into one edit.

    Args:
        group: owns the tasks.
        gateway: edits the messages.
    """

    def __init__(self, group: asyncio.TaskGroup, gateway: Gateway) -> None:
        self._group = group
        self._gateway = gateway
        self._requested: dict[EditTarget, Render | None] = {}  # None while the edit runs
        self._scheduled: set[Hashable] = set()  # keys of delayed tasks
        self._tapped: dict[ArticleId, dict[MessageRef, PostedCard]] = {}  # until the delay ends

    def request(self, target: EditTarget, render: Render) -> None:
        """Edit `target` soon; call `render` right before the edit, so it sees the newest state."""
        is_running = target in self._requested
        self._requested[target] = render
        if not is_running:
            self._group.create_task(self._run(target), name=TASK_NAME)

    def schedule(self, key: Hashable, job: Callable[[], Awaitable[None]], *, after: float) -> bool:
        """Run `job` in `after` seconds; return False if its key is scheduled already."""
        is_new = key not in self._scheduled
        if is_new:
            self._scheduled.add(key)
            self._group.create_task(self._run_scheduled(key, job, after), name=TASK_NAME)
        return is_new

    def debounce(self, tapped: PostedCard, callback: TappedCallback, *, after: float) -> None:
        """Call `callback` once in `after` seconds, with all tapped cards of the article."""
        article_id = tapped.card_state.article_id
        self._tapped.setdefault(article_id, {})[tapped.target] = tapped

        async def job() -> None:
            await callback(list(self._tapped.pop(article_id).values()))

        self.schedule(("tapped", article_id), job, after=after)

    async def _run_scheduled(
        self, key: Hashable, job: Callable[[], Awaitable[None]], after: float
    ) -> None:
        await asyncio.sleep(after)
        self._scheduled.discard(key)
        try:
            await job()
        except Exception:  # an exception in this task would end the whole bot
            log.exception("scheduled edits failed", key=key)

    async def _run(self, target: EditTarget) -> None:
        while (render := self._requested[target]) is not None:
            self._requested[target] = None
            try:
                await self._edit(target, await render())
            except NotFound:
                log.debug("the article of a card is gone", target=target)
            except FloodWait as error:
                self._requested[target] = self._requested[target] or render
                await asyncio.sleep(error.seconds)
            except SendError as error:
                log.warning("a message was not edited", target=target, reason=str(error))
            except Exception:  # an exception in this task would end the whole bot
                log.exception("a message cannot be rendered", target=target)
            await asyncio.sleep(_EDIT_INTERVAL)
        del self._requested[target]

    async def _edit(self, target: EditTarget, message: OutgoingMessage) -> None:
        if isinstance(target, str):
            await self._gateway.edit_inline(target, message)
        elif isinstance(target, EphemeralRef):
            await self._gateway.ephemeral.edit(target, message)
        else:
            chat_id, message_id = target
            await self._gateway.edit(chat_id, message_id, message)
