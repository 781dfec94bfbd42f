"""Our requests to a Bot API server that misbehaves."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, TimedOut
from telegram.request import RequestData

from bot.transport import request as transport_request
from bot.transport.request import AiohttpRequest

PAGE = b"<html><head><title>%d</title></head></html>"


class Server:
    """A server that gives every request the same bytes, or no answer."""

    def __init__(self) -> None:
        self.status = 200
        self.body = b"{}"
        self.is_silent = False
        self.address = ""
        self.heads: list[bytes] = []  # of the requests that came

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        self.heads.append(head)
        lengths = re.findall(rb"content-length: (\d+)", head.lower())
        await reader.readexactly(int(lengths[0]) if lengths else 0)
        if self.is_silent:
            await reader.read()
        else:
            writer.write(
                b"HTTP/1.1 %d X\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
                % (self.status, len(self.body), self.body)
            )
        writer.close()


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    server = Server()
    listening = await asyncio.start_server(server.answer, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    server.address = f"http://127.0.0.1:{port}/bot123:SECRET/getMe"
    yield server
    listening.close()
    await listening.wait_closed()


@pytest.fixture
async def request_() -> AsyncIterator[AiohttpRequest]:
    request = AiohttpRequest("http://127.0.0.1")
    await request.initialize()
    yield request
    await request.shutdown()


@pytest.mark.parametrize("status", [200, 302, 400, 401, 403, 404, 409, 429, 500, 502])
async def test_a_proxy_error_is_a_network_error_without_the_token(
    server: Server, request_: AiohttpRequest, status: int
) -> None:
    server.status, server.body = status, PAGE % status

    with pytest.raises(NetworkError) as raised:
        await request_.post(server.address, RequestData([]))

    assert type(raised.value) is NetworkError
    assert str(status) in str(raised.value)
    assert "SECRET" not in str(raised.value)


@pytest.mark.parametrize(
    ("status", "kind"), [(400, BadRequest), (401, InvalidToken), (403, Forbidden)]
)
async def test_an_error_in_json_raises_its_own_exception(
    server: Server, request_: AiohttpRequest, status: int, kind: type[Exception]
) -> None:
    server.status, server.body = status, b'{"ok": false, "description": "so it is"}'

    with pytest.raises(kind, match=r"(?i)so it is|unauthorized|rejected"):
        await request_.post(server.address, RequestData([]))


async def test_a_file_may_hold_anything(server: Server, request_: AiohttpRequest) -> None:
    server.body = b"\x00<html>"

    assert await request_.retrieve(server.address) == b"\x00<html>"


async def test_a_response_that_is_too_long_is_not_read(
    server: Server, request_: AiohttpRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport_request, "ANSWER_MAX", 1_000)
    server.body = b"{" + b" " * 2_000 + b"}"

    with pytest.raises(NetworkError, match="longer than 1000 bytes"):
        await request_.post(server.address, RequestData([]))


async def test_a_silent_server_causes_a_timeout(
    server: Server, request_: AiohttpRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport_request, "CONNECT_SECONDS", 0.1)
    server.is_silent = True

    with pytest.raises(TimedOut) as raised:
        await request_.post(server.address, RequestData([]), read_timeout=0.2)

    assert "SECRET" not in str(raised.value)


async def test_the_error_of_an_absent_server_hides_the_token(
    request_: AiohttpRequest,
) -> None:
    with pytest.raises(NetworkError) as raised:
        await request_.post("http://127.0.0.1:1/bot123:SECRET/getMe", RequestData([]))

    assert "SECRET" not in str(raised.value)


async def test_the_proxy_that_the_environment_names_is_used(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", server.address.partition("/bot")[0])
    monkeypatch.setenv("no_proxy", "direct.test")
    request = AiohttpRequest("http://telegram.test")
    await request.initialize()

    await request.do_request("http://telegram.test/bot123:SECRET/getMe", "POST")
    await request.shutdown()

    assert server.heads[0].startswith(b"POST http://telegram.test/bot123:SECRET/getMe ")
    assert AiohttpRequest("http://direct.test")._proxy is None


async def test_passwords_of_a_netrc_file_are_not_sent(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login ann password secret")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    request = AiohttpRequest(server.address)
    await request.initialize()

    await request.do_request(server.address, "POST")
    await request.shutdown()

    assert b"authorization" not in server.heads[0].lower()
