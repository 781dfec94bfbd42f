"""Log of the requests that the server received, for tests and the inspector."""

from collections import deque
from dataclasses import dataclass, field
from itertools import count, islice
from typing import Any

from bot.playground.api_server.errors import ApiError, Json

DROPPED = 0  # the status of a request without a response
_RETRYABLE = frozenset({DROPPED, 429, 500, 502, 503, 504})


@dataclass(slots=True, kw_only=True, eq=False)
class Call:
    """One request to a method; `call["text"]` is its parameter `text`."""

    method: str
    params: Json
    time: float  # monotonic seconds when it arrived
    status: int = DROPPED  # HTTP status; 0 without a response
    result: Any = None
    description: str | None = None  # of the error
    parameters: Json | None = None  # of the error: retry_after, migrate_to_chat_id
    reason: str | None = None  # cause of a missing response or of a server error
    retry_of: "Call | None" = field(default=None, repr=False)
    took: float | None = None  # seconds until the response; None before it
    number: int = 0  # sequence number from 1
    breaks: list[str] = field(default_factory=list)  # rule breaks that Telegram would let pass

    def set_error(self, error: ApiError) -> None:
        """Record the error that the request was refused with."""
        self.status, self.description = error.code, error.description
        self.parameters = error.parameters

    @property
    def ok(self) -> bool:
        """Whether the request succeeded."""
        return self.status == 200

    def __getitem__(self, name: str) -> Any:
        return self.params[name]

    def get(self, name: str, default: Any = None) -> Any:
        """Return a parameter, or `default` if it is missing."""
        return self.params.get(name, default)


class RequestLog:
    """Requests in order of arrival.

    Args:
        limit: the number of requests to keep; None for all, 0 for none.
    """

    def __init__(self, limit: int | None) -> None:
        self._calls: deque[Call] = deque(maxlen=limit)
        self._failed: dict[tuple[str, str], Call] = {}
        self.is_kept = limit != 0
        self._numbers = count(1)

    def add(self, call: Call) -> None:
        """Add a request and link it to the failed request that it repeats."""
        if not self.is_kept:
            return
        call.number = next(self._numbers)
        if self._failed:
            call.retry_of = self._failed.pop(_key(call), None)
        self._calls.append(call)

    def note_failure(self, call: Call) -> None:
        """Remember a failed request that the bot may retry."""
        if self.is_kept and call.status in _RETRYABLE:
            self._failed[_key(call)] = call

    def find(self, method: str | None) -> list[Call]:
        """Return the requests for a method, or all for None."""
        if method is None:
            return list(self._calls)
        return [call for call in self._calls if call.method == method]

    def newest(self, limit: int) -> list[Call]:
        """Return the last `limit` requests, oldest first."""
        return list(islice(reversed(self._calls), limit))[::-1]


def _key(call: Call) -> tuple[str, str]:
    return call.method, repr(sorted(call.params.items(), key=lambda item: item[0]))
