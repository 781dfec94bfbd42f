"""Pushes to many chats: a batch is read with one query, and a card for many rendered once."""

import json
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, event

from bot.app.builders import build_sender
from bot.delivery.gateway_markup import Body
from bot.i18n.html import escape
from bot.playground.api_server.server import BotApiServer
from bot.presentation.outgoing_message import Button, OutgoingMessage
from storage.store import Store
from tests.support.gateways import MakeGateway
from tests.support.stored_samples import LATER, fan_out_to_followers, put_follower, put_summarized

CHATS = 20


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """The executed SQL statements."""
    executed: list[str] = []

    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        executed.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield executed
    event.remove(Engine, "before_cursor_execute", note)


async def test_a_card_for_many_chats_is_loaded_and_rendered_once(
    store: Store, bot_api: BotApiServer, make_gateway: MakeGateway, statements: list[str]
) -> None:
    for number in range(CHATS):
        person = bot_api.person(f"Reader {number}", is_started=True)
        await put_follower(store, person.id, "news")
    await fan_out_to_followers(store, await put_summarized(store, "1", tags=("news",)))
    statements.clear()

    assert await build_sender(store, make_gateway(), lambda: LATER, CHATS).run_once() == CHATS

    assert sum("FROM summaries" in each for each in statements) == 1
    assert not any("FROM chats" in each or "FROM ratings" in each for each in statements)
    assert len(bot_api.calls("sendMessage", ok=True)) == CHATS


def test_a_body_has_parameters_and_message_without_none_values() -> None:
    button = Button(text="☆", data="r")
    message = OutgoingMessage(html=escape("Hello & bye"), rows=((button,),))

    body = Body({"chat_id": 7, "message_thread_id": None}, message)

    assert json.loads(body.json_payload) == {
        "chat_id": 7,
        "text": "Hello &amp; bye",
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
        "reply_markup": {"inline_keyboard": [[{"text": "☆", "callback_data": "r"}]]},
    }


def test_a_body_without_message_or_parameters_is_an_empty_object() -> None:
    assert json.loads(Body({}).json_payload) == {}
