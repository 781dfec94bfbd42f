"""The requests that came, as tests look at them."""

from collections import deque
from dataclasses import dataclass, field
from itertools import count, islice
from typing import Any

from bot.playground.api_server.errors import ApiError, Json

DROPPED = 0  # the status of a request that got no answer
_WORTH_RETRYING = frozenset({DROPPED, 429, 500, 502, 503, 504})


@dataclass(slots=True, kw_only=True, eq=False)
class Call:
    """One request; `call["text"]` is its parameter `text`."""

    method: str
    params: Json
    time: float  # seconds, monotonic, when it came
    status: int = DROPPED  # HTTP status; 0 where there was no answer
    result: Any = None
    description: str | None = None  # of the error
    parameters: Json | None = None  # of the error: retry_after, migrate_to_chat_id
    reason: str | None = None  # why there was no answer, or what went wrong in the server
    retry_of: "Call | None" = field(default=None, repr=False)
    took: float | None = None  # seconds until its answer; None while there is none
    number: int = 0  # the first is 1
    breaks: list[str] = field(default_factory=list)  # what the real service would let pass

    def refuse(self, error: ApiError) -> None:
        """Write down what it was refused with."""
        self.status, self.description = error.code, error.description
        self.parameters = error.parameters

    @property
    def ok(self) -> bool:
        """Whether it was granted."""
        return self.status == 200

    def __getitem__(self, name: str) -> Any:
        return self.params[name]

    def get(self, name: str, default: Any = None) -> Any:
        """Return a parameter, or `default` where it was not given."""
        return self.params.get(name, default)


class RequestLog:
    """Requests in the order they came.

    Args:
        limit: how many to keep; None for all, 0 for none.
    """

    def __init__(self, limit: int | None) -> None:
        self._calls: deque[Call] = deque(maxlen=limit)
        self._failed: dict[tuple[str, str], Call] = {}
        self.is_kept = limit != 0
        self._numbers = count(1)

    def add(self, call: Call) -> None:
        """Record a request that has just come, and which earlier one it repeats."""
        if not self.is_kept:
            return
        call.number = next(self._numbers)
        if self._failed:
            call.retry_of = self._failed.pop(_key(call), None)
        self._calls.append(call)

    def failed(self, call: Call) -> None:
        """Note a request that may come again."""
        if self.is_kept and call.status in _WORTH_RETRYING:
            self._failed[_key(call)] = call

    def find(self, method: str | None) -> list[Call]:
        """Return the requests for a method, or all."""
        if method is None:
            return list(self._calls)
        return [call for call in self._calls if call.method == method]

    def newest(self, limit: int) -> list[Call]:
        """Return the last `limit` requests, oldest first."""
        return list(islice(reversed(self._calls), limit))[::-1]

    def clear(self) -> None:
        """Forget them all."""
        self._calls.clear()
        self._failed.clear()


def _key(call: Call) -> tuple[str, str]:
    return call.method, repr(sorted(call.params.items(), key=lambda item: item[0]))
