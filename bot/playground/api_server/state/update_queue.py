"""The queue of updates for the bot: long polling, confirmation, webhook, allowed_updates."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import count, islice, takewhile

from bot.playground.api_server.errors import (
    OTHER_GET_UPDATES,
    WEBHOOK_IS_ACTIVE,
    ApiError,
    Json,
    conflict,
)

FIRST_UPDATE_ID = 700_000_001
_MAX_TIMEOUT = 50  # seconds; Telegram's limit for a long poll
_OPT_IN_KINDS = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(slots=True)
class Webhook:
    """The webhook's settings and last error; an empty `url` means no webhook."""

    url: str = ""
    secret_token: str = ""
    max_connections: int = 40
    last_error_date: int | None = None
    last_error_message: str | None = None


class UpdateQueue:
    """Updates in order; each stays until it is confirmed or delivered to the webhook.

    Args:
        history: the number of updates to keep for tests; None for all.
    """

    def __init__(self, history: int | None = None) -> None:
        self.pending: dict[int, Json] = {}  # by position in the queue, oldest first
        self.history: deque[Json] = deque(maxlen=history)
        self.webhook = Webhook()
        self.allowed: list[str] = []  # allowed_updates; empty means the default
        self.confirmed_offset = 0  # the highest offset confirmed
        self.on_change: Callable[[], None] = lambda: None
        self._redeliveries: deque[Json] = deque()
        self._next_id = FIRST_UPDATE_ID
        self._positions = count()
        self._poll: asyncio.Future[None] | None = None
        self._is_closed = False

    def accepts(self, kind: str) -> bool:
        """Tell whether allowed_updates includes this kind."""
        return kind in self.allowed if self.allowed else kind not in _OPT_IN_KINDS

    def add(self, kind: str, body: Json) -> Json | None:
        """Queue an update and return it; return None if allowed_updates excludes its kind."""
        if not self.accepts(kind):
            return None
        return self.inject({kind: body})

    def inject(self, update: Json) -> Json:
        """Queue a raw update and return it; it gets the next id unless it has one."""
        update_id = update.get("update_id", self._next_id)
        self._next_id = max(self._next_id, update_id) + 1
        queued = {"update_id": update_id, **update}
        self.pending[next(self._positions)] = queued
        self.history.append(queued)
        self._wake()
        return queued

    def redeliver(self, update: Json) -> None:
        """Deliver an update again, even if it is confirmed."""
        if self.webhook.url:
            self.pending[next(self._positions)] = update
        else:
            self._redeliveries.append(update)
        self._wake()

    def confirm(self, offset: int) -> None:
        """Remove updates before `offset`; a negative offset keeps only the last ones."""
        if offset < 0:
            done = list(self.pending)[: len(self.pending) + offset]
        else:
            confirmed = takewhile(lambda item: item[1]["update_id"] < offset, self.pending.items())
            done = [position for position, _ in confirmed]
        for position in done:
            dropped = self.pending.pop(position)
            self.confirmed_offset = max(self.confirmed_offset, dropped["update_id"] + 1)
        self.confirmed_offset = max(self.confirmed_offset, offset)
        self.on_change()

    def mark_delivered(self, position: int) -> None:
        """Remove an update that the webhook has accepted."""
        self.pending.pop(position, None)
        self.on_change()

    def clear(self) -> None:
        """Remove all pending updates."""
        self.pending.clear()
        self._redeliveries.clear()
        self.on_change()

    def allow(self, kinds: Iterable[str] | None) -> None:
        """Set allowed_updates; None changes nothing."""
        if kinds is not None:
            self.allowed = list(kinds)

    async def poll(self, offset: int, limit: int, timeout: float) -> list[Json]:
        """Return up to `limit` updates from `offset`, waiting up to `timeout` seconds for one.

        Raises:
            ApiError: 409, a webhook is set, or another poll came while this one waited.
        """
        if self.webhook.url:
            raise conflict(WEBHOOK_IS_ACTIVE)
        self._fail_poll(conflict(OTHER_GET_UPDATES))
        self.confirm(offset)
        limit = min(max(limit, 1), 100)
        batch = self._take(limit)
        if batch or timeout <= 0 or self._is_closed:
            return batch
        wake = self._poll = asyncio.get_running_loop().create_future()
        self.on_change()
        try:
            async with asyncio.timeout(min(timeout, _MAX_TIMEOUT)):
                await wake
        except TimeoutError:
            return []
        finally:
            if self._poll is wake:
                self._poll = None
        return self._take(limit)

    def _take(self, limit: int) -> list[Json]:
        batch = [self._redeliveries.popleft() for _ in range(min(limit, len(self._redeliveries)))]
        batch.extend(islice(self.pending.values(), limit - len(batch)))
        return batch

    def set_webhook(self, webhook: Webhook) -> None:
        """Set the webhook; a waiting poll fails with 409."""
        self.webhook = webhook
        self._fail_poll(conflict("terminated by setWebhook request"))
        self._wake()

    @property
    def is_being_polled(self) -> bool:
        """Whether a long poll is waiting now."""
        return self._poll is not None and not self._poll.done()

    def end_poll(self) -> None:
        """End the waiting poll without updates."""
        self._wake()

    def close(self) -> None:
        """End the waiting poll; later polls return at once."""
        self._is_closed = True
        self._wake()

    def _wake(self) -> None:
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)
        self.on_change()

    def _fail_poll(self, error: ApiError) -> None:
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(error)
