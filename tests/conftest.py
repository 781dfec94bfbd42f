"""Fixtures that several suites share."""

import gc
import multiprocessing
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import structlog

from bot.app import HEAVY_MODULES
from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from storage.engine.database import Database
from storage.store import Store
from tests.support.bot_process import free_port
from tests.support.compiled_statements import share_compiled_statements
from tests.support.hypothesis_profile import load_profile
from tests.support.migrated_database import copy_migrated
from tests.support.postgresql_server import delete_rows, use_postgresql
from tests.support.running_bot import EDITOR_ID, TOKEN, running, settings_for
from tests.support.worker_shares import spread

ON_BOTH_DATABASES = (
    *("integration/storage/", "integration/delivery/", "integration/workers/"),
    *(f"e2e/journeys/test_{name}.py" for name in ("broadcast", "forgetting", "tagging")),
    *(f"e2e/journeys/test_following.py::test_{name}" for name in ("a_", "an_u", "each", "every")),
)

load_profile()
share_compiled_statements()
# Log as the bot does: structlog's default, tracebacks by rich, takes 0.1 CPU seconds each.
structlog.configure(
    processors=[
        structlog.processors.add_log_level,
        structlog.dev.ConsoleRenderer(
            colors=False, exception_formatter=structlog.dev.plain_traceback
        ),
    ]
)
gc.disable()  # until all tests are collected: the collector makes imports take a third longer


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop() -> None:
    """Exclude the objects that exist now from garbage collection, as the commands do."""
    gc.freeze()
    gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Spread the tests over the workers, where several run them."""
    if workerinput := getattr(config, "workerinput", None):
        items[:] = spread(items, workerinput["workercount"])


# Set before any test makes a pool: all pools share one fork server.
multiprocessing.get_context("forkserver").set_forkserver_preload(list(HEAVY_MODULES))


@pytest.fixture
async def bot_api() -> AsyncIterator[BotApiServer]:
    """A Bot API server; a request or result that breaks the Bot API's rules fails the test."""
    # Unit tests need no aiogram, whose import takes each process 2 CPU seconds.
    from tests.support.bot_api_rules import rule_breaks

    async with BotApiServer(token=TOKEN, username="xulosa_test_bot") as server:
        yield server
        assert rule_breaks(server.calls(), server.updates) == []
        assert not server.rule_breaks


@pytest.fixture
async def bot(
    bot_api: BotApiServer, tmp_path: Path, database_kind: str
) -> AsyncIterator[BotApiServer]:
    """The shipped bot, ready."""
    address = None if database_kind == "sqlite" else use_postgresql(tmp_path)
    async with running(settings_for(bot_api, tmp_path), bot_api):
        yield bot_api
    if address is not None:
        await delete_rows(address)


@pytest.fixture
def editor(bot_api: BotApiServer) -> Person:
    """An editor, who has started the bot."""
    return bot_api.person("Edith", user_id=EDITOR_ID, is_started=True)


@pytest.fixture
def port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    return free_port()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The file of a migrated, empty database."""
    return copy_migrated(tmp_path)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run the tests of the database on PostgreSQL, too, unless they are marked `sqlite`."""
    if "database_kind" not in metafunc.fixturenames or "path" in metafunc.definition.fixturenames:
        return
    is_of_both = any(folder in metafunc.definition.nodeid for folder in ON_BOTH_DATABASES)
    if is_of_both and metafunc.definition.get_closest_marker("sqlite") is None:
        metafunc.parametrize("database_kind", ["sqlite", "postgresql"])


@pytest.fixture
def database_kind() -> str:
    """The database of this test: sqlite, or postgresql where `pytest_generate_tests` says so."""
    return "sqlite"


@pytest.fixture
async def database(database_kind: str, tmp_path: Path) -> AsyncIterator[Database]:
    """A migrated, empty database."""
    if database_kind == "sqlite":
        database = Database(f"sqlite+aiosqlite:///{copy_migrated(tmp_path)}")
        yield database
        await database.close()
        return
    database = Database(use_postgresql(tmp_path).render_as_string(False))
    yield database
    await database.close()
    await delete_rows(database.url)


@pytest.fixture
def store(database: Database) -> Store:
    """The repositories of a migrated, empty database."""
    return Store(database)
