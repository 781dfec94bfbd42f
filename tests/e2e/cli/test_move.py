"""`move`: a bot on SQLite is moved, and goes on on PostgreSQL."""

import json
import signal
from pathlib import Path

from bot.playground.api_server.server import BotApiServer
from storage.store import Store
from tests.support.bot_process import at, started, xulosa
from tests.support.conversations import ask
from tests.support.moved_databases import opened
from tests.support.postgresql_server import new_migrated_database
from tests.support.pushed_cards import cards
from tests.support.stored_samples import fan_out_to_followers, put_summarized


async def test_a_moved_bot_sends_what_was_waiting(bot_api: BotApiServer, tmp_path: Path) -> None:
    ann = bot_api.person("Ann", is_started=True)
    file = tmp_path / "data" / "xulosa.db"
    async with new_migrated_database() as server:
        address = server.render_as_string(hide_password=False)
        moving = ("move", "--to", address, "--json")
        async with started(tmp_path, **at(bot_api)) as bot:
            await bot.says("ready")
            await ask(bot_api, ann, "/subscribe news")
            refused = await xulosa(tmp_path, *moving)
            await bot.stop(signal.SIGTERM)
        async with opened(file) as database:
            store = Store(database)
            await fan_out_to_followers(store, await put_summarized(store, tags=("news",)))
        moved = await xulosa(tmp_path, *moving)
        async with started(tmp_path, **at(bot_api, BOT_DATABASE_URL=address)) as bot:
            await bot.says("ready")
            await bot_api.until(lambda: cards(bot_api) == {ann.id: 1})

    assert refused.code == 2
    assert "another bot runs on data/xulosa.db; stop it first" in refused.err
    assert (moved.code, moved.err) == (0, "")
    result = json.loads(moved.out)
    assert {"articles": 1, "chats": 1, "subscriptions": 1, "deliveries": 1}.items() <= {
        each["name"]: each["rows"] for each in result["tables"]
    }.items()
