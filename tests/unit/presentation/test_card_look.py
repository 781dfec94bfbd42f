"""The look of cards: compact without a picture, or without buttons."""

from bot.domain.chat import Chat
from bot.domain.ids import ChatId
from bot.i18n.html import Html
from bot.presentation.card_look import with_look
from bot.presentation.outgoing_message import Button, OutgoingMessage

CARD = OutgoingMessage(
    html=Html("card"), rows=((Button(text="5 ★", data="r"),),), preview_url="https://example.org"
)


def look(*, has_card_buttons: bool = True, is_compact: bool = False) -> OutgoingMessage:
    chat = Chat(
        id=ChatId(-1), kind="channel", has_card_buttons=has_card_buttons, is_compact=is_compact
    )
    return with_look(CARD, chat)


def test_a_chat_gets_full_cards_unless_it_wants_others() -> None:
    assert look() == CARD
    assert with_look(CARD, None) == CARD


def test_a_compact_card_has_no_picture() -> None:
    assert look(is_compact=True).preview_url is None
    assert look(is_compact=True).rows == CARD.rows


def test_a_chat_without_card_buttons_gets_the_same_card_without_them() -> None:
    assert look(has_card_buttons=False).rows == ()
    assert look(has_card_buttons=False).html == CARD.html
