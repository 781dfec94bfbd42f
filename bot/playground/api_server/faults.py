"""Fault injection: make the server fail chosen requests."""

from dataclasses import dataclass
from typing import Literal

from bot.playground.api_server.errors import ApiError, Json

Kind = int | Literal["drop", "hang", "garbage", "delay"]

_DESCRIPTIONS = {
    400: "Bad Request: chat not found",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance "
    "is running",
    429: "Too Many Requests: retry after",
}
_REASONS = {500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable"}


@dataclass(slots=True, kw_only=True, eq=False)
class Fault:
    """One fault and the requests that it affects.

    Args:
        method: the affected method; `*` for all.
        kind: an HTTP status (4xx responds with JSON, 5xx with HTML as a gateway does). `drop`
            closes the connection without a response. `hang` never responds. `garbage` responds
            with 200 and a body that is not JSON. `delay` responds correctly, but late.
        times: the number of affected requests; None for all from now on.
        chat_id: affects only requests for this chat.
        is_stored: whether the request takes effect anyway.
        retry_after: seconds, with 429.
        description: the error's text instead of the default one.
        delay: seconds before the response.
    """

    method: str
    kind: Kind
    times: int | None = 1
    chat_id: int | None = None
    is_stored: bool = False
    retry_after: int | None = None
    description: str | None = None
    parameters: Json | None = None
    delay: float = 0.0
    hits: int = 0

    def matches(self, method: str, params: Json) -> bool:
        """Tell whether the fault affects this request."""
        if self.times is not None and self.hits >= self.times:
            return False
        if self.method not in {"*", method}:
            return False
        return self.chat_id is None or params.get("chat_id") == self.chat_id

    def end(self) -> None:
        """Affect no further requests."""
        self.times = self.hits

    def error(self) -> ApiError:
        """Return the error for the fault's status."""
        code = self.kind if isinstance(self.kind, int) else 500
        description = self.description or _DESCRIPTIONS.get(code, _REASONS.get(code, "Bad Request"))
        parameters = dict(self.parameters or {})
        if code == 429 or self.retry_after is not None:
            seconds = 1 if self.retry_after is None else self.retry_after
            parameters["retry_after"] = seconds
            if self.description is None:
                description = f"{description} {seconds}"
        return ApiError(code, description, parameters or None)

    @property
    def is_html(self) -> bool:
        """Whether the error is a gateway's HTML page instead of JSON."""
        return isinstance(self.kind, int) and self.kind >= 500 and self.description is None

    def html_body(self) -> bytes:
        """Return the gateway's HTML page."""
        code = self.kind if isinstance(self.kind, int) else 200
        title = f"{code} {_REASONS.get(code, 'OK')}"
        head = f"<head><title>{title}</title></head>"
        body = f"<center><h1>{title}</h1></center><hr><center>nginx/1.18.0</center>"
        return f"<html>\r\n{head}\r\n<body>\r\n{body}\r\n</body>\r\n</html>\r\n".encode()


class Faults:
    """The active faults, oldest first."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> Fault:
        """Activate a fault."""
        self._faults.append(fault)
        return fault

    def take(self, method: str, params: Json) -> Fault | None:
        """Return the fault that affects this request, and count the hit."""
        for fault in self._faults:
            if fault.matches(method, params):
                fault.hits += 1
                return fault
        return None

    def clear(self) -> None:
        """Remove all faults."""
        self._faults.clear()
