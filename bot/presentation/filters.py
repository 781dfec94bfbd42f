"""The message of /filter: the chat's filters, with buttons to remove them."""

from collections.abc import Sequence

from bot.domain.filter import Filter
from bot.i18n.html import escape, join
from bot.i18n.translator import Translator
from bot.presentation.buttons import FilterButton
from bot.presentation.outgoing_message import Button, OutgoingMessage
from bot.presentation.settings_buttons import back_row
from bot.presentation.truncate import truncate

_BUTTONS_MAX = 90  # Telegram shows at most 100
_WORDS_MAX = 30  # UTF-16 units of the words on a button


def filters_message(filters: Sequence[Filter], translator: Translator) -> OutgoingMessage:
    """Return the list of a chat's filters, each with a button to remove it, or a hint."""
    if not filters:
        return OutgoingMessage(html=translator.html("filter.none"), rows=(back_row(translator),))
    lines = [
        escape(
            translator.text(f"filter.{each.kind}", words=truncate(each.written, _WORDS_MAX))
            + (f" · #{each.tag_key}" if each.tag_key else "")
        )
        for each in filters
    ]
    rows = tuple(
        (
            Button(
                text=translator.text("filter.drop", words=truncate(each.written, _WORDS_MAX)),
                data=FilterButton(each.key).encode(),
            ),
        )
        for each in filters[:_BUTTONS_MAX]
    )
    return OutgoingMessage(
        html=join([translator.html("filter.title"), join(lines)], "\n\n"),
        rows=(*rows, back_row(translator)),
    )
