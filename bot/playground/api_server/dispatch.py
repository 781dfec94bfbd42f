"""One request from its parameters to its answer; no HTTP in here."""

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
_SILENCES: dict[Kind, str] = {
    "drop": "no answer: cut off",
    "hang": "no answer: it hung",
    "garbage": "no answer: garbage in its place",
}
_LONG = "getUpdates"  # waits by nature, so it does not keep the wire busy


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back; None as status closes the connection with no answer."""

    status: int | None
    body: bytes = b""
    content_type: str = "application/json"


def _granted(result: Any) -> Answer:
    body = json.dumps({"ok": True, "result": result}, ensure_ascii=False, separators=(",", ":"))
    return Answer(200, body.encode("utf-8", "surrogatepass"))


def refused(error: ApiError) -> Answer:
    """Return the answer that carries an error."""
    return Answer(error.code, json.dumps(error.body, ensure_ascii=False).encode())


def _refusal(call: Call, error: Exception) -> ApiError:
    """Return what a request is refused with; what nobody foresaw is logged."""
    if isinstance(error, ApiError):
        return error
    call.reason = f"{type(error).__name__}: {error}"
    log.error("%s %s", call.method, call.params, exc_info=error)
    return ApiError(500, "Internal Server Error")


class Dispatcher:
    """Checks, faults, flood control, the method itself, and the record of it all."""

    def __init__(
        self, world: World, token: str, calls: RequestLog, faults: Faults, flood: FloodControl
    ) -> None:
        self.world = world
        self.token = token
        self.calls = calls
        self.faults = faults
        self.flood = flood
        self.rule_breaks: list[str] = []
        self.busy = 0  # requests under way, long polls aside
        self.last_activity = 0.0  # monotonic seconds
        self.stopping = asyncio.Event()

    def has_token(self, token: str) -> bool:
        """Tell whether it is the bot's token."""
        return token == self.token

    async def answer(self, method_name: str, raw: Json) -> Answer:
        """Do what a request asks; errors become answers."""
        clock = asyncio.get_running_loop().time
        method = NAMES.get(method_name.lower())
        if method is None:
            return self._unknown(Call(method=method_name, params=raw, time=clock(), took=0.0))
        call = Call(method=method, params={}, time=clock())
        is_long = method == _LONG
        self.busy += not is_long
        try:
            return await self._recorded(call, raw)
        finally:
            self.busy -= not is_long
            now = clock()
            call.took = now - call.time
            if not is_long:
                self.last_activity = now
            self.world.changes.notify()

    def _unknown(self, call: Call) -> Answer:
        """Refuse a method that is not here: one that there is, and one that there is not."""
        if name := UNSUPPORTED.get(call.method.lower()):
            error, call.method = not_supported(f"method {name}"), name
        else:
            error = ApiError(404, "Not Found: method not found")
            call.breaks.append(f"unknown method {call.method}")
        call.refuse(error)
        self.rule_breaks.extend(call.breaks)
        self.calls.add(call)
        self.world.changes.notify()
        return refused(error)

    async def _recorded(self, call: Call, raw: Json) -> Answer:
        error: ApiError | None = None
        try:
            read_parameters(call.method, raw, call.params, call.breaks)
        except Exception as stumble:  # noqa: BLE001 - the boundary: whatever a client has sent
            error = _refusal(call, stumble)
            call.params = {**raw, **call.params}
        self.rule_breaks.extend(call.breaks)
        self.calls.add(call)
        fault = self.faults.hit(call.method, call.params)
        if fault is not None:
            return await self._faulty(call, fault, error)
        return await self._done(call, error)

    async def _done(self, call: Call, error: ApiError | None) -> Answer:
        """Let the method answer, and write down what it answered."""
        try:
            if error is not None:
                raise error
            self._check_flood(call)
            result = HANDLERS[call.method](self.world, call.params)
            if inspect.isawaitable(result):
                result = await result
            answer = _granted(result)
        except Exception as stumble:  # noqa: BLE001 - the boundary: a mistake of the server's own, too
            refusal = _refusal(call, stumble)
            call.refuse(refusal)
            self.calls.failed(call)
            return refused(refusal)
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

    async def _faulty(self, call: Call, fault: Fault, error: ApiError | None) -> Answer:
        """Do what a fault says, in place of the answer or before it."""
        answer = None
        if fault.is_stored or fault.kind == "delay":
            answer = await self._done(call, error)
        if fault.delay:
            await self._pause(fault.delay)
        if fault.kind == "hang":
            await self._pause(None)
        if fault.kind == "delay" and answer is not None:
            return answer
        call.status, call.result, call.reason = DROPPED, None, _SILENCES.get(fault.kind)
        if fault.kind == "garbage":
            answer = Answer(200, fault.page(), "text/html")
        elif not isinstance(fault.kind, int):
            answer = Answer(None)
        else:
            answer = self._error_of(call, fault)
        self.calls.failed(call)
        return answer

    def _error_of(self, call: Call, fault: Fault) -> Answer:
        refusal = fault.error()
        call.refuse(refusal)
        if fault.is_html:
            return Answer(refusal.code, fault.page(), "text/html")
        return refused(refusal)

    async def _pause(self, seconds: float | None) -> None:
        """Wait, but not longer than the server lives."""
        try:
            async with asyncio.timeout(seconds):
                await self.stopping.wait()
        except TimeoutError:
            pass
