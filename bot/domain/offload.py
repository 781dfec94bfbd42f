"""Work that is too slow for the event loop, and how it is handed away."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from bot.domain.ids import UserId

Result = TypeVar("Result")


class TookTooLong(Exception):
    """The work passed its limit of time or memory, or its process died; it gave nothing."""


class Offload(Protocol):
    """Runs a function in another process; the larger its arguments, the longer it may take."""

    async def __call__(
        self, work: Callable[..., Result], *arguments: object, requester: UserId | None = None
    ) -> Result:
        """Return `work(*arguments)`; function, arguments and result must be picklable.

        Errors of ours that `work` raises are raised here.

        Args:
            work: a function of a module.
            arguments: what it is called with.
            requester: the person who waits for the result; None for the bot's own work.

        Raises:
            TookTooLong: the limit passed or the process died.
        """
