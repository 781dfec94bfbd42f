"""Cards that stand in chats: remembered, and drawn as they should look now."""

from collections.abc import Sequence

from bot.actions.desk import Desk
from bot.domain.chat import is_private
from bot.domain.errors import NotFound
from bot.domain.ids import ArticleId, ChatId
from bot.domain.shown_card import CardFace, ShownCard, Target
from bot.domain.tag import Tag
from bot.presentation.card import Card, card
from bot.presentation.screen import Screen
from bot.texts.speech import DEFAULT_LANGUAGE, speech

NEWEST = 30  # cards of an article that show a rating given on another one


async def remember(desk: Desk, target: Target, face: CardFace) -> None:
    """Remember that a card stands in a chat, and its face."""
    await desk.store.cards.put(target, face, desk.clock())


async def remember_all(desk: Desk, cards: Sequence[ShownCard]) -> None:
    """Remember several cards of one article."""
    await desk.store.cards.put_all(cards, desk.clock())


async def newest(desk: Desk, article_id: ArticleId) -> list[ShownCard]:
    """Return the newest cards of an article, as many as are drawn anew after a vote."""
    return await desk.store.cards.of(article_id, NEWEST)


async def article_at(desk: Desk, target: Target) -> ArticleId | None:
    """Return the article whose card stands there, as far as that is remembered."""
    return await desk.store.cards.article_at(target)


async def draw(
    desk: Desk, shown: ShownCard, bot_username: str, language: str = DEFAULT_LANGUAGE
) -> Screen:
    """Return a card as it should look now.

    Args:
        desk: what actions work with.
        shown: the card, and where it stands.
        bot_username: whose deep links stand in it.
        language: spoken in a chat that is not known, or no longer.

    Raises:
        NotFound: its article is gone.
    """
    face = shown.face
    view = Card(
        story=await desk.store.articles.story(face.article_id),
        bot_username=bot_username,
        length=face.length,
        followed=await _followed(desk, shown),
        language=face.language,
    )
    return card(view, speech(face.language or await _language(desk, shown) or language))


async def _followed(desk: Desk, shown: ShownCard) -> Tag | None:
    """Return the tag that brought a card to a person; other chats are not told."""
    if not shown.face.tag_number or isinstance(shown.target, str):
        return None
    if not is_private(shown.target[0]):
        return None
    try:
        return await desk.store.tags.numbered(shown.face.tag_number)
    except NotFound:
        return None  # joined to another one since


async def _language(desk: Desk, shown: ShownCard) -> str | None:
    if isinstance(shown.target, str):
        return None
    chat = await desk.store.chats.find(ChatId(shown.target[0]))
    return None if chat is None else chat.language
