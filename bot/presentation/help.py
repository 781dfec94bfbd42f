"""The message of /help: every command with its description."""

from bot.i18n.html import Html, escape, join
from bot.i18n.translator import Translator
from bot.presentation.commands import EDITORS, PEOPLE
from bot.presentation.outgoing_message import OutgoingMessage


def help_message(translator: Translator, *, is_editor: bool) -> OutgoingMessage:
    """Return the list of the commands that a person may use."""
    sections = [translator.html("help.hello"), _command_lines(PEOPLE, translator)]
    if is_editor:
        sections += [translator.html("help.editors"), _command_lines(EDITORS, translator)]
    return OutgoingMessage(html=join([*sections, translator.html("help.more")], "\n\n"))


def describe(command: str, translator: Translator) -> str:
    """Return the short description of a command."""
    return translator.text(f"command.{command}")


def _command_lines(commands: tuple[str, ...], translator: Translator) -> Html:
    return join([Html(f"/{name} · {escape(describe(name, translator))}") for name in commands])
