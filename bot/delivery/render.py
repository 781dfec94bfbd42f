"""Renders the message of a delivery: an article, a digest or a broadcast."""

from zoneinfo import ZoneInfo

from bot.delivery.card_views import CardViews
from bot.domain.chat import Chat
from bot.domain.delivery import DueDelivery
from bot.domain.errors import NotFound
from bot.domain.ids import ArticleId, BroadcastId
from bot.domain.posted_card import CardState, CardView
from bot.domain.schedule import DEFAULT_ZONE
from bot.domain.summarized_article import SummarizedArticle
from bot.domain.summary import DEFAULT_LENGTH
from bot.i18n.html import Html
from bot.i18n.translator import DEFAULT_LANGUAGE, Translator, get_translator
from bot.presentation.card import card_message
from bot.presentation.card_look import with_look
from bot.presentation.digest import digest_message
from bot.presentation.outgoing_message import OutgoingMessage
from storage.queues.digests import Digests
from storage.repositories.articles import Articles
from storage.repositories.broadcasts import Broadcasts
from storage.repositories.tags import Tags


class DeliveryRenderer:
    """Renders the messages of deliveries."""

    def __init__(
        self,
        *,
        articles: Articles,
        broadcasts: Broadcasts,
        digests: Digests,
        tags: Tags,
        views: CardViews,
    ) -> None:
        self._articles = articles
        self._broadcasts = broadcasts
        self._digests = digests
        self._tags = tags
        self._views = views

    def view(self, delivery: DueDelivery) -> CardView | None:
        """Return the view of the card of a delivery; a digest or a broadcast has none."""
        return self._views.of_delivery(delivery)

    async def render(
        self, delivery: DueDelivery, view: CardView | None, bot_username: str
    ) -> OutgoingMessage:
        """Return the message of a delivery in the language and summary length of the chat.

        Args:
            delivery: the article, digest or broadcast, and the chat with its settings.
            view: see `view`; deliveries with equal views and settings have equal messages.
            bot_username: for deep links.

        Raises:
            NotFound: the article, digest or broadcast was deleted.
        """
        chat = delivery.chat
        if delivery.kind == "broadcast":
            html = await self._broadcasts.html(BroadcastId(delivery.item_id))
            return OutgoingMessage(html=Html(html))
        translator = get_translator((chat and chat.language) or DEFAULT_LANGUAGE)
        if view is None:
            return await self._digest(delivery.item_id, chat, translator, bot_username)
        story = await self._articles.summarized(ArticleId(delivery.item_id))
        followed = await self._tags.find(delivery.tag_key) if delivery.tag_key else None
        length = chat.length if chat else DEFAULT_LENGTH
        state = CardState(article_id=story.article.id, length=length)
        card = card_message(story, state, view, bot_username, translator, followed)
        return with_look(card, chat)

    async def _digest(
        self, number: int, chat: Chat | None, translator: Translator, bot_username: str
    ) -> OutgoingMessage:
        digest = await self._digests.get(number)
        found = [await self._find_article(each) for each in digest.article_ids]
        stories = [story for story in found if story is not None]
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

    async def _find_article(self, article_id: ArticleId) -> SummarizedArticle | None:
        """Return an article of a digest, or None if it was deleted."""
        try:
            return await self._articles.summarized(article_id)
        except NotFound:
            return None
