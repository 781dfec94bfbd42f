"""/help: every command with a line of its own."""

from bot.i18n.html import Html, escape, join
from bot.i18n.translator import Translator
from bot.presentation.commands import EDITORS, PEOPLE
from bot.presentation.outgoing_message import OutgoingMessage


def help_screen(speech: Translator, *, is_editor: bool) -> OutgoingMessage:
    """Return the commands that a person may use, and how to go on from there."""
    sections = [speech.write("help.hello"), _lines(PEOPLE, speech)]
    if is_editor:
        sections += [speech.write("help.editors"), _lines(EDITORS, speech)]
    return OutgoingMessage(html=join([*sections, speech.write("help.more")], "\n\n"))


def describe(command: str, speech: Translator) -> str:
    """Return what a command does, in a few words."""
    return speech.say(f"command.{command}")


def _lines(commands: tuple[str, ...], speech: Translator) -> Html:
    return join([Html(f"/{name} · {escape(describe(name, speech))}") for name in commands])
