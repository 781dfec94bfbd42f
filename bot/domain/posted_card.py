"""Posted cards: which message shows which article, so that a new rating updates the message."""

from dataclasses import dataclass

from bot.domain.ids import ArticleId, ChatId, MessageId
from bot.domain.summary import MAX_LENGTH

MessageRef = tuple[ChatId, MessageId] | str  # a message of a chat, or an inline message's id


@dataclass(frozen=True, slots=True, kw_only=True)
class CardState:
    """The parameters of a card; together with the stored article they determine its text."""

    article_id: ArticleId
    length: int  # sentences, 1 to `MAX_LENGTH`
    tag_number: int = 0  # the followed tag that matched; 0 for none
    language: str = ""  # of the labels and buttons; empty for the chat's language

    def __post_init__(self) -> None:
        if not 1 <= self.length <= MAX_LENGTH:
            raise ValueError(f"a card has 1 to {MAX_LENGTH} sentences, not {self.length}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedCard:
    """A message that shows a card, and the parameters of the card."""

    target: MessageRef
    card_state: CardState
