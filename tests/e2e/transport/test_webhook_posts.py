"""Posts to the webhook that are refused: no secret, bodies too long or too slow, bad headers."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.config import Settings
from bot.playground.api_server.server import BotApiServer
from bot.playground.api_server.state.changes import HANG_SECONDS
from bot.web import header_limits, webhook
from tests.e2e.transport.webhook_bot import HEADER, SECRET, answers, people
from tests.support.running_bot import running

UPDATE = {"update_id": 5, "something_new_in_2030": {"id": 1}}


@pytest.mark.parametrize(
    "secret", [None, "", "wrong", SECRET.upper(), f"{SECRET}1", "nicht-für-dich"]
)
async def test_a_post_without_the_secret_is_refused_and_does_nothing(
    bot_api: BotApiServer, webhook_settings: Settings, post: Any, secret: str | None
) -> None:
    """[81-secret]"""
    (ann,) = people(bot_api, 1)
    async with running(webhook_settings, bot_api):
        ann.send("/help")
        await bot_api.until(lambda: answers(ann) == 1)
        again = {**bot_api.updates[-1], "update_id": 9}

        assert await post(again, secret) == 403
        assert await post(b"x" * 2_000_000, secret) == 403
        await bot_api.idle()

    assert answers(ann) == 1


async def drip(total: int) -> AsyncIterator[bytes]:
    """Yield a body of unknown length."""
    for _ in range(0, total, 65_536):
        yield b" " * 65_536


async def test_a_body_too_long_is_refused_announced_or_not(
    bot_api: BotApiServer, webhook_settings: Settings, post: Any
) -> None:
    """[81-too-long]"""
    async with running(webhook_settings, bot_api):
        assert await post(b" " * (webhook.BODY_MAX + 1)) == 413
        assert await post(drip(2 * webhook.BODY_MAX)) == 413
        assert await post(UPDATE) == 200


async def test_a_hundred_megabytes_are_refused_before_they_are_sent(
    bot_api: BotApiServer, webhook_settings: Settings, port: int
) -> None:
    """[81-hundred-megabytes]"""
    head = f"POST /telegram HTTP/1.1\r\nHost: x\r\n{HEADER}: {SECRET}\r\n"
    async with running(webhook_settings, bot_api), asyncio.timeout(HANG_SECONDS):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"{head}Content-Length: {100 * 2**20}\r\n\r\n".encode())
        said = await reader.readline()
        writer.close()

    assert said.startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff\xfe", b"[]", b"null", b"{}", b'{"update_id": "5"}', b"[" * 100_000],
    ids=["none", "cut", "no text", "list", "null", "empty", "number as text", "deep"],
)
async def test_a_body_that_is_not_an_update_is_refused(
    bot_api: BotApiServer, webhook_settings: Settings, post: Any, body: bytes
) -> None:
    """[81-no-json]"""
    async with running(webhook_settings, bot_api):
        assert await post(body) == 400
        assert await post(UPDATE) == 200


@pytest.mark.parametrize("update_id", [5, 0, -5, 2**63, 10**30])
async def test_an_update_of_an_unknown_kind_or_number_is_skipped(
    bot_api: BotApiServer, webhook_settings: Settings, post: Any, update_id: int
) -> None:
    """[81-unknown-kind]"""
    (ann,) = people(bot_api, 1)
    odd = {"update_id": update_id, "message": {"message_id": "none", "date": "never"}}
    async with running(webhook_settings, bot_api):
        assert await post({**UPDATE, "update_id": update_id}) == 200
        assert await post(odd) == 200
        ann.send("/help")
        await bot_api.until(lambda: answers(ann) == 1)


async def test_a_body_that_arrives_too_slowly_is_refused(
    bot_api: BotApiServer, webhook_settings: Settings, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "BODY_SECONDS", 0.3)
    head = f"POST /telegram HTTP/1.1\r\nHost: x\r\n{HEADER}: {SECRET}\r\nContent-Length: 50\r\n\r\n"
    async with running(webhook_settings, bot_api):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(head.encode())
        dripping = asyncio.create_task(_drip(writer))
        async with asyncio.timeout(HANG_SECONDS):
            said = await reader.readline()
        dripping.cancel()
        writer.close()

    assert said.startswith(b"HTTP/1.1 408 ")


async def _drip(writer: asyncio.StreamWriter) -> None:
    for _ in range(40):  # of the 50 bytes announced
        writer.write(b" ")
        await asyncio.sleep(0.05)


@pytest.mark.parametrize("head", [b"", b"POST /telegram HTT", b"POST /telegram HTTP/1.1\r\nA: "])
async def test_headers_that_arrive_too_slowly_end_the_connection(
    bot_api: BotApiServer,
    webhook_settings: Settings,
    port: int,
    head: bytes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(header_limits, "HEADER_SECONDS", 0.3)
    async with running(webhook_settings, bot_api), asyncio.timeout(HANG_SECONDS):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(head)
        assert await _read_all(reader) == b""
        writer.close()


async def test_headers_that_are_too_long_end_the_connection(
    bot_api: BotApiServer, webhook_settings: Settings, port: int
) -> None:
    async with running(webhook_settings, bot_api), asyncio.timeout(HANG_SECONDS):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST /telegram HTTP/1.1\r\n" + b"A: b\r\n" * 20_000)
        assert await _read_all(reader) == b""
        writer.close()


async def _read_all(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.read()
    except ConnectionResetError:
        return b""
