"""Loads the view of a card: its place, and its only reader's vote and bookmark."""

from bot.domain.chat import ChatKind, is_private
from bot.domain.delivery import DueDelivery
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

    def of_delivery(self, delivery: DueDelivery) -> CardView | None:
        """Return the view of the card of a delivery; a digest or a broadcast has none."""
        if delivery.kind != "article":
            return None
        if is_private(delivery.thread.chat_id):
            return self._of_one(UserId(delivery.thread.chat_id), delivery.marks)
        return _of_many(delivery.chat.kind if delivery.chat else None)

    async def of_reader(self, user_id: UserId, article_id: ArticleId) -> CardView:
        """Return the view of a card that only one person sees."""
        return self._of_one(user_id, await self._cards.marks(user_id, article_id))

    def _of_one(self, user_id: UserId, marks: ReaderMarks) -> CardView:
        return CardView(place="reader", marks=marks, is_editor=user_id in self._editors)


def _of_many(kind: ChatKind | None) -> CardView:
    place: CardPlace = "channel" if kind == "channel" else "group"
    return CardView(place=place)
