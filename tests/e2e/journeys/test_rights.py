"""The bot kindly refuses every editor command and button to a person who is not an editor."""

from pathlib import Path

import pytest

from bot.playground.api_server.people import Person
from bot.playground.api_server.server import BotApiServer
from handlers.routes import routes
from storage.engine.database import Database
from tests.support.conversations import ArticlePublisher, ask
from tests.support.running_bot import settings_for
from tests.support.waiting import until_drained

REFUSAL = "Only editors can do that."
COMMANDS = {
    "add": "A title\nand the text of an article.",
    "edit": "1 title Mine now",
    "delete": "1",
    "alias": "transport bridges",
    "stats": "",
    "broadcast": "Buy my things",
    "feeds": "",
    "addfeed": "https://example.org/feed.xml news",
    "removefeed": "1",
}
BUTTONS = {
    "d": ["d:1"],
    "b": ["b:1:1", "b:1:0"],
    "fe": ["fe:pause:1:0", "fe:remove:1:0"],
    "fp": ["fp:0"],
    "fx": ["fx"],
}
CHANGEABLE = [
    "SELECT id, title, section, owner_id FROM articles",
    "SELECT * FROM article_tags",
    "SELECT * FROM tags",
    "SELECT * FROM tag_aliases",
    "SELECT * FROM submissions",
    "SELECT * FROM broadcasts",
    "SELECT * FROM feeds",
]
FORGED = ["d:0", "d:-1", "d:1:1", "d:", "d", "b:1", "b:1:1:1", "b:x:1", "b:99999999999999999999:1"]


async def contents(bot_api: BotApiServer, folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return every row that an editor can change."""
    database = Database(settings_for(bot_api, folder).database_url)
    try:
        async with database.read() as connection:
            return {
                query: [tuple(row) for row in await connection.exec_driver_sql(query)]
                for query in CHANGEABLE
            }
    finally:
        await database.close()


def test_every_editor_route_has_a_row_here() -> None:
    editors = {route.trigger for route in routes() if route.rights == "editors"}

    assert editors == {f"/{name}" for name in COMMANDS} | set(BUTTONS)


@pytest.mark.parametrize("where", ["private", "group"])
async def test_readers_are_refused_every_editors_command_and_button(
    bot: BotApiServer,
    publisher: ArticlePublisher,
    editor: Person,
    ann: Person,
    tmp_path: Path,
    where: str,
) -> None:
    await publisher.publish()
    await ask(bot, editor, "/broadcast A draft of the editor")
    group = bot.group("Town", owner=ann, members=[editor], announce=False)
    chat = group if where == "group" else ann.private
    shown = await ask(bot, ann, "/summary 1", chat)
    before = await contents(bot, tmp_path)

    said = [await ask(bot, ann, f"/{name} {args}", chat) for name, args in COMMANDS.items()]
    taps = [ann.press(shown, data=data) for each in BUTTONS.values() for data in each]
    taps += [ann.press(shown, data=data) for data in FORGED]
    answers = [await tap.answered() for tap in taps]
    await until_drained(bot, tmp_path)

    assert [message.text for message in said] == [REFUSAL] * len(COMMANDS)
    assert [answer.text for answer in answers] == [REFUSAL] * len(taps)
    assert await contents(bot, tmp_path) == before


async def test_an_anonymous_administrator_is_not_an_editor(
    bot: BotApiServer, publisher: ArticlePublisher, editor: Person, ann: Person
) -> None:
    await publisher.publish()
    group = bot.supergroup("Town", owner=ann, members=[editor], announce=False)

    answer = await ask(bot, ann, "/delete 1", group, anonymous=True)

    assert answer.text == REFUSAL


async def test_add_with_a_file_or_as_a_reply_is_refused_to_readers(
    bot: BotApiServer, publisher: ArticlePublisher, ann: Person, tmp_path: Path
) -> None:
    text = ann.send("A title\nand the text of an article.")
    before = await contents(bot, tmp_path)

    ann.send_file("story.txt", b"A title\n\nA body.", caption="/add")
    ann.send("/add", reply_to=text)
    await bot.until(
        lambda: [one.text for one in ann.private.from_bot()].count(REFUSAL) == 2, show=ann.private
    )

    assert await contents(bot, tmp_path) == before


async def test_a_button_that_an_editor_forges_is_no_longer_valid(
    bot: BotApiServer, publisher: ArticlePublisher, editor: Person, tmp_path: Path
) -> None:
    await publisher.publish()
    shown = await ask(bot, editor, "/summary 1")
    before = await contents(bot, tmp_path)

    answers = [await editor.press(shown, data=data).answered() for data in FORGED]

    gone = ("That button no longer works.", "That article is", "No article ever had")
    assert all(answer.text.startswith(gone) for answer in answers)
    assert await contents(bot, tmp_path) == before


async def test_help_shows_editors_commands_to_editors_only(
    bot: BotApiServer, editor: Person, ann: Person
) -> None:
    theirs, ours = await ask(bot, editor, "/help"), await ask(bot, ann, "/help")

    assert all(f"/{name}" in theirs.text for name in COMMANDS)
    assert not any(f"/{name} " in ours.text for name in COMMANDS)
