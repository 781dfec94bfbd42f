"""The server answers every request, even a malformed one, with the Bot API's JSON."""

import logging
from typing import Any

import aiogram.methods
import pytest

from bot.playground.api_server.methods import HANDLERS
from bot.playground.api_server.methods.unsupported import UNSUPPORTED

SCOPE = {"type": ["x"]}
LONE_MENTION = {"type": "text_mention", "offset": 0, "length": 1}


@pytest.fixture
def ann(bot_api):
    return bot_api.person("Ann", is_started=True)


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("sendMessage", {"text": "a", "entities": [LONE_MENTION]}),
        ("sendMessage", {"text": "a", "entities": [{**LONE_MENTION, "user": 5}]}),
        ("sendMessage", {"text": "a", "reply_parameters": {"message_id": 1, "chat_id": [1]}}),
        ("setMyCommands", {"commands": [], "scope": SCOPE}),
        ("sendRichMessage", {"rich_message": {"blocks": [{"type": "list", "items": 5}]}}),
        ("sendRichMessage", {"rich_message": {"html": 5}}),
        ("sendMessage", {"text": "a", "reply_markup": "[" * 100_000}),
    ],
)
async def test_a_malformed_object_is_a_bad_request(bot, ann, method, params):
    answer = await bot.ask(method, chat_id=ann.id, **params)

    assert answer["error_code"] == 400
    assert answer["description"].startswith("Bad Request: ")


@pytest.mark.parametrize(
    ("way", "kind", "body"),
    [
        ("post", "multipart/form-data", b"x"),
        ("post", "multipart/form-data; boundary=x", b"--y\r\n"),
        ("post", "application/json", b"[" * 100_000),
        ("post", "application/json", b"\xff"),
        ("post", "application/x-www-form-urlencoded", b"a=1&" * 2_000),
        ("put", "application/json", b"{}"),
        ("delete", "application/json", b""),
    ],
)
async def test_an_unreadable_body_gets_an_error_in_json(bot_api, bot, way, kind, body):
    url = f"{bot_api.url}/bot{bot_api.token}/sendMessage"

    async with bot.session.request(way, url, data=body, headers={"Content-Type": kind}) as response:
        answer = await response.json()

    assert response.status == answer["error_code"] < 500
    assert (answer["ok"], bool(answer["description"])) == (False, True)


@pytest.mark.parametrize(
    "method", ["sendPoll", "sendmediagroup", "copyMessages", "logOut", "close"]
)
async def test_an_unsupported_method_of_the_bot_api_breaks_no_rule(bot_api, bot, method):
    answer = await bot.ask(method, chat_id=1)

    (call,) = bot_api.calls()
    assert answer["error_code"] == 400
    assert answer["description"] == (
        f"Bad Request: method {call.method}: not supported by this server"
    )
    assert bot_api.rule_breaks == []


def test_every_bot_api_method_is_supported_or_listed_as_missing():
    theirs = {name[0].lower() + name[1:] for name in aiogram.methods.__all__}

    assert {*HANDLERS, *UNSUPPORTED.values()} == theirs - {"request", "response", "telegramMethod"}
    assert not {*HANDLERS} & {*UNSUPPORTED.values()}


async def test_an_error_of_the_server_itself_is_answered_and_logged(
    bot_api, bot, monkeypatch, caplog
):
    def fail(world: Any, request: Any) -> None:
        raise KeyError("nobody foresaw this")

    monkeypatch.setitem(HANDLERS, "getMe", fail)
    with caplog.at_level(logging.ERROR):
        answer = await bot.ask("getMe")

    assert answer == {"ok": False, "error_code": 500, "description": "Internal Server Error"}
    assert "nobody foresaw this" in caplog.text
    (call,) = bot_api.calls("getMe")
    assert (call.status, call.reason) == (500, "KeyError: 'nobody foresaw this'")
