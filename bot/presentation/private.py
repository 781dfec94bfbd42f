"""The line that stands in a group or channel in place of what is one person's alone."""

from bot.i18n.translator import Translator
from bot.presentation.links import deep_link
from bot.presentation.outgoing_message import Button, OutgoingMessage


def private_screen(command: str, username: str, speech: Translator) -> OutgoingMessage:
    """Return one line, and a button that shows what `command` does in the private chat."""
    button = Button(text=speech.say("private.open"), url=deep_link(username, command))
    return OutgoingMessage(html=speech.write("private.only"), rows=((button,),))
