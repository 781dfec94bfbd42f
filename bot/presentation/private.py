"""The message that a group or channel gets for a private-only command."""

from bot.i18n.translator import Translator
from bot.presentation.links import deep_link
from bot.presentation.outgoing_message import Button, OutgoingMessage


def private_link_message(command: str, username: str, translator: Translator) -> OutgoingMessage:
    """Return a short text, and a button that runs `command` in the private chat."""
    button = Button(text=translator.text("private.open"), url=deep_link(username, command))
    return OutgoingMessage(html=translator.html("private.only"), rows=((button,),))
