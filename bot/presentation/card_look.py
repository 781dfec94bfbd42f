"""The look of cards in one chat: compact, or without buttons."""

from dataclasses import replace

from bot.domain.chat import Chat
from bot.presentation.outgoing_message import OutgoingMessage


def with_look(card: OutgoingMessage, chat: Chat | None) -> OutgoingMessage:
    """Return a card as its chat wants cards: a compact one has no picture.

    Args:
        card: the full card.
        chat: the settings of the chat; None: an unknown chat or an inline message.
    """
    if chat is None:
        return card
    return replace(
        card,
        rows=card.rows if chat.has_card_buttons else (),
        preview_url=None if chat.is_compact else card.preview_url,
    )
