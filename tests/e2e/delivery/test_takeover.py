"""Several processes of the program on one PostgreSQL: one works, the others stand by."""

import signal
from pathlib import Path

import pytest

from bot.domain.work_buckets import BUCKETS
from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from storage.store import Store
from tests.support.bot_process import at, started
from tests.support.conversations import ask
from tests.support.first_article import TEXT
from tests.support.postgresql_server import migrated_database
from tests.support.pushed_cards import cards
from tests.support.running_bot import EDITOR_ID
from tests.support.stored_samples import put_follower, put_summarized

FOLLOWERS = 60
IN_FLIGHT = 5  # default of BOT_MAX_IN_FLIGHT: a crash may send these twice


@pytest.fixture
async def readers(bot_api: BotApiServer, server_store: Store) -> list[Person]:
    """Followers of the tag `news`."""
    people = [bot_api.person(f"Reader {number}", is_started=True) for number in range(FOLLOWERS)]
    for person in people:
        await put_follower(server_store, person.id, "news")
    return people


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """The working folders of two processes."""
    for name in ("1", "2"):
        (tmp_path / name).mkdir()
    return tmp_path / "1", tmp_path / "2"


def settings(bot_api: BotApiServer) -> dict[str, str]:
    address = migrated_database().render_as_string(hide_password=False)
    return at(bot_api, BOT_ADMINS=str(EDITOR_ID), BOT_DATABASE_URL=address)


async def push(bot_api: BotApiServer, server_store: Store) -> None:
    """Publish an article, and wait until some of its readers have it."""
    await put_summarized(server_store, tags=("news",))
    await bot_api.until(lambda: len(cards(bot_api)) >= 10)


async def test_a_stopped_process_is_replaced_and_later_stands_by(
    bot_api: BotApiServer, server_store: Store, readers: list[Person], folders: tuple[Path, Path]
) -> None:
    async with started(folders[0], **settings(bot_api)) as first:
        await first.says("ready")
        async with started(folders[1], **settings(bot_api)) as second:
            await second.says("this one stands by")
            await push(bot_api, server_store)

            first.process.send_signal(signal.SIGSTOP)
            await second.says("ready")
            first.process.send_signal(signal.SIGCONT)
            await first.says("another one has replaced it")
            await bot_api.until(lambda: len(cards(bot_api)) == FOLLOWERS)

            doubled = cards(bot_api).total() - FOLLOWERS
            assert doubled <= IN_FLIGHT
            await first.says("this one stands by")
            second.process.kill()
            answer = await ask(bot_api, readers[0], "/help")

    assert "/latest" in answer.text


async def test_sigterm_hands_over_with_nothing_lost_or_doubled(
    bot_api: BotApiServer, server_store: Store, readers: list[Person], folders: tuple[Path, Path]
) -> None:
    async with started(folders[0], **settings(bot_api)) as first:
        await first.says("ready")
        async with started(folders[1], **settings(bot_api)) as second:
            await second.says("this one stands by")
            await push(bot_api, server_store)

            before = len(cards(bot_api))
            code = await first.stop(signal.SIGTERM)
            await second.says("ready")
            await bot_api.until(lambda: len(cards(bot_api)) == FOLLOWERS)

    assert code == 0
    assert before < FOLLOWERS
    assert set(cards(bot_api).values()) == {1}
    assert {person.id for person in readers} == set(cards(bot_api))


async def test_a_worker_takes_over_from_one_that_was_killed(
    bot_api: BotApiServer, server_store: Store, folders: tuple[Path, Path]
) -> None:
    people = [bot_api.person(f"Reader {number}", is_started=True) for number in range(BUCKETS)]
    async with (
        started(folders[0], "run --role chats", **settings(bot_api)) as chats,
        started(folders[1], "run --role worker", **settings(bot_api)) as first,
        started(folders[1], "run --role worker", **settings(bot_api)) as second,
    ):
        for process in (chats, first, second):
            await process.says("ready")

        for person in people:  # each belongs to another bucket
            person.send(TEXT)
        first.process.kill()
        await bot_api.until(lambda: all(person.private.last.buttons for person in people))
