"""The line that stands in a group or channel in place of what is one person's alone."""

from bot.presentation.links import deep_link
from bot.presentation.screen import Button, Screen
from bot.texts.speech import Speech


def private_screen(command: str, username: str, speech: Speech) -> Screen:
    """Return one line, and a button that shows what `command` does in the private chat."""
    button = Button(text=speech.say("private.open"), url=deep_link(username, command))
    return Screen(html=speech.write("private.only"), rows=((button,),))
