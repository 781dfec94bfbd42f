"""From a delivery to the message that the chat shall see."""

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
    """Return the message that a delivery brings, in the chat's language and length.

    Raises:
        NotFound: what was to be delivered is gone.
    """
    if delivery.kind == "broadcast":
        return OutgoingMessage(
            html=Html(await store.broadcasts.html(BroadcastId(delivery.item_id)))
        )
    words = get_translator((chat and chat.language) or DEFAULT_LANGUAGE)
    if delivery.kind == "digest":
        return await _digest(store, delivery.item_id, chat, words, bot_username)
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
    return card_message(shown, words)


async def _digest(
    store: Store, number: int, chat: Chat | None, words: Translator, bot_username: str
) -> OutgoingMessage:
    digest = await store.digests.get(number)
    stories = [story for each in digest.article_ids if (story := await _found(store, each))]
    if not stories:
        raise NotFound("article.gone")
    zone = ZoneInfo(chat.schedule.zone if chat else DEFAULT_ZONE)
    return digest_message(
        stories,
        left_out=digest.left_out,
        day=digest.made_at.astimezone(zone),
        bot_username=bot_username,
        translator=words,
    )


async def _found(store: Store, article_id: ArticleId) -> SummarizedArticle | None:
    """Return an article of a digest, None where it was deleted since."""
    try:
        return await store.articles.summarized(article_id)
    except NotFound:
        return None
