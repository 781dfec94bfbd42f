"""The messages that offer to pause the delivery to a chat, and to resume it."""

from bot.domain.chat import Chat
from bot.domain.schedule import Mode, Schedule
from bot.i18n.translator import Translator
from bot.presentation.outgoing_message import Button, OutgoingMessage
from bot.presentation.schedule import mode_text
from bot.presentation.start_buttons import PauseButton


def pause_offer(schedule: Schedule, translator: Translator) -> OutgoingMessage:
    """Return the question whether to pause; for a paused chat, the offer to resume."""
    if schedule.mode == "paused":
        return paused_message(schedule.resume_mode, translator)
    button = Button(text=translator.text("pause.yes"), data=PauseButton("paused").encode())
    return OutgoingMessage(html=translator.html("pause.offer"), rows=((button,),))


def paused_message(former: Mode, translator: Translator) -> OutgoingMessage:
    """Return the confirmation of a pause, with a button to resume in the former mode."""
    mode = "now" if former == "paused" else former
    button = Button(text=translator.text("pause.resume"), data=PauseButton(mode).encode())
    return OutgoingMessage(html=translator.html("pause.done"), rows=((button,),))


def resumed_message(mode: Mode, chat: Chat, translator: Translator) -> OutgoingMessage:
    """Return the confirmation that news comes again, and when."""
    when = mode_text(chat.schedule, mode, translator)
    return OutgoingMessage(html=translator.html("pause.resumed", mode=when))
