"""The messages of /help and of the screen of all commands."""

from bot.i18n.html import Html, escape, join
from bot.i18n.translator import Translator
from bot.presentation.commands import EDITORS, MENU, PEOPLE
from bot.presentation.outgoing_message import OutgoingMessage
from bot.presentation.settings_buttons import back_row, page_button


def help_message(translator: Translator, *, is_editor: bool) -> OutgoingMessage:
    """Return the commands of the menu, with a button for all commands."""
    sections = _sections(MENU, translator, is_editor=is_editor)
    html = join([*sections, translator.html("help.more")], "\n\n")
    return OutgoingMessage(html=html, rows=((page_button("commands", translator),),))


def all_commands_message(translator: Translator, *, is_editor: bool) -> OutgoingMessage:
    """Return every command that a person may use."""
    sections = _sections(PEOPLE, translator, is_editor=is_editor)
    return OutgoingMessage(html=join(sections, "\n\n"), rows=(back_row(translator),))


def _sections(commands: tuple[str, ...], translator: Translator, *, is_editor: bool) -> list[Html]:
    sections = [translator.html("help.hello"), _command_lines(commands, translator)]
    if is_editor:
        sections += [translator.html("help.editors"), _command_lines(EDITORS, translator)]
    return sections


def describe(command: str, translator: Translator) -> str:
    """Return the short description of a command."""
    return translator.text(f"command.{command}")


def _command_lines(commands: tuple[str, ...], translator: Translator) -> Html:
    return join([Html(f"/{name} · {escape(describe(name, translator))}") for name in commands])
