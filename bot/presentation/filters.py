"""The screen of /filter."""

from collections.abc import Sequence

from bot.domain.filter import Filter
from bot.i18n.html import escape, join
from bot.i18n.translator import Translator
from bot.presentation.buttons import FilterButton
from bot.presentation.outgoing_message import Button, OutgoingMessage
from bot.presentation.truncate import cut

_BUTTONS = 90  # Telegram shows at most 100
_ROOM = 30  # UTF-16 units of the words on a button


def filters_screen(filters: Sequence[Filter], speech: Translator) -> OutgoingMessage:
    """Return a chat's filters, each with a button to drop it, or how to begin."""
    if not filters:
        return OutgoingMessage(html=speech.write("filter.none"))
    lines = [
        escape(
            speech.say(f"filter.{each.kind}", words=cut(each.written, _ROOM))
            + (f" · #{each.tag_key}" if each.tag_key else "")
        )
        for each in filters
    ]
    rows = tuple(
        (
            Button(
                text=speech.say("filter.drop", words=cut(each.written, _ROOM)),
                data=FilterButton(each.number).encode(),
            ),
        )
        for each in filters[:_BUTTONS]
    )
    return OutgoingMessage(
        html=join([speech.write("filter.title"), join(lines)], "\n\n"), rows=rows
    )
