"""Posted cards: stores where the cards of an article are, and renders them again."""

from collections.abc import Sequence

from bot.actions.services import Services
from bot.domain.chat import is_private
from bot.domain.errors import NotFound
from bot.domain.ids import ArticleId, ChatId
from bot.domain.posted_card import CardState, MessageRef, PostedCard
from bot.domain.tag import Tag
from bot.i18n.translator import DEFAULT_LANGUAGE, get_translator
from bot.presentation.card import Card, card_message
from bot.presentation.outgoing_message import OutgoingMessage

NEWEST = 30  # cards of an article that are edited after a rating


async def save_card(services: Services, target: MessageRef, face: CardState) -> None:
    """Store that a message is a card, and the state that it shows."""
    await services.store.cards.put(target, face, services.clock())


async def save_cards(services: Services, cards: Sequence[PostedCard]) -> None:
    """Store several cards of one article."""
    await services.store.cards.put_all(cards, services.clock())


async def newest_cards(services: Services, article_id: ArticleId) -> list[PostedCard]:
    """Return the newest cards of an article, which are edited after a rating."""
    return await services.store.cards.newest(article_id, NEWEST)


async def article_at(services: Services, target: MessageRef) -> ArticleId | None:
    """Return the article of a card, None if the card is not stored."""
    return await services.store.cards.article_at(target)


async def render_card(
    services: Services, posted: PostedCard, bot_username: str, language: str = DEFAULT_LANGUAGE
) -> OutgoingMessage:
    """Return the current content of a posted card.

    Args:
        services: the services of all actions.
        posted: the posted card.
        bot_username: the username for deep links to the bot.
        language: the language for an unknown chat.

    Raises:
        NotFound: the article was deleted.
    """
    face = posted.card_state
    view = Card(
        summarized=await services.store.articles.summarized(face.article_id),
        bot_username=bot_username,
        length=face.length,
        followed=await _followed(services, posted),
        language=face.language,
    )
    return card_message(
        view, get_translator(face.language or await _language(services, posted) or language)
    )


async def _followed(services: Services, posted: PostedCard) -> Tag | None:
    """Return the followed tag that a card in a private chat mentions."""
    if not posted.card_state.tag_number or isinstance(posted.target, str):
        return None
    if not is_private(posted.target[0]):
        return None
    try:
        return await services.store.tags.by_number(posted.card_state.tag_number)
    except NotFound:
        return None  # merged into another tag since


async def _language(services: Services, posted: PostedCard) -> str | None:
    if isinstance(posted.target, str):
        return None
    chat = await services.store.chats.find(ChatId(posted.target[0]))
    return None if chat is None else chat.language
