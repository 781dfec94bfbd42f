"""An observer that knows the Bot API from two independent sources and checks every request.

The sources are the machine-readable Bot API 10.3 (if it lies beside the project) and aiogram's
typed models. The observer also checks every result and every update of the server.
"""

import json
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from pydantic import ValidationError

from bot.playground.api_server.request_log import Call
from bot.playground.api_server.state.file_store import Upload
from tests.support.aiogram_models import BufferedInputFile, model, result_type
from tests.support.paths import SHARED

API_FILE = SHARED / "botapi" / "api.json"
Json = dict[str, Any]

_PLAIN: dict[str, type | tuple[type, ...]] = {
    "Integer": int,
    "String": str,
    "Boolean": bool,
    "True": bool,
    "Float": (int, float),
}


def rule_breaks(calls: Iterable[Call], updates: Iterable[Json] = ()) -> list[str]:
    """Return the rules that the requests, their results and the updates break.

    Args:
        calls: as `bot_api.calls()` gives them.
        updates: as `bot_api.updates` gives them.
    """
    breaks: list[str] = []
    for call in calls:
        breaks.extend(f"{call.method}: {found}" for found in _request_breaks(call))
        if call.ok and call.method != "getUpdates":
            breaks.extend(f"{call.method} gave: {found}" for found in _result_breaks(call))
    for update in updates:
        breaks.extend(f"update: {found}" for found in update_breaks(update))
    return breaks


@cache
def api() -> Json | None:
    """Return the machine-readable Bot API, or None if it is not installed."""
    if not API_FILE.exists():
        return None
    loaded: Json = json.loads(API_FILE.read_text(encoding="utf-8"))
    return {kind: _named(loaded[kind]) for kind in ("methods", "types")}


def _named(items: Any) -> Json:
    return items if isinstance(items, dict) else {item["name"]: item for item in items}


def _request_breaks(call: Call) -> Iterator[str]:
    known = api()
    if known is not None:
        method = known["methods"].get(call.method)
        if method is None:
            yield "no such method in the Bot API"
        else:
            yield from _field_breaks(method.get("fields", []), call.params, "")
    method_model = model(_in_aiogram(call.method))
    if method_model is None:
        yield "no such method in aiogram"
        return
    try:
        method_model.model_validate(_for_aiogram(call.params), extra="forbid")
    except ValidationError as error:
        yield from _words(error)


def _in_aiogram(method: str) -> str:
    return method[0].upper() + method[1:]


def _for_aiogram(value: Any) -> Any:
    """Return the parameters with uploads in aiogram's type."""
    if isinstance(value, Upload):
        return BufferedInputFile(value.data, value.filename)
    if isinstance(value, dict):
        return {name: _for_aiogram(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_for_aiogram(item) for item in value]
    return value


def _words(error: ValidationError) -> Iterator[str]:
    """Yield the mistakes in a request; unknown names are left to the Bot API file, if installed."""
    for found in error.errors(include_url=False):
        if found["type"] == "extra_forbidden" and api() is not None:
            continue
        where = ".".join(str(part) for part in found["loc"])
        yield f"aiogram: {where}: {found['msg']}"


def _result_breaks(call: Call) -> Iterator[str]:
    try:
        result_type(_in_aiogram(call.method)).validate_python(call.result)
    except ValidationError as error:
        yield str(error)
    known = api()
    if known is not None and isinstance(call.result, dict) and "chat" in call.result:
        yield from type_breaks("Message", call.result, "Message")


def update_breaks(update: Json) -> Iterator[str]:
    """Yield the rules that an update of the server breaks."""
    update_model = model("Update")
    assert update_model is not None
    try:
        update_model.model_validate(update)
    except ValidationError as error:
        yield str(error)
    if api() is not None:
        yield from type_breaks("Update", update, "Update")


def _field_breaks(fields: list[Json], value: Json, where: str) -> Iterator[str]:
    """Yield the faults of an object, by the descriptions of its `fields`."""
    known = {field["name"]: field for field in fields}
    for name, item in value.items():
        if name not in known:
            yield f"{where}{name}: unknown"
            continue
        found = [list(type_breaks(kind, item, f"{where}{name}")) for kind in known[name]["types"]]
        yield from min(found, key=len)
    for name, field in known.items():
        if field["required"] and name not in value:
            yield f"{where}{name}: missing"


def type_breaks(kind: str, value: Any, where: str) -> Iterator[str]:
    """Yield the reasons why `value` is not of `kind`; of several kinds, the nearest counts."""
    if kind.startswith("Array of "):
        if not isinstance(value, list):
            yield f"{where}: {value!r} is no {kind}"
            return
        for place, item in enumerate(value):
            yield from type_breaks(kind.removeprefix("Array of "), item, f"{where}[{place}]")
    elif kind in _PLAIN:
        is_flag = isinstance(value, bool)
        if not isinstance(value, _PLAIN[kind]) or is_flag != (kind in {"Boolean", "True"}):
            yield f"{where}: {value!r} is no {kind}"
    elif kind == "InputFile":
        if not isinstance(value, Upload):
            yield f"{where}: {value!r} is no InputFile"
    else:
        yield from _object_breaks(kind, value, where)


def _object_breaks(kind: str, value: Any, where: str) -> Iterator[str]:
    known = api()
    described = known["types"].get(kind) if known else None
    if described is None:
        return
    if kind in {"RichText", "InputRichBlock", "RichBlock"}:
        return  # unions of text, arrays and objects that nest; aiogram checks them
    if subtypes := described.get("subtypes"):
        found = [list(type_breaks(subtype, value, where)) for subtype in subtypes]
        yield from min(found, key=len)
    elif not isinstance(value, dict):
        yield f"{where}: {value!r} is no {kind}"
    else:
        yield from _field_breaks(described.get("fields", []), value, f"{where}.")
