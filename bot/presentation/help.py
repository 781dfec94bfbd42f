"""/help: every command with a line of its own."""

from bot.presentation.commands import EDITORS, PEOPLE
from bot.presentation.screen import Screen
from bot.texts.html import Html, escape, join
from bot.texts.speech import Speech


def help_screen(speech: Speech, *, is_editor: bool) -> Screen:
    """Return the commands that a person may use, and how to go on from there."""
    sections = [speech.write("help.hello"), _lines(PEOPLE, speech)]
    if is_editor:
        sections += [speech.write("help.editors"), _lines(EDITORS, speech)]
    return Screen(html=join([*sections, speech.write("help.more")], "\n\n"))


def describe(command: str, speech: Speech) -> str:
    """Return what a command does, in a few words."""
    return speech.say(f"command.{command}")


def _lines(commands: tuple[str, ...], speech: Speech) -> Html:
    return join([Html(f"/{name} · {escape(describe(name, speech))}") for name in commands])
