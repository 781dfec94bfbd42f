"""Webhook: the shipped application handles each update that Telegram posts."""

import asyncio
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.app import run
from bot.config import Settings
from bot.domain.errors import OperatorError
from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from bot.playground.api_server.state.changes import HANG_SECONDS
from bot.transport import request
from bot.transport import webhook as wire_webhook
from bot.web import header_limits, webhook
from storage.store import Store
from tests.support.bot_process import at, get, started
from tests.support.running_bot import running, settings_for
from tests.support.stored_samples import put_summarized
from tests.support.virtual_time import pass_time
from tests.support.waiting import execute, locked

SECRET = "right-secret_1"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
UPDATE = {"update_id": 5, "something_new_in_2030": {"id": 1}}


@pytest.fixture
def hooked(wire: BotApiServer, tmp_path: Path, port: int) -> Settings:
    """Settings of a bot that Telegram posts to."""
    return settings_for(
        wire,
        tmp_path,
        bot_listen=f"127.0.0.1:{port}",
        bot_webhook_url=f"http://127.0.0.1:{port}",
        bot_webhook_secret=SECRET,
    )


def hooked_at(wire: BotApiServer, port: int) -> dict[str, str]:
    return at(wire, port, BOT_WEBHOOK_URL=f"http://127.0.0.1:{port}")


@pytest.fixture
async def post(port: int) -> AsyncIterator[Any]:
    """Post a body to the bot as Telegram does; the default secret is the right one."""
    async with aiohttp.ClientSession() as session:

        async def posted(body: Any, secret: str | None = SECRET) -> int:
            headers = {} if secret is None else {HEADER: secret}
            url = f"http://127.0.0.1:{port}/telegram"
            given: Any = {"data": body} if isinstance(body, bytes) else {"json": body}
            if hasattr(body, "__aiter__"):
                given = {"data": body}
            async with session.post(url, headers=headers, **given) as answer:
                return answer.status

        yield posted


def answers(person: Person) -> int:
    return len(person.private.from_bot())


def people(wire: BotApiServer, count: int) -> list[Person]:
    return [wire.person(f"Reader {number}", is_started=True) for number in range(count)]


async def test_set_webhook_sends_the_address_and_the_update_kinds(
    wire: BotApiServer, hooked: Settings
) -> None:
    (ann,) = people(wire, 1)

    async with running(hooked, wire):
        ann.send("/help")
        await wire.until(lambda: answers(ann) == 1)
        await wire.idle()

    (told,) = wire.calls("setWebhook")
    assert told["url"] == f"{hooked.bot_webhook_url}/telegram"
    assert told["secret_token"] == SECRET
    assert set(told["allowed_updates"]) >= {"message", "callback_query", "my_chat_member"}
    assert not told.get("drop_pending_updates")
    assert wire.calls("getUpdates") == wire.calls("deleteWebhook") == []


async def test_the_webhook_secret_comes_from_the_token_by_default(
    wire: BotApiServer, tmp_path: Path
) -> None:
    one, other = settings_for(wire, tmp_path), settings_for(wire, tmp_path / "elsewhere")

    assert one.webhook_secret == other.webhook_secret
    assert one.webhook_secret != settings_for(wire, tmp_path, bot_token="1:X").webhook_secret
    assert len(one.webhook_secret) == 64


@pytest.mark.parametrize(
    "secret", [None, "", "wrong", SECRET.upper(), f"{SECRET}1", "nicht-für-dich"]
)
async def test_a_post_without_the_secret_is_refused_and_does_nothing(
    wire: BotApiServer, hooked: Settings, post: Any, secret: str | None
) -> None:
    """[81-secret]"""
    (ann,) = people(wire, 1)
    async with running(hooked, wire):
        ann.send("/help")
        await wire.until(lambda: answers(ann) == 1)
        again = {**wire.updates[-1], "update_id": 9}

        assert await post(again, secret) == 403
        assert await post(b"x" * 2_000_000, secret) == 403
        await wire.idle()

    assert answers(ann) == 1


async def drip(total: int) -> AsyncIterator[bytes]:
    """Yield a body of unknown length."""
    for _ in range(0, total, 65_536):
        yield b" " * 65_536


async def test_a_body_too_long_is_refused_announced_or_not(
    wire: BotApiServer, hooked: Settings, post: Any
) -> None:
    """[81-too-long]"""
    async with running(hooked, wire):
        assert await post(b" " * (webhook.BODY_MAX + 1)) == 413
        assert await post(drip(2 * webhook.BODY_MAX)) == 413
        assert await post(UPDATE) == 200


async def test_a_hundred_megabytes_are_refused_before_they_are_sent(
    wire: BotApiServer, hooked: Settings, port: int
) -> None:
    """[81-hundred-megabytes]"""
    head = f"POST /telegram HTTP/1.1\r\nHost: x\r\n{HEADER}: {SECRET}\r\n"
    async with running(hooked, wire), asyncio.timeout(HANG_SECONDS):
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
    wire: BotApiServer, hooked: Settings, post: Any, body: bytes
) -> None:
    """[81-no-json]"""
    async with running(hooked, wire):
        assert await post(body) == 400
        assert await post(UPDATE) == 200


@pytest.mark.parametrize("update_id", [5, 0, -5, 2**63, 10**30])
async def test_an_update_of_an_unknown_kind_or_number_is_skipped(
    wire: BotApiServer, hooked: Settings, post: Any, update_id: int
) -> None:
    """[81-unknown-kind]"""
    (ann,) = people(wire, 1)
    odd = {"update_id": update_id, "message": {"message_id": "none", "date": "never"}}
    async with running(hooked, wire):
        assert await post({**UPDATE, "update_id": update_id}) == 200
        assert await post(odd) == 200
        ann.send("/help")
        await wire.until(lambda: answers(ann) == 1)


async def test_a_redelivered_post_is_handled_once_even_after_a_restart(
    store: Store, wire: BotApiServer, hooked: Settings, post: Any
) -> None:
    (ann,) = people(wire, 1)
    await put_summarized(store)
    wire.fail("sendMessage", "delay", delay=0.3, times=None)
    async with running(hooked, wire):
        ann.send("/latest")
        await wire.until(lambda: wire.updates)
        statuses = await asyncio.gather(*(post(wire.updates[-1]) for _ in range(5)))
        await wire.until(lambda: answers(ann) == 1)
        ann.press(ann.private.last, "1")
        await wire.until(lambda: answers(ann) == 2)
        await ann.press(ann.private.last, "4 ★").answered()
        await wire.idle()
    before = wire.updates

    async with running(hooked, wire):
        again = [await post(update) for update in before]
        await wire.idle()

    assert statuses == [200] * 5
    assert again == [200] * len(before)
    assert answers(ann) == 2
    assert len(wire.calls("answerCallbackQuery", ok=True)) == 2


async def test_posts_out_of_order_are_handled_once_each(
    wire: BotApiServer, hooked: Settings, post: Any
) -> None:
    """[85-out-of-order]"""
    (ann,) = people(wire, 1)
    async with running(hooked, wire):
        ann.send("/help")
        await wire.until(lambda: answers(ann) == 1)
        message = wire.updates[-1]["message"]
        for number in (900, 899, 901, 899, 900, 898):
            assert await post({"update_id": number, "message": message}) == 200
        await wire.until(lambda: answers(ann) == 5)
        await wire.idle()

    assert answers(ann) == 5


async def test_posts_of_one_person_keep_their_order_and_delay_nobody(
    wire: BotApiServer, hooked: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """[85-order]"""
    monkeypatch.setattr(request, "READ_SECONDS", 10 * HANG_SECONDS)
    ann, bob = people(wire, 2)
    async with running(hooked, wire):
        wire.fail("sendMessage", "delay", delay=5 * HANG_SECONDS, chat_id=ann.id)
        for tag in ("one", "two", "three"):
            ann.send(f"/subscribe {tag}")
        bob.send("/help")

        await wire.until(lambda: answers(ann) == answers(bob) == 1)  # Ann's answer is in transit
        pass_time(5 * HANG_SECONDS)
        await wire.until(lambda: answers(ann) == 3)

    one, two, three = (message.text for message in ann.private.from_bot())
    assert ("#one" in one, "#two" in two, "#three" in three) == (True, True, True)


async def test_a_slow_update_is_stored_and_survives_a_kill(
    wire: BotApiServer, tmp_path: Path, port: int
) -> None:
    slow = people(wire, 20)
    faults = [wire.fail("sendMessage", "hang", chat_id=one.id, times=None) for one in slow]
    async with started(tmp_path, **hooked_at(wire, port)) as bot:
        await bot.says("ready")
        for person in slow:
            person.send("/help")
        await wire.until(lambda: not wire.pending_updates)
        bot.process.kill()
        await bot.process.wait()
    assert not any(answers(person) for person in slow)
    for fault in faults:
        fault.end()

    async with started(tmp_path, **hooked_at(wire, port)) as bot:
        await wire.until(lambda: all(answers(person) == 1 for person in slow))
        assert await bot.stop(signal.SIGTERM) == 0


async def test_an_update_unhandled_at_a_stop_is_delivered_again(
    wire: BotApiServer, hooked: Settings
) -> None:
    (ann,) = people(wire, 1)
    fault = wire.fail("sendMessage", "hang", chat_id=ann.id, times=None)
    async with running(hooked, wire):
        ann.send("/help")
        await wire.until(lambda: fault.hits)
    assert answers(ann) == 0
    fault.end()

    async with running(hooked, wire):
        await wire.until(lambda: answers(ann) == 1)


async def test_an_update_is_handled_after_a_failure_of_the_database(
    wire: BotApiServer, hooked: Settings, tmp_path: Path
) -> None:
    (ann,) = people(wire, 1)
    async with running(hooked, wire):
        await execute(tmp_path / "xulosa.db", "ALTER TABLE processed_updates RENAME TO away")
        ann.send("/help")
        await wire.until(lambda: (wire.updates[-1]["update_id"], 503) in _posts(wire))
        await execute(tmp_path / "xulosa.db", "ALTER TABLE away RENAME TO processed_updates")
        await wire.until(lambda: answers(ann) == 1)


def _posts(wire: BotApiServer) -> list[tuple[int, int]]:
    return wire.webhook_sender.deliveries


async def test_a_body_that_arrives_too_slowly_is_refused(
    wire: BotApiServer, hooked: Settings, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "BODY_SECONDS", 0.3)
    head = f"POST /telegram HTTP/1.1\r\nHost: x\r\n{HEADER}: {SECRET}\r\nContent-Length: 50\r\n\r\n"
    async with running(hooked, wire):
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
    wire: BotApiServer, hooked: Settings, port: int, head: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(header_limits, "HEADER_SECONDS", 0.3)
    async with running(hooked, wire), asyncio.timeout(HANG_SECONDS):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(head)
        assert await _read_all(reader) == b""
        writer.close()


async def test_headers_that_are_too_long_end_the_connection(
    wire: BotApiServer, hooked: Settings, port: int
) -> None:
    async with running(hooked, wire), asyncio.timeout(HANG_SECONDS):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST /telegram HTTP/1.1\r\n" + b"A: b\r\n" * 20_000)
        assert await _read_all(reader) == b""
        writer.close()


async def _read_all(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.read()
    except ConnectionResetError:
        return b""


async def test_a_bot_that_polls_again_deletes_the_webhook(
    wire: BotApiServer, hooked: Settings, tmp_path: Path
) -> None:
    (ann,) = people(wire, 1)
    async with running(hooked, wire):
        ann.send("/help")
        await wire.until(lambda: answers(ann) == 1)
    ann.send("/help")

    async with running(settings_for(wire, tmp_path), wire):
        await wire.until(lambda: answers(ann) == 2)

    assert wire.world.queue.webhook.url == ""


async def test_the_bot_is_ready_when_telegram_knows_its_address(
    wire: BotApiServer, tmp_path: Path, port: int
) -> None:
    fault = wire.fail("setWebhook", 500, times=None)
    async with started(tmp_path, **hooked_at(wire, port)) as bot:
        await bot.says("Telegram does not take the webhook")
        unready = await get(port, "/readyz")
        fault.end()
        await bot.says("ready")
        ready = await get(port, "/readyz")

    assert (unready[0], ready[0]) == (503, 200)
    assert wire.world.queue.webhook.secret_token not in bot.log


async def test_a_post_is_not_acknowledged_while_the_database_is_locked(
    wire: BotApiServer,
    hooked: Settings,
    tmp_path: Path,
    port: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("storage.engine.sqlite.sqlite_driver._BEGIN_ATTEMPTS", 1)
    monkeypatch.setattr("storage.engine.database._WRITER_TIMEOUT", 20)
    (ann,) = people(wire, 1)
    async with running(hooked, wire):
        async with locked(tmp_path / "xulosa.db"):
            ann.send("/subscribe trains")
            await wire.until(lambda: (wire.updates[-1]["update_id"], 503) in _posts(wire))
            unconfirmed = wire.pending_updates
            unready = await get(port, "/readyz")
        await wire.until(lambda: answers(ann) == 1, show=ann.private)
        await wire.until(lambda: not wire.pending_updates)
        ready = await get(port, "/readyz")

    assert len(unconfirmed) == 1
    assert (unready[0], ready[0]) == (503, 200)
    assert unready[1] == "database: not yet\ntelegram: ok\nintake: not yet\nsender: ok\n"
    assert "#trains" in ann.private.last.text


async def test_a_webhook_that_somebody_deleted_is_set_again(
    wire: BotApiServer, hooked: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire_webhook, "_CHECK_INTERVAL", 0.1)
    (ann,) = people(wire, 1)
    async with running(hooked, wire):
        await wire.until(lambda: len(wire.calls("getWebhookInfo")) >= 2)
        assert len(wire.calls("setWebhook")) == 1
        wire.world.queue.set_webhook(type(wire.world.queue.webhook)())
        await wire.until(lambda: len(wire.calls("setWebhook")) == 2)
        ann.send("/help")
        await wire.until(lambda: answers(ann) == 1)


async def test_a_webhook_bot_ends_after_three_refusals_of_its_token(
    wire: BotApiServer, hooked: Settings
) -> None:
    refusal = wire.fail("setWebhook", 401, times=None)

    async with asyncio.timeout(HANG_SECONDS):
        with pytest.raises(OperatorError, match="BOT_TOKEN: Telegram refuses it"):
            await run(hooked, asyncio.Event())

    assert refusal.hits == 3
