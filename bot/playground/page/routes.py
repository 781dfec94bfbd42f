"""HTTP routes of the page: assets, events, actions, files and news."""

import inspect
import json
from collections.abc import Awaitable
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from bot.playground.api_server.errors import ApiError, Json
from bot.playground.api_server.request_log import RequestLog
from bot.playground.api_server.state.file_store import picture_type
from bot.playground.api_server.state.world import World
from bot.playground.page.actions import PageActions
from bot.playground.page.host_check import HEADERS, is_cross_site
from bot.playground.page.inspection import inspector_items
from bot.playground.page.live_updates import LiveUpdates
from bot.playground.page.news import News
from bot.playground.page.personas import Persona, Personas
from bot.playground.page.requests import MAX_FILE, SendFile
from bot.playground.page.texts import LANGUAGES, catalogue
from bot.playground.page.views import Item, View
from bot.playground.samples import picture

_ASSETS = Path(__file__).with_name("assets")
_TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}
_UNKNOWN = "application/octet-stream"
_SANDBOX_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox"
}  # scripts of uploaded files do not run
_MAX_BODY = 64 * 1024  # bytes of an action's JSON


class _Refused(Exception):
    """A refused request with a status and a reason for developers."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


class Pages:
    """Request handlers of the page."""

    def __init__(
        self, world: World, personas: Personas, calls: RequestLog, actions: PageActions, news: News
    ) -> None:
        self._world = world
        self._personas = personas
        self._calls = calls
        self._actions = actions
        self._table = actions.table()
        self._news = news
        self._read_markers = actions.read_markers

    def routes(self) -> list[BaseRoute]:
        """Return the routes."""
        return [
            Route("/", self._index),
            Route("/page/assets/{path:path}", self._asset),
            Route("/page/texts/{language}", self._texts),
            Route("/page/events", self._events),
            Route("/page/files/{file_id}", self._file),
            Route("/page/do/send-file", self._send_file, methods=["POST"]),
            Route("/page/do/{verb}", self._action, methods=["POST"]),
            Route("/news/{name}.svg", self._picture),
            Route("/news/{name}", self._article),
        ]

    async def _index(self, _: Request) -> Response:
        return _asset("index.html")

    async def _asset(self, request: Request) -> Response:
        return _asset(request.path_params["path"])

    async def _texts(self, request: Request) -> Response:
        language = request.path_params["language"]
        if language not in LANGUAGES:
            return _json({"error": "no such language"}, 404)
        return _json(catalogue(language))

    async def _events(self, request: Request) -> Response:
        persona = self._personas.by_name.get(request.query_params.get("as", ""))
        if persona is None:
            return _json({"error": "nobody of that name"}, 404)
        view = View(self._personas, persona, self._news, self._read_markers)

        def items() -> list[Item]:
            connection = {"is_offline": self._actions.is_offline}
            connection_item = Item(key="connection", stamp=connection, make=lambda: connection)
            return [connection_item, *view.items(), *inspector_items(self._calls)]

        events = LiveUpdates(self._world.changes, items).events()
        return StreamingResponse(events, media_type="text/event-stream", headers=HEADERS)

    async def _action(self, request: Request) -> Response:
        return await _answer(self._run_action(request))

    async def _run_action(self, request: Request) -> Json:
        persona = self._persona(request)
        schema, action = self._table.get(request.path_params["verb"], (None, None))
        if schema is None or action is None:
            raise _Refused(404, f"there is only {', '.join(self._table)}")
        if request.headers.get("content-type") != "application/json":
            raise _Refused(415, "this takes application/json")
        outcome: Any = action(persona, _validated(schema, await _read(request, _MAX_BODY)))
        result: Json = await outcome if inspect.isawaitable(outcome) else outcome
        return result

    async def _send_file(self, request: Request) -> Response:
        return await _answer(self._take_file(request))

    async def _take_file(self, request: Request) -> Json:
        persona = self._persona(request)
        given = {name: value for name, value in request.query_params.items() if name != "as"}
        body = _validated(SendFile, json.dumps(given).encode())
        data = await _read(request, MAX_FILE)
        if not data:
            raise _Refused(400, "an empty file cannot be sent")
        kind = request.headers.get("content-type", "")[:100]
        return self._actions.send_file(persona, body, data, kind)

    def _persona(self, request: Request) -> Persona:
        if is_cross_site(request.headers):
            raise _Refused(403, "another site's page may not do this")
        persona = self._personas.by_name.get(request.query_params.get("as", ""))
        if persona is None:
            raise _Refused(404, "nobody of that name")
        return persona

    async def _file(self, request: Request) -> Response:
        try:
            stored = self._world.files.get(request.path_params["file_id"])
        except ApiError:
            return _json({"error": "no such file"}, 404)
        kind = picture_type(stored.data)
        headers = HEADERS | _SANDBOX_HEADERS
        if kind is None:
            headers |= {"Content-Disposition": "attachment"}
        return Response(stored.data, media_type=kind or _UNKNOWN, headers=headers)

    async def _picture(self, request: Request) -> Response:
        name = request.path_params["name"]
        if not self._news.has(name):
            return _json({"error": "no such picture"}, 404)
        return Response(picture(name), media_type="image/svg+xml", headers=HEADERS)

    async def _article(self, request: Request) -> Response:
        name = request.path_params["name"]
        if not self._news.has(name):
            return _json({"error": "no such article"}, 404)
        return Response(self._news.page(name), media_type="text/html", headers=HEADERS)


@cache
def _assets() -> dict[str, Path]:
    """Return the page's files by path; no other file is served."""
    files = (file for file in _ASSETS.rglob("*") if file.suffix in _TYPES)
    return {file.relative_to(_ASSETS).as_posix(): file for file in files}


def _asset(path: str) -> Response:
    file = _assets().get(path)
    if file is None:
        return _json({"error": "no such file"}, 404)
    return Response(file.read_bytes(), media_type=_TYPES[file.suffix], headers=HEADERS)


def _json(content: Json | dict[str, str], status: int = 200) -> Response:
    return JSONResponse(content, status, headers=HEADERS)


async def _answer(work: Awaitable[Json]) -> Response:
    """Return the result as JSON, or an error response with a reason for developers."""
    try:
        return _json(await work)
    except _Refused as refusal:
        return _json({"error": str(refusal)}, refusal.status)
    except (LookupError, ValueError, ApiError) as error:
        return _json({"error": str(error)}, 409)


def _validated(schema: type[BaseModel], body: bytes) -> Any:
    try:
        return schema.model_validate_json(body)
    except ValidationError as error:
        raise _Refused(400, str(error)) from error


async def _read(request: Request, limit: int) -> bytes:
    """Return the body of a request.

    Raises:
        _Refused: 413, it has more than `limit` bytes; 400, the client disconnected.
    """
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > limit:
                raise _Refused(413, f"at most {limit} bytes")
    except ClientDisconnect as error:
        raise _Refused(400, "the request broke off") from error
    return bytes(body)
