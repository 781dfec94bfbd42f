"""Posted cards: messages in chats that show an article, so that new ratings can update them.

A card for one reader also shows this reader's own vote and bookmark.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import ArticleId, ChatId, MessageId, UserId
from bot.domain.posted_card import CardState, MessageRef, PostedCard, ReaderMarks
from storage.engine.batching import BatchLoader
from storage.engine.columns import upsert_columns
from storage.engine.database import Database
from storage.engine.schema import articles, bookmarks, posted_cards, ratings

_UPSERT = upsert_columns(
    posted_cards,
    ("chat_id", "message_id", "inline_id"),
    ("article_id", "length", "tag_number", "language", "updated_at"),
)
Mark = tuple[UserId, ArticleId]
KEPT = timedelta(days=30)  # afterwards only a tap on the card itself updates it


async def put_cards(
    connection: AsyncConnection,
    article_id: ArticleId,
    cards: Iterable[tuple[MessageRef, CardState]],
    now: datetime,
) -> None:
    """Store new cards of one article, or new states of its cards; skip a deleted article."""
    article = select(articles.c.id).where(articles.c.id == article_id)
    article = article.with_for_update(read=True, key_share=True)  # nobody deletes it meanwhile
    if (await connection.execute(article)).scalar_one_or_none() is None:
        return
    rows = [
        {**_target_columns(target), **_state_columns(state), "updated_at": now}
        for target, state in cards
    ]
    await connection.execute(_UPSERT, rows)


def is_expired(now: datetime) -> ColumnElement[bool]:
    """Return a condition for cards that did not change for `KEPT`."""
    return posted_cards.c.updated_at < now - KEPT


class Cards:
    """Stores which message shows which article."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._marks = BatchLoader(self._load_marks)

    async def marks(self, user_id: UserId, article_id: ArticleId) -> ReaderMarks:
        """Return a reader's vote and bookmark of an article. Concurrent calls share one read."""
        return await self._marks((user_id, article_id))

    async def marks_of(self, pairs: Sequence[Mark]) -> dict[Mark, ReaderMarks]:
        """Return the vote and bookmark of each reader and article, at most 10,000 of them."""
        rated = tuple_(ratings.c.user_id, ratings.c.article_id).in_(pairs)
        saved = tuple_(bookmarks.c.user_id, bookmarks.c.article_id).in_(pairs)
        columns = (ratings.c.user_id, ratings.c.article_id, ratings.c.stars)
        async with self._database.read() as connection:
            rows = await connection.execute(select(*columns).where(rated))
            stars = {(user_id, article_id): stars for user_id, article_id, stars in rows}
            query = select(bookmarks.c.user_id, bookmarks.c.article_id).where(saved)
            kept = {
                (user_id, article_id) for user_id, article_id in await connection.execute(query)
            }
        return {pair: ReaderMarks(stars=stars.get(pair), is_saved=pair in kept) for pair in pairs}

    async def _load_marks(self, pairs: Sequence[Mark]) -> list[ReaderMarks]:
        marks = await self.marks_of(pairs)
        return [marks[pair] for pair in pairs]

    async def put(self, target: MessageRef, state: CardState, now: datetime) -> None:
        """Store a new card, or the new state of a card."""

        async def work(connection: AsyncConnection) -> None:
            await put_cards(connection, state.article_id, [(target, state)], now)

        await self._database.write(work)

    async def put_all(self, cards: Sequence[PostedCard], now: datetime) -> None:
        """Store one or more cards of the same article."""
        states = [(card.target, card.card_state) for card in cards]

        async def work(connection: AsyncConnection) -> None:
            await put_cards(connection, cards[0].card_state.article_id, states, now)

        await self._database.write(work)

    async def newest(self, article_id: ArticleId, limit: int) -> list[PostedCard]:
        """Return the newest cards of an article, last shown first."""
        query = (
            select(posted_cards)
            .where(posted_cards.c.article_id == article_id)
            .order_by(posted_cards.c.updated_at.desc())
            .limit(limit)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
        return [
            PostedCard(
                target=row.inline_id or (ChatId(row.chat_id), MessageId(row.message_id)),
                card_state=CardState(
                    article_id=article_id,
                    length=row.length,
                    tag_number=row.tag_number,
                    language=row.language,
                ),
            )
            for row in rows
        ]

    async def article_at(self, target: MessageRef) -> ArticleId | None:
        """Return the article that a message shows; None if no card is stored for it."""
        columns = _target_columns(target).items()
        same_target = [posted_cards.c[name] == value for name, value in columns]
        query = select(posted_cards.c.article_id).where(*same_target)
        async with self._database.read() as connection:
            number = (await connection.execute(query)).scalar_one_or_none()
        return None if number is None else ArticleId(number)


def _state_columns(state: CardState) -> dict[str, object]:
    return {
        "article_id": state.article_id,
        "length": state.length,
        "tag_number": state.tag_number,
        "language": state.language,
    }


def _target_columns(target: MessageRef) -> dict[str, object]:
    if isinstance(target, str):
        return {"chat_id": 0, "message_id": 0, "inline_id": target}
    return {"chat_id": target[0], "message_id": target[1], "inline_id": ""}
