"""Renders the message of a delivery: an article, a digest or a broadcast."""

from zoneinfo import ZoneInfo

from bot.domain.chat import Chat, is_private
from bot.domain.delivery import Delivery
from bot.domain.errors import NotFound
from bot.domain.ids import ArticleId, BroadcastId
from bot.domain.schedule import DEFAULT_ZONE
from bot.domain.summarized_article import SummarizedArticle
from bot.domain.summary import DEFAULT_LENGTH
from bot.i18n.html import Html
from bot.i18n.translator import DEFAULT_LANGUAGE, Translator, get_translator
from bot.presentation.card import Card, card_message
from bot.presentation.digest import digest_message
from bot.presentation.outgoing_message import OutgoingMessage
from storage.store import Store


async def render(
    store: Store, delivery: Delivery, chat: Chat | None, bot_username: str
) -> OutgoingMessage:
    """Return the message of a delivery in the language and summary length of the chat.

    Raises:
        NotFound: the article, digest or broadcast was deleted.
    """
    if delivery.kind == "broadcast":
        return OutgoingMessage(
            html=Html(await store.broadcasts.html(BroadcastId(delivery.item_id)))
        )
    translator = get_translator((chat and chat.language) or DEFAULT_LANGUAGE)
    if delivery.kind == "digest":
        return await _digest(store, delivery.item_id, chat, translator, bot_username)
    story = await store.articles.summarized(ArticleId(delivery.item_id))
    followed = None
    if delivery.tag_key is not None and is_private(delivery.place.chat_id):
        followed = await store.tags.find(delivery.tag_key)
    shown = Card(
        summarized=story,
        bot_username=bot_username,
        length=chat.length if chat else DEFAULT_LENGTH,
        followed=followed,
    )
    return card_message(shown, translator)


async def _digest(
    store: Store, number: int, chat: Chat | None, translator: Translator, bot_username: str
) -> OutgoingMessage:
    digest = await store.digests.get(number)
    stories = [story for each in digest.article_ids if (story := await _find_article(store, each))]
    if not stories:
        raise NotFound("article.gone")
    zone = ZoneInfo(chat.schedule.zone if chat else DEFAULT_ZONE)
    return digest_message(
        stories,
        left_out=digest.left_out,
        day=digest.made_at.astimezone(zone),
        bot_username=bot_username,
        translator=translator,
    )


async def _find_article(store: Store, article_id: ArticleId) -> SummarizedArticle | None:
    """Return an article of a digest, or None if it was deleted."""
    try:
        return await store.articles.summarized(article_id)
    except NotFound:
        return None
