"""Cards that stand in chats: remembered, and drawn as they should look now."""

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

NEWEST = 30  # cards of an article that show a rating given on another one


async def remember(services: Services, target: MessageRef, face: CardState) -> None:
    """Remember that a card stands in a chat, and its face."""
    await services.store.cards.put(target, face, services.clock())


async def remember_all(services: Services, cards: Sequence[PostedCard]) -> None:
    """Remember several cards of one article."""
    await services.store.cards.put_all(cards, services.clock())


async def newest(services: Services, article_id: ArticleId) -> list[PostedCard]:
    """Return the newest cards of an article, as many as are drawn anew after a vote."""
    return await services.store.cards.newest(article_id, NEWEST)


async def article_at(services: Services, target: MessageRef) -> ArticleId | None:
    """Return the article whose card stands there, as far as that is remembered."""
    return await services.store.cards.article_at(target)


async def draw(
    services: Services, shown: PostedCard, bot_username: str, language: str = DEFAULT_LANGUAGE
) -> OutgoingMessage:
    """Return a card as it should look now.

    Args:
        desk: what actions work with.
        shown: the card, and where it stands.
        bot_username: whose deep links stand in it.
        language: spoken in a chat that is not known, or no longer.

    Raises:
        NotFound: its article is gone.
    """
    face = shown.card_state
    view = Card(
        summarized=await services.store.articles.summarized(face.article_id),
        bot_username=bot_username,
        length=face.length,
        followed=await _followed(services, shown),
        language=face.language,
    )
    return card_message(
        view, get_translator(face.language or await _language(services, shown) or language)
    )


async def _followed(services: Services, shown: PostedCard) -> Tag | None:
    """Return the tag that brought a card to a person; other chats are not told."""
    if not shown.card_state.tag_number or isinstance(shown.target, str):
        return None
    if not is_private(shown.target[0]):
        return None
    try:
        return await services.store.tags.by_number(shown.card_state.tag_number)
    except NotFound:
        return None  # joined to another one since


async def _language(services: Services, shown: PostedCard) -> str | None:
    if isinstance(shown.target, str):
        return None
    chat = await services.store.chats.find(ChatId(shown.target[0]))
    return None if chat is None else chat.language
