"""The HTTP side: addresses, bodies, status codes."""

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.playground.api_server.dispatch import Answer, Dispatcher, refused
from bot.playground.api_server.errors import ApiError, Json, bad_request
from bot.playground.api_server.state.file_store import Upload

_MAX_FIELD = 4 * 1024 * 1024  # bytes in one field of a multipart body

Drop = Callable[[Any], None]


def make_app(dispatcher: Dispatcher, drop: Drop, more: list[BaseRoute]) -> Starlette:
    """Return the server's application.

    Args:
        dispatcher: answers the requests.
        drop: closes the connection of a client, named by its address, with no answer.
        more: other routes to serve.
    """

    async def method(request: Request) -> Response:
        if not dispatcher.has_token(request.path_params["token"]):
            return _response(refused(ApiError(401, "Unauthorized")))
        try:
            raw = await read_request(request)
        except ApiError as error:
            return _response(refused(error))
        answer = await dispatcher.answer(request.path_params["method"], raw)
        if answer.status is None:
            drop(request.scope["client"])
        return _response(answer)

    async def download(request: Request) -> Response:
        if not dispatcher.has_token(request.path_params["token"]):
            return _response(refused(ApiError(401, "Unauthorized")))
        stored = dispatcher.world.files.at(request.path_params["path"])
        if stored is None:
            return _response(refused(ApiError(404, "Not Found")))
        return Response(stored.data, media_type="application/octet-stream")

    return Starlette(
        routes=[
            Route("/bot{token}/{method}", method, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", download, methods=["GET"]),
            *more,
        ],
        exception_handlers={404: _refusal, 405: _refusal},
    )


async def _refusal(request: Request, error: Exception) -> Response:
    code = error.status_code if isinstance(error, HTTPException) else 500
    return _response(refused(ApiError(code, HTTPStatus(code).phrase)))


def _response(answer: Answer) -> Response:
    status = 500 if answer.status is None else answer.status
    return Response(answer.body, status, media_type=answer.content_type)


async def read_request(request: Request) -> Json:
    """Return a request's parameters as they came, from its query string and its body.

    Raises:
        ApiError: 400, the body is not what its type says.
    """
    query = request.scope["query_string"]
    raw: Json = (
        dict(parse_qsl(query.decode("utf-8", "replace"), keep_blank_values=True)) if query else {}
    )
    if request.method == "GET":
        return raw
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        raw.update(await _read_multipart(request))
        return raw
    body = await request.body()
    if kind == "application/json":
        raw.update(_read_json(body))
    elif body:
        raw.update(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    return raw


def _read_json(body: bytes) -> Json:
    try:
        decoded = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        raise bad_request("can't parse request: body is no JSON") from None
    if not isinstance(decoded, dict):
        raise bad_request("can't parse request: object expected")
    return decoded


async def _read_multipart(request: Request) -> Json:
    try:
        return await _read_parts(request)
    except (HTTPException, KeyError, ValueError) as error:
        reason = error.detail if isinstance(error, HTTPException) else "there is no boundary"
        raise bad_request(f"can't parse request: {reason}") from error


async def _read_parts(request: Request) -> Json:
    fields: Json = {}
    async with request.form(max_part_size=_MAX_FIELD) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                fields[name] = Upload(
                    filename=value.filename or "file",
                    data=await value.read(),
                    mime_type=value.content_type or "application/octet-stream",
                )
            else:
                fields[name] = value
    return fields
