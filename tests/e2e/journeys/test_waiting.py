"""`until_drained` waits for each kind of unfinished work of the bot."""

import asyncio
from pathlib import Path

from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from tests.support.bot_and_site import stored
from tests.support.conversations import ArticlePublisher, ask
from tests.support.running_bot import running, settings_for
from tests.support.waiting import edits, queued, until_drained


async def test_drained_waits_for_each_row_and_for_the_last_answer(
    bot_api: BotApiServer, editor: Person, ann: Person, tmp_path: Path
) -> None:
    settings = settings_for(bot_api, tmp_path)
    async with stored(bot_api, tmp_path) as store:
        await ArticlePublisher(store).publish()
    assert queued(tmp_path) == ["article"]
    async with running(settings, bot_api):
        await until_drained(bot_api, tmp_path)
        await ask(bot_api, ann, "/subscribe bridges")
        await bot_api.until(lambda: "☆ not rated yet" in ann.private.last.text, show=ann.private)
        hung = bot_api.fail("sendMessage", "hang", chat_id=ann.id)

        editor.send("/add A bridge\n\n" + "It was built at last. " * 20 + "\n\n#bridges")
        await bot_api.until(lambda: hung.hits)
        assert "delivery" in queued(tmp_path)
        assert not bot_api.is_idle


async def test_drained_waits_for_an_edit_that_is_under_way(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person, tmp_path: Path
) -> None:
    card = await ask(bot, ann, f"/start a_{await publisher.publish()}")
    await until_drained(bot, tmp_path)
    bot.fail("editMessageText", "hang")

    await ann.press(card, "4 ★").answered()
    await bot.until(lambda: bot.calls("editMessageText"))

    assert edits()
    drained = asyncio.create_task(until_drained(bot, tmp_path))
    await asyncio.sleep(0)
    assert not drained.done()
    drained.cancel()
