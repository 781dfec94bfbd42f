"""Posted cards: which message shows which article, so that a new rating updates the message."""

from dataclasses import dataclass
from typing import Literal

from bot.domain.ids import ArticleId, ChatId, MessageId, UserId
from bot.domain.summary import MAX_LENGTH

# One reader (a private chat, or a message that only this person sees), a group, a channel, or a
# chat without the bot (an inline message).
CardPlace = Literal["reader", "group", "channel", "elsewhere"]
MessageRef = tuple[ChatId, MessageId] | str  # a message of a chat, or an inline message's id


@dataclass(frozen=True, slots=True, kw_only=True)
class CardState:
    """The parameters of a card; together with the stored article they determine its text."""

    article_id: ArticleId
    length: int  # sentences, 1 to `MAX_LENGTH`
    tag_number: int = 0  # the followed tag that matched; 0 for none
    language: str = ""  # of the labels and buttons; empty for the chat's language
    is_expanded: bool = False  # shows the second row of buttons; not stored

    def __post_init__(self) -> None:
        if not 1 <= self.length <= MAX_LENGTH:
            raise ValueError(f"a card has 1 to {MAX_LENGTH} sentences, not {self.length}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedCard:
    """A message that shows a card, and the parameters of the card."""

    target: MessageRef
    card_state: CardState


@dataclass(frozen=True, slots=True, kw_only=True)
class EphemeralRef:
    """A message in a group that only one person sees."""

    chat_id: ChatId
    user_id: UserId  # the person who sees it
    ephemeral_id: int  # Telegram's id, apart from the ids of other messages


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderMarks:
    """A reader's own vote and bookmark, which a card for this reader alone shows."""

    stars: int | None = None  # 1 to 5
    is_saved: bool = False


NO_MARKS = ReaderMarks()


@dataclass(frozen=True, slots=True, kw_only=True)
class CardView:
    """The place of a card, and what it shows to its only reader."""

    place: CardPlace
    marks: ReaderMarks = NO_MARKS
    is_editor: bool = False  # whether the only reader is an editor, who sees the number
