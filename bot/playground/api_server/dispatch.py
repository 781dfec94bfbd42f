"""Dispatch a Bot API request to its method and build the response; knows no HTTP."""

import asyncio
import inspect
import json
import logging
from dataclasses import dataclass
from typing import Any

from bot.playground.api_server.errors import ApiError, Json, not_supported, too_many_requests
from bot.playground.api_server.faults import Fault, Faults, Kind
from bot.playground.api_server.flood_control import SENDING, FloodControl
from bot.playground.api_server.methods import HANDLERS, NAMES
from bot.playground.api_server.methods.unsupported import UNSUPPORTED
from bot.playground.api_server.request_log import DROPPED, Call, RequestLog
from bot.playground.api_server.schema.parameters import read_parameters
from bot.playground.api_server.state.world import World

log = logging.getLogger(__name__)
_GROUPS = frozenset({"group", "supergroup"})
_NO_ANSWER_REASONS: dict[Kind, str] = {
    "drop": "no answer: cut off",
    "hang": "no answer: it hung",
    "garbage": "no answer: garbage in its place",
}
_LONG_POLL = "getUpdates"  # a long poll does not count as a request in progress


@dataclass(frozen=True, slots=True)
class Answer:
    """A response; status None closes the connection without one."""

    status: int | None
    body: bytes = b""
    content_type: str = "application/json"


def _success_response(result: Any) -> Answer:
    body = json.dumps({"ok": True, "result": result}, ensure_ascii=False, separators=(",", ":"))
    return Answer(200, body.encode("utf-8", "surrogatepass"))


def error_response(error: ApiError) -> Answer:
    """Return the response for an error."""
    return Answer(error.code, json.dumps(error.body, ensure_ascii=False).encode())


def _as_api_error(call: Call, error: Exception) -> ApiError:
    """Return the error for a refused request; log an unexpected exception as a 500."""
    if isinstance(error, ApiError):
        return error
    call.reason = f"{type(error).__name__}: {error}"
    log.error("%s %s", call.method, call.params, exc_info=error)
    return ApiError(500, "Internal Server Error")


class Dispatcher:
    """Checks a request, applies faults and flood control, calls the method and logs the request."""

    def __init__(
        self, world: World, token: str, calls: RequestLog, faults: Faults, flood: FloodControl
    ) -> None:
        self.world = world
        self.token = token
        self.calls = calls
        self.faults = faults
        self.flood = flood
        self.rule_breaks: list[str] = []
        self.in_flight = 0  # requests in progress, without long polls
        self.stopping = asyncio.Event()

    def has_token(self, token: str) -> bool:
        """Tell whether `token` is the bot's."""
        return token == self.token

    async def answer(self, method_name: str, raw: Json) -> Answer:
        """Handle a request; errors become responses."""
        clock = asyncio.get_running_loop().time
        method = NAMES.get(method_name.lower())
        if method is None:
            return self._reject_unknown(
                Call(method=method_name, params=raw, time=clock(), took=0.0)
            )
        call = Call(method=method, params={}, time=clock())
        is_long_poll = method == _LONG_POLL
        self.in_flight += not is_long_poll
        try:
            return await self._handle(call, raw)
        finally:
            self.in_flight -= not is_long_poll
            call.took = clock() - call.time
            self.world.changes.notify()

    def _reject_unknown(self, call: Call) -> Answer:
        """Refuse a method that this server lacks, or that the Bot API does not have."""
        if name := UNSUPPORTED.get(call.method.lower()):
            error, call.method = not_supported(f"method {name}"), name
        else:
            error = ApiError(404, "Not Found: method not found")
            call.breaks.append(f"unknown method {call.method}")
        call.set_error(error)
        self.rule_breaks.extend(call.breaks)
        self.calls.add(call)
        self.world.changes.notify()
        return error_response(error)

    async def _handle(self, call: Call, raw: Json) -> Answer:
        error: ApiError | None = None
        try:
            read_parameters(call.method, raw, call.params, call.breaks)
        except Exception as cause:  # noqa: BLE001 - bad input gets a Bot API error, not HTTP 500
            error = _as_api_error(call, cause)
            call.params = {**raw, **call.params}
        self.rule_breaks.extend(call.breaks)
        self.calls.add(call)
        fault = self.faults.take(call.method, call.params)
        if fault is not None:
            return await self._apply_fault(call, fault, error)
        return await self._call_method(call, error)

    async def _call_method(self, call: Call, error: ApiError | None) -> Answer:
        """Call the method and log its result or error."""
        try:
            if error is not None:
                raise error
            self._check_flood(call)
            result = HANDLERS[call.method](self.world, call.params)
            if inspect.isawaitable(result):
                result = await result
            answer = _success_response(result)
        except Exception as cause:  # noqa: BLE001 - a bug here is a Bot API error and in the log
            api_error = _as_api_error(call, cause)
            call.set_error(api_error)
            self.calls.note_failure(call)
            return error_response(api_error)
        call.status, call.result = 200, result
        return answer

    def _check_flood(self, call: Call) -> None:
        if not self.flood.is_on or call.method not in SENDING:
            return
        chat_id = call.params["chat_id"]
        if isinstance(chat_id, str):
            named = self.world.usernames.get(chat_id.removeprefix("@").lower())
            chat_id = named.id if named else 0
        chat = self.world.chats.get(chat_id)
        retry_after = self.flood.admit(
            chat_id,
            is_group=chat is not None and chat.type in _GROUPS,
            is_paid=call.params.get("allow_paid_broadcast", False),
            now=self.world.clock.monotonic(),
        )
        if retry_after is not None:
            raise too_many_requests(retry_after)

    async def _apply_fault(self, call: Call, fault: Fault, error: ApiError | None) -> Answer:
        """Apply a fault, which replaces the response or delays it."""
        answer = None
        if fault.is_stored or fault.kind == "delay":
            answer = await self._call_method(call, error)
        if fault.delay:
            await self._pause(fault.delay)
        if fault.kind == "hang":
            await self._pause(None)
        if fault.kind == "delay" and answer is not None:
            return answer
        call.status, call.result, call.reason = DROPPED, None, _NO_ANSWER_REASONS.get(fault.kind)
        if fault.kind == "garbage":
            answer = Answer(200, fault.html_body(), "text/html")
        elif not isinstance(fault.kind, int):
            answer = Answer(None)
        else:
            answer = self._fault_response(call, fault)
        self.calls.note_failure(call)
        return answer

    def _fault_response(self, call: Call, fault: Fault) -> Answer:
        error = fault.error()
        call.set_error(error)
        if fault.is_html:
            return Answer(error.code, fault.html_body(), "text/html")
        return error_response(error)

    async def _pause(self, seconds: float | None) -> None:
        """Wait `seconds`, or forever if None; return early when the server stops."""
        try:
            async with asyncio.timeout(seconds):
                await self.stopping.wait()
        except TimeoutError:
            pass
