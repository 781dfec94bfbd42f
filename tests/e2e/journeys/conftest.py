"""People and articles for the end-to-end tests."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from storage.engine.database import Database
from storage.store import Store
from tests.support.conversations import Newsroom
from tests.support.running_bot import settings_for


@pytest.fixture
async def newsroom(
    bot: BotApiServer, wire: BotApiServer, tmp_path: Path
) -> AsyncIterator[Newsroom]:
    """A way to put articles into the running bot's database."""
    database = Database(settings_for(wire, tmp_path).database_url)
    yield Newsroom(Store(database))
    await database.close()


@pytest.fixture
def ann(wire: BotApiServer) -> Person:
    """A reader, who has started the bot."""
    return wire.person("Ann", is_started=True)


@pytest.fixture
def bob(wire: BotApiServer) -> Person:
    """Another reader."""
    return wire.person("Bob", is_started=True)
