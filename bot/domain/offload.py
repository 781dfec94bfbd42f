"""The interface for running CPU-bound functions in another process (`Offload`)."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from bot.domain.ids import UserId

Result = TypeVar("Result")


class TookTooLong(Exception):
    """The function exceeded its limit of time or memory, or its process died."""


class Offload(Protocol):
    """Runs a function in another process; its time limit grows with the size of the arguments."""

    async def __call__(
        self, work: Callable[..., Result], *arguments: object, requester: UserId | None = None
    ) -> Result:
        """Return `work(*arguments)`; function, arguments and result must be picklable.

        An exception of `work` is raised here.

        Args:
            work: a module-level function.
            arguments: its positional arguments.
            requester: the user who waits for the result; None for the bot's own work.

        Raises:
            TookTooLong: the function exceeded its limit, or the process died.
        """
