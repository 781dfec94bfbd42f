"""/help, the menus, the routes and the README list the same commands."""

import re

import pytest

from bot.playground.api_server.server import BotApiServer
from bot.playground.api_server.state.messages import Message
from bot.presentation.commands import EDITORS, MENU, PEOPLE
from handlers.routes import routes
from tests.support.conversations import tap
from tests.support.paths import ROOT
from tests.support.running_bot import EDITOR_ID

README = ROOT / "README.md"


def test_help_lists_exactly_the_routed_commands_in_order() -> None:
    commands = [route.trigger[1:] for route in routes() if route.trigger.startswith("/")]

    assert commands == [*PEOPLE, *EDITORS]


def test_only_editors_may_use_the_commands_of_editors() -> None:
    rights = {route.trigger[1:]: route.rights for route in routes()}

    assert {name for name in rights if rights[name] == "editors"} >= set(EDITORS)
    assert not [name for name in PEOPLE if rights[name] == "editors"]


def test_the_readme_lists_each_command_in_the_same_order() -> None:
    lines = re.findall(r"^\| `/(\w+)` \|", README.read_text(), re.MULTILINE)

    assert lines == [*PEOPLE, *EDITORS]


@pytest.mark.parametrize("language", [None, "ru", "uz"])
async def test_the_menus_have_seven_commands_in_every_language(
    bot: BotApiServer, language: str | None
) -> None:
    menus = [
        call.params for call in bot.calls("setMyCommands") if call.get("language_code") == language
    ]
    names = {
        str(menu.get("scope")): [command["command"] for command in menu["commands"]]
        for menu in menus
    }

    assert len(names) == 2
    assert [*MENU] in names.values()
    assert len(MENU) == 7
    editors = next(menu for menu in menus if str(EDITOR_ID) in str(menu.get("scope")))
    assert [command["command"] for command in editors["commands"]] == [*MENU, *EDITORS]


@pytest.mark.parametrize("language", ["en", "ru", "uz", "uz-Cyrl"])
async def test_help_lists_the_menu_and_leads_to_every_command(
    bot: BotApiServer, bot_api: BotApiServer, language: str
) -> None:
    reader = bot_api.person("Reader", language_code=language, is_started=True)
    editor = bot_api.person("Edith", user_id=EDITOR_ID, language_code=language, is_started=True)

    reader.send("/help")
    editor.send("/help")
    await bot_api.until(lambda: reader.private.from_bot() and editor.private.from_bot())

    for person, more in ((reader, ()), (editor, EDITORS)):
        shown = person.private.last
        assert names_in(shown) == [*MENU, *more]
        await tap(bot_api, person, shown, shown.buttons[-1][0].text)
        assert names_in(shown) == [*PEOPLE, *more]


def names_in(message: Message) -> list[str]:
    return re.findall(r"^/(\w+)", message.text, re.MULTILINE)
