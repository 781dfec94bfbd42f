"""A card that stands in some chat, so that it can be drawn anew when its article is rated."""

from dataclasses import dataclass

from bot.domain.ids import ArticleId, ChatId, MessageId

MessageRef = tuple[ChatId, MessageId] | str  # a message of a chat, or an inline message's id


@dataclass(frozen=True, slots=True, kw_only=True)
class CardState:
    """What a card shows of its article; with the article's state of a moment, the whole card."""

    article_id: ArticleId
    length: int  # sentences
    tag_number: int = 0  # of the followed tag that brought it; 0 for none
    language: str = ""  # of the words around; empty for the chat's own


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedCard:
    """Where a card stands, and its face."""

    target: MessageRef
    face: CardState
