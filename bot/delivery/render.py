"""From a delivery to the message that the chat shall see."""

from bot.domain.chat import Chat
from bot.domain.delivery import Delivery
from bot.domain.ids import ArticleId, BroadcastId
from bot.domain.summary import DEFAULT_LENGTH
from bot.presentation.card import Card, card
from bot.presentation.screen import Screen
from bot.texts.html import Html
from bot.texts.speech import DEFAULT_LANGUAGE, speech
from storage.store import Store


async def render(store: Store, delivery: Delivery, chat: Chat | None, bot_username: str) -> Screen:
    """Return the message that a delivery brings, in the chat's language and length.

    Raises:
        NotFound: what was to be delivered is gone.
    """
    if delivery.kind == "broadcast":
        return Screen(html=Html(await store.broadcasts.html(BroadcastId(delivery.item_id))))
    story = await store.articles.story(ArticleId(delivery.item_id))
    followed = None if delivery.tag_key is None else await store.tags.find(delivery.tag_key)
    shown = Card(
        story=story,
        bot_username=bot_username,
        length=chat.length if chat else DEFAULT_LENGTH,
        followed=followed,
    )
    return card(shown, speech((chat and chat.language) or DEFAULT_LANGUAGE))
