"""Loads the view of a card: its place, and its only reader's vote and bookmark."""

from collections.abc import Mapping, Sequence

from bot.domain.chat import Chat, ChatKind, is_private
from bot.domain.delivery import Delivery
from bot.domain.ids import ArticleId, ChatId, UserId
from bot.domain.posted_card import CardPlace, CardView, ReaderMarks
from storage.repositories.cards import Cards


class CardViews:
    """Loads the views of cards.

    Args:
        cards: has the votes and bookmarks of readers.
        editors: these people see the number of an article.
    """

    def __init__(self, cards: Cards, editors: frozenset[UserId]) -> None:
        self._cards = cards
        self._editors = editors

    async def in_chat(
        self, chat_id: ChatId, kind: ChatKind | None, article_id: ArticleId
    ) -> CardView:
        """Return the view of a card in a chat; the kind of an unknown chat is None."""
        if is_private(chat_id):  # the id of a private chat is the id of its person
            return await self.of_reader(UserId(chat_id), article_id)
        return _of_many(kind)

    async def of_deliveries(
        self, deliveries: Sequence[Delivery], chats: Mapping[ChatId, Chat]
    ) -> dict[Delivery, CardView]:
        """Return the views of the cards of deliveries; digests and broadcasts have none."""
        cards = [each for each in deliveries if each.kind == "article"]
        pairs = [_pair(each) for each in cards if is_private(each.thread.chat_id)]
        marks = await self._cards.marks_of(pairs) if pairs else {}
        views = {}
        for each in cards:
            chat = chats.get(each.thread.chat_id)
            if is_private(each.thread.chat_id):
                views[each] = self._of_one(_pair(each)[0], marks[_pair(each)])
            else:
                views[each] = _of_many(chat.kind if chat else None)
        return views

    async def of_reader(self, user_id: UserId, article_id: ArticleId) -> CardView:
        """Return the view of a card that only one person sees."""
        return self._of_one(user_id, await self._cards.marks(user_id, article_id))

    def _of_one(self, user_id: UserId, marks: ReaderMarks) -> CardView:
        return CardView(place="reader", marks=marks, is_editor=user_id in self._editors)


def _of_many(kind: ChatKind | None) -> CardView:
    place: CardPlace = "channel" if kind == "channel" else "group"
    return CardView(place=place)


def _pair(delivery: Delivery) -> tuple[UserId, ArticleId]:
    """Return the reader and the article of a card in a private chat."""
    return UserId(delivery.thread.chat_id), ArticleId(delivery.item_id)
