"""The Bot API server's HTTP application: routes, request bodies, responses."""

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

from bot.playground.api_server.dispatch import Answer, Dispatcher, error_response
from bot.playground.api_server.errors import ApiError, Json, bad_request
from bot.playground.api_server.state.file_store import Upload

_MAX_FIELD = 4 * 1024 * 1024  # bytes in one field of a multipart body

CloseConnection = Callable[[Any], None]


def make_app(
    dispatcher: Dispatcher, close_connection: CloseConnection, extra_routes: list[BaseRoute]
) -> Starlette:
    """Return the server's ASGI application.

    Args:
        dispatcher: handles the requests.
        close_connection: closes the connection of the client at an address.
        extra_routes: more routes to serve.
    """

    async def method(request: Request) -> Response:
        if not dispatcher.has_token(request.path_params["token"]):
            return _response(error_response(ApiError(401, "Unauthorized")))
        try:
            raw = await read_request(request)
        except ApiError as error:
            return _response(error_response(error))
        answer = await dispatcher.answer(request.path_params["method"], raw)
        if answer.status is None:
            close_connection(request.scope["client"])
        return _response(answer)

    async def download(request: Request) -> Response:
        if not dispatcher.has_token(request.path_params["token"]):
            return _response(error_response(ApiError(401, "Unauthorized")))
        stored = dispatcher.world.files.by_path(request.path_params["path"])
        if stored is None:
            return _response(error_response(ApiError(404, "Not Found")))
        return Response(stored.data, media_type="application/octet-stream")

    return Starlette(
        routes=[
            Route("/bot{token}/{method}", method, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", download, methods=["GET"]),
            *extra_routes,
        ],
        exception_handlers={404: _http_error, 405: _http_error},
    )


async def _http_error(request: Request, error: Exception) -> Response:
    code = error.status_code if isinstance(error, HTTPException) else 500
    return _response(error_response(ApiError(code, HTTPStatus(code).phrase)))


def _response(answer: Answer) -> Response:
    status = 500 if answer.status is None else answer.status
    return Response(answer.body, status, media_type=answer.content_type)


async def read_request(request: Request) -> Json:
    """Return the raw parameters of a request, from its query string and its body.

    Raises:
        ApiError: 400, the body does not match its content type.
    """
    query = request.scope["query_string"]
    raw: Json = (
        dict(parse_qsl(query.decode("utf-8", "replace"), keep_blank_values=True)) if query else {}
    )
    if request.method == "GET":
        return raw
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type == "multipart/form-data":
        raw.update(await _read_multipart(request))
        return raw
    body = await request.body()
    if content_type == "application/json":
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
