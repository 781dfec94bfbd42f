"""The database goes away in the middle of the work, and comes back: nothing is lost."""

from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from pydantic import SecretStr

from bot.domain.ids import ChatId
from bot.playground.api_server.server import BotApiServer
from storage.store import Store
from tests.support.database_proxy import DatabaseProxy, proxied
from tests.support.postgresql_server import migrated_database
from tests.support.pushed_cards import cards
from tests.support.running_bot import running, settings_for
from tests.support.stored_samples import put_follower, put_summarized

FOLLOWERS = 40
RATE = 12  # messages a second, so that pushes go on while the update is handled
IN_FLIGHT = 5  # default of BOT_MAX_IN_FLIGHT: a crash may send these twice, an outage none


@pytest.fixture
async def proxy() -> AsyncIterator[tuple[DatabaseProxy, SecretStr]]:
    with TemporaryDirectory() as folder:  # a path that is short enough for a socket
        async with proxied(migrated_database(), Path(folder)) as (proxy, address):
            yield proxy, SecretStr(address.render_as_string(hide_password=False))


async def test_an_outage_in_mid_push_and_mid_update_loses_nothing(
    server_store: Store,
    proxy: tuple[DatabaseProxy, SecretStr],
    bot_api: BotApiServer,
    tmp_path: Path,
) -> None:
    database, address = proxy
    people = [bot_api.person(f"Reader {number}", is_started=True) for number in range(FOLLOWERS)]
    for person in people:
        await put_follower(server_store, person.id, "news")
    ann = bot_api.person("Ann", is_started=True)

    settings = settings_for(bot_api, tmp_path, bot_database_url=address, bot_send_rate=RATE)
    async with running(settings, bot_api):
        await put_summarized(server_store, tags=("news",))
        await bot_api.until(lambda: len(cards(bot_api)) >= 5)
        database.stop_before("INSERT INTO subscriptions")
        ann.send("/subscribe trains")
        await database.has_refused(20)
        in_outage = len(cards(bot_api))
        ann.send("/subscribe ships")
        await database.has_refused(5)
        database.start()
        await bot_api.until(lambda: len(cards(bot_api)) == FOLLOWERS)
        await bot_api.until(lambda: "#ships" in ann.private.last.text, show=ann.private)

    assert in_outage < FOLLOWERS
    assert set(cards(bot_api).values()) == {1}
    assert [tag.key for tag in await server_store.subscriptions.of(ChatId(ann.id))] == [
        "trains",
        "ships",
    ]
