"""Work that a card to many chats takes once, not for each chat."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, event

from bot.delivery.workers.sender import Sender
from bot.playground.server import BotApiServer
from storage.store import Store
from tests.delivery.conftest import MakeGateway
from tests.storage.samples import LATER, offer, put_follower, put_summarised

CHATS = 20


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """The SQL that is executed."""
    executed: list[str] = []

    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        executed.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield executed
    event.remove(Engine, "before_cursor_execute", note)


async def test_a_card_that_many_chats_get_is_drawn_once(
    store: Store, wire: BotApiServer, make_gateway: MakeGateway, statements: list[str]
) -> None:
    for number in range(CHATS):
        person = wire.person(f"Reader {number}", is_started=True)
        await put_follower(store, person.id, "news")
    await offer(store, await put_summarised(store, "1", tags=("news",)))
    statements.clear()

    assert await Sender(store, make_gateway(), lambda: LATER, CHATS).run_once() == CHATS

    assert sum("FROM summaries" in each for each in statements) == 1
    assert len(wire.calls("sendMessage", ok=True)) == CHATS
