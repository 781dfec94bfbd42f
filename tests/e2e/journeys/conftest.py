"""People and articles for the end-to-end tests."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from storage.engine.database import Database
from storage.store import Store
from tests.support.conversations import ArticlePublisher
from tests.support.running_bot import settings_for


@pytest.fixture
async def publisher(
    bot: BotApiServer, bot_api: BotApiServer, tmp_path: Path
) -> AsyncIterator[ArticlePublisher]:
    """A way to put articles into the running bot's database."""
    database = Database(settings_for(bot_api, tmp_path).database_url)
    yield ArticlePublisher(Store(database))
    await database.close()


@pytest.fixture
def ann(bot_api: BotApiServer) -> Person:
    """A reader, who has started the bot."""
    return bot_api.person("Ann", is_started=True)


@pytest.fixture
def bob(bot_api: BotApiServer) -> Person:
    """Another reader."""
    return bot_api.person("Bob", is_started=True)
