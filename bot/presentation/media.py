"""The answer to a picture, a sticker and the like: what the bot can read instead."""

from bot.i18n.html import join
from bot.i18n.translator import Translator
from bot.presentation.outgoing_message import OutgoingMessage

MEDIA_KINDS = ("photo", "sticker", "voice", "video", "contact", "location", "poll", "other")


def media_message(kind: str, translator: Translator, *, has_hint: bool) -> OutgoingMessage:
    """Return the answer to a kind of media, one of `MEDIA_KINDS`, with a hint what to send."""
    lines = [translator.html(f"media.{kind}")]
    if has_hint:
        lines.append(translator.html("hint.send"))
    return OutgoingMessage(html=join(lines, "\n\n"))
