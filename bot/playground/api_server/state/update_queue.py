"""The queue of updates: who may read it, what they confirm, which kinds they asked for."""

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
_MAX_TIMEOUT = 50  # seconds; the service cuts longer polls
_ONLY_WHEN_ASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(slots=True)
class Webhook:
    """Where updates are posted, while `url` is set."""

    url: str = ""
    secret_token: str = ""
    max_connections: int = 40
    last_error_date: int | None = None
    last_error_message: str | None = None


class UpdateQueue:
    """Updates in order, each kept until it is confirmed or delivered to the webhook.

    Args:
        history: how many updates to remember for tests to look at; None for all.
    """

    def __init__(self, history: int | None = None) -> None:
        self.pending: dict[int, Json] = {}  # by place in the queue, oldest first
        self.history: deque[Json] = deque(maxlen=history)
        self.webhook = Webhook()
        self.allowed: list[str] = []  # as the bot asked; empty means the default
        self.confirmed_offset = 0  # the highest offset confirmed
        self.on_change: Callable[[], None] = lambda: None
        self._again: deque[Json] = deque()
        self._next_id = FIRST_UPDATE_ID
        self._places = count()
        self._poll: asyncio.Future[None] | None = None
        self._is_closed = False

    def wants(self, kind: str) -> bool:
        """Tell whether the bot asked for updates of this kind."""
        return kind in self.allowed if self.allowed else kind not in _ONLY_WHEN_ASKED

    def add(self, kind: str, body: Json) -> Json | None:
        """Queue an update; return it, or None where the bot did not ask for its kind."""
        if not self.wants(kind):
            return None
        return self.inject({kind: body})

    def inject(self, update: Json) -> Json:
        """Queue an update as it is, with the next id unless it has one; return it."""
        update_id = update.get("update_id", self._next_id)
        self._next_id = max(self._next_id, update_id) + 1
        whole = {"update_id": update_id, **update}
        self.pending[next(self._places)] = whole
        self.history.append(whole)
        self._wake()
        return whole

    def redeliver(self, update: Json) -> None:
        """Give the bot an update once more, whatever it has confirmed."""
        if self.webhook.url:
            self.pending[next(self._places)] = update
        else:
            self._again.append(update)
        self._wake()

    def confirm(self, offset: int) -> None:
        """Forget updates before `offset`; a negative one forgets all but the last ones."""
        if offset < 0:
            done = list(self.pending)[: len(self.pending) + offset]
        else:
            early = takewhile(lambda item: item[1]["update_id"] < offset, self.pending.items())
            done = [place for place, _ in early]
        for place in done:
            dropped = self.pending.pop(place)
            self.confirmed_offset = max(self.confirmed_offset, dropped["update_id"] + 1)
        self.confirmed_offset = max(self.confirmed_offset, offset)
        self.on_change()

    def delivered(self, place: int) -> None:
        """Forget an update that the webhook has taken."""
        self.pending.pop(place, None)
        self.on_change()

    def drop_all(self) -> None:
        """Forget all that is pending."""
        self.pending.clear()
        self._again.clear()
        self.on_change()

    def allow(self, kinds: Iterable[str] | None) -> None:
        """Remember the kinds the bot asks for; None changes nothing."""
        if kinds is not None:
            self.allowed = list(kinds)

    async def poll(self, offset: int, limit: int, timeout: float) -> list[Json]:
        """Return up to `limit` updates from `offset`, waiting up to `timeout` seconds for one.

        Raises:
            ApiError: 409, where a webhook is set, or another poll comes while this one waits.
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
        batch = [self._again.popleft() for _ in range(min(limit, len(self._again)))]
        batch.extend(islice(self.pending.values(), limit - len(batch)))
        return batch

    def set_webhook(self, webhook: Webhook) -> None:
        """Post updates to `webhook` from now on; a poll that waits is refused."""
        self.webhook = webhook
        self._fail_poll(conflict("terminated by setWebhook request"))
        self._wake()

    @property
    def is_being_polled(self) -> bool:
        """Whether a long poll waits now."""
        return self._poll is not None and not self._poll.done()

    def interrupt(self) -> None:
        """Answer the poll that waits, with nothing."""
        self._wake()

    def close(self) -> None:
        """Answer the poll that waits, with nothing, and let no later one wait."""
        self._is_closed = True
        self._wake()

    def _wake(self) -> None:
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)
        self.on_change()

    def _fail_poll(self, error: ApiError) -> None:
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(error)
