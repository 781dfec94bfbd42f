"""Posted cards: stores where the cards of an article are, and finds their current content."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.actions.services import Services
from bot.domain.chat import Chat
from bot.domain.errors import NotFound
from bot.domain.ids import ArticleId, ChatId
from bot.domain.posted_card import CardState, MessageRef, PostedCard
from bot.domain.summarized_article import SummarizedArticle
from bot.domain.tag import Tag

NEWEST = 30  # cards of an article that are edited after a rating


@dataclass(frozen=True, slots=True, kw_only=True)
class CardContent:
    """The current content of a posted card."""

    summarized: SummarizedArticle
    followed: Tag | None  # the followed tag that the card mentions
    language: str | None  # of the card, else of its chat; None for an unknown chat
    chat: Chat | None  # None for an unknown chat or an inline message


async def save_card(services: Services, target: MessageRef, state: CardState) -> None:
    """Store that a message is a card, and the state that it shows."""
    await services.cards.put(target, state, services.clock())


async def save_cards(services: Services, cards: Sequence[PostedCard]) -> None:
    """Store several cards of one article."""
    await services.cards.put_all(cards, services.clock())


async def newest_cards(services: Services, article_id: ArticleId) -> list[PostedCard]:
    """Return the newest cards of an article, which are edited after a rating."""
    return await services.cards.newest(article_id, NEWEST)


async def article_at(services: Services, target: MessageRef) -> ArticleId | None:
    """Return the article of a card, None if the card is not stored."""
    return await services.cards.article_at(target)


async def current_content(services: Services, posted: PostedCard) -> CardContent:
    """Return the current content of a posted card.

    Raises:
        NotFound: the article was deleted.
    """
    state = posted.card_state
    chat = None
    if not isinstance(posted.target, str):
        chat = await services.chats.find(posted.target[0])
    return CardContent(
        summarized=await services.articles.summarized(state.article_id),
        followed=await _followed(services, posted),
        language=state.language or (chat.language if chat else None),
        chat=chat,
    )


async def _followed(services: Services, posted: PostedCard) -> Tag | None:
    """Return the followed tag that brought a card."""
    if not posted.card_state.tag_number or isinstance(posted.target, str):
        return None
    try:
        return await services.tags.by_number(posted.card_state.tag_number)
    except NotFound:
        return None  # merged into another tag since


async def tag_of_card(
    services: Services, chat_id: ChatId, article_id: ArticleId, tag_number: int
) -> Tag | None:
    """Return the followed tag that brought a card to a chat; None if somebody asked for the card.

    Args:
        services: the services of all actions.
        chat_id: the chat of the card.
        article_id: the article of the card.
        tag_number: the tag that the card mentions; deliveries are deleted after some weeks.
    """
    key = await services.deliveries.tag_of_sent(article_id, chat_id)
    if key is not None:
        return await services.tags.find(key)
    try:
        return await services.tags.by_number(tag_number) if tag_number else None
    except NotFound:
        return None  # merged into another tag since
