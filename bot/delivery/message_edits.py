"""Edits messages after taps: the newest state wins, at most one edit a second per message."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable

import structlog

from bot.delivery.errors import FloodWait, SendError
from bot.delivery.gateway import Gateway
from bot.domain.errors import NotFound
from bot.domain.ids import ArticleId
from bot.domain.posted_card import MessageRef, PostedCard
from bot.presentation.outgoing_message import OutgoingMessage

_PAUSE_SECONDS = 1.0  # between two edits of a message, as between two messages to a chat

log = structlog.get_logger(__name__)
Draw = Callable[[], Awaitable[OutgoingMessage]]
AfterFlurry = Callable[[list[PostedCard]], Awaitable[None]]


class MessageEditQueue:
    """Draws messages anew in the background; many wishes for one message become one edit.

    Args:
        group: owns the tasks.
        gateway: edits the messages.
    """

    def __init__(self, group: asyncio.TaskGroup, gateway: Gateway) -> None:
        self._group = group
        self._gateway = gateway
        self._wanted: dict[MessageRef, Draw | None] = {}
        self._waiting: set[Hashable] = set()  # what will be done later
        self._flurries: dict[ArticleId, dict[MessageRef, PostedCard]] = {}  # tapped cards

    def ask(self, target: MessageRef, draw: Draw) -> None:
        """Draw `target` anew; `draw` is called then, so that it shows the state of then."""
        is_running = target in self._wanted
        self._wanted[target] = draw
        if not is_running:
            self._group.create_task(self._run(target))

    def later(
        self, tapped: Hashable, others: Callable[[], Awaitable[None]], *, after: float
    ) -> bool:
        """Have `others` redrawn in `after` seconds; return whether nobody had asked for it yet.

        Many wishes for the same `tapped` within that time become one.
        """
        is_new = tapped not in self._waiting
        if is_new:
            self._waiting.add(tapped)
            self._group.create_task(self._run_later(tapped, others, after))
        return is_new

    def after_flurry(self, tapped: PostedCard, over: AfterFlurry, *, after: float) -> None:
        """Call `over` in `after` seconds, once, with all cards of one article tapped until then."""
        article_id = tapped.card_state.article_id
        self._flurries.setdefault(article_id, {})[tapped.target] = tapped

        async def settle() -> None:
            await over(list(self._flurries.pop(article_id).values()))

        self.later(("flurry", article_id), settle, after=after)

    async def _run_later(
        self, tapped: Hashable, others: Callable[[], Awaitable[None]], after: float
    ) -> None:
        await asyncio.sleep(after)
        self._waiting.discard(tapped)
        try:
            await others()
        except Exception:  # a task of its own: what it raised would end the whole bot
            log.exception("other cards cannot be redrawn", tapped=tapped)

    async def _run(self, target: MessageRef) -> None:
        while (draw := self._wanted[target]) is not None:
            self._wanted[target] = None
            try:
                await self._edit(target, await draw())
            except NotFound:
                log.debug("what a message shows is gone", target=target)
            except FloodWait as error:
                self._wanted[target] = self._wanted[target] or draw
                await asyncio.sleep(error.seconds)
            except SendError as error:
                log.warning("a message was not redrawn", target=target, reason=str(error))
            except Exception:  # one message must not end the bot, whose task this is
                log.exception("a message cannot be drawn", target=target)
            await asyncio.sleep(_PAUSE_SECONDS)
        del self._wanted[target]

    async def _edit(self, target: MessageRef, screen: OutgoingMessage) -> None:
        if isinstance(target, str):
            await self._gateway.edit_inline(target, screen)
        else:
            chat_id, message_id = target
            await self._gateway.edit(chat_id, message_id, screen)
