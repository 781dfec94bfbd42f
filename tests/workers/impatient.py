"""A pool that ends endless work soon, and never fair work: not on the busiest machine."""

from collections.abc import Callable
from typing import TypeVar

from bot.domain.ids import UserId
from bot.playground.changes import HANG_SECONDS
from bot.workers.process_pool import Pool
from tests.workers.tasks import count_for_ever

Result = TypeVar("Result")
_LIMIT = 1.5  # seconds of an endless task, in place of 20
_FAIR_MAX = 50_000  # characters, or bytes, that a fair task is given


class ImpatientPool(Pool):
    """Gives endless work `limit` seconds, and fair work as many as the busiest machine needs."""

    limit = _LIMIT

    async def __call__(
        self, work: Callable[..., Result], *arguments: object, requester: UserId | None = None
    ) -> Result:
        """Return `work(*arguments)`; large arguments are a hostile page or feed."""
        is_large = any(len(each) > _FAIR_MAX for each in map(_bulk, arguments))
        is_endless = is_large or work is count_for_ever
        self._seconds = self.limit if is_endless else HANG_SECONDS
        return await super().__call__(work, *arguments, requester=requester)


def _bulk(argument: object) -> str | bytes:
    return argument if isinstance(argument, str | bytes) else repr(argument)
