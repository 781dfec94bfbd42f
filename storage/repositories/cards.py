"""Cards that stand in chats: the newest of them show a new rating wherever it was given."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import ArticleId, ChatId, MessageId
from bot.domain.posted_card import CardState, MessageRef, PostedCard
from storage.engine.columns import replacing
from storage.engine.database import Database
from storage.engine.schema import articles, shown_cards

_REPLACING = replacing(
    shown_cards,
    ("chat_id", "message_id", "inline_id"),
    ("article_id", "length", "tag_number", "language", "shown_at"),
)
KEPT = timedelta(days=30)  # after which a card is redrawn only when it is tapped itself


async def put_card(
    connection: AsyncConnection, target: MessageRef, face: CardState, now: datetime
) -> None:
    """Remember a card, or its new face; one of a deleted article is left alone."""
    await put_cards(connection, face.article_id, [(target, face)], now)


async def put_cards(
    connection: AsyncConnection,
    article_id: ArticleId,
    cards: Iterable[tuple[MessageRef, CardState]],
    now: datetime,
) -> None:
    """Remember cards of one article, or their new faces, unless the article is deleted."""
    exists = select(articles.c.id).where(articles.c.id == article_id)
    if (await connection.execute(exists)).scalar_one_or_none() is None:
        return
    rows = [{**_place(target), **_shows(face), "shown_at": now} for target, face in cards]
    await connection.execute(_REPLACING, rows)


def old(now: datetime) -> ColumnElement[bool]:
    """Return which cards nobody touched for `KEPT`."""
    return shown_cards.c.shown_at < now - KEPT


class Cards:
    """Remembers where cards stand."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, target: MessageRef, face: CardState, now: datetime) -> None:
        """Remember a card, or its new face."""
        async with self._database.write() as connection:
            await put_card(connection, target, face, now)

    async def put_all(self, cards: Sequence[PostedCard], now: datetime) -> None:
        """Remember cards of one article, at least one, or their new faces."""
        shown = [(card.target, card.face) for card in cards]
        async with self._database.write() as connection:
            await put_cards(connection, cards[0].face.article_id, shown, now)

    async def of(self, article_id: ArticleId, limit: int) -> list[PostedCard]:
        """Return the newest cards of an article, the last shown first."""
        query = (
            select(shown_cards)
            .where(shown_cards.c.article_id == article_id)
            .order_by(shown_cards.c.shown_at.desc())
            .limit(limit)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
        return [
            PostedCard(
                target=row.inline_id or (ChatId(row.chat_id), MessageId(row.message_id)),
                face=CardState(
                    article_id=article_id,
                    length=row.length,
                    tag_number=row.tag_number,
                    language=row.language,
                ),
            )
            for row in rows
        ]

    async def article_at(self, target: MessageRef) -> ArticleId | None:
        """Return the article whose card stands there, as far as it is remembered."""
        there = [shown_cards.c[name] == value for name, value in _place(target).items()]
        query = select(shown_cards.c.article_id).where(*there)
        async with self._database.read() as connection:
            number = (await connection.execute(query)).scalar_one_or_none()
        return None if number is None else ArticleId(number)


def _shows(face: CardState) -> dict[str, object]:
    return {
        "article_id": face.article_id,
        "length": face.length,
        "tag_number": face.tag_number,
        "language": face.language,
    }


def _place(target: MessageRef) -> dict[str, object]:
    if isinstance(target, str):
        return {"chat_id": 0, "message_id": 0, "inline_id": target}
    return {"chat_id": target[0], "message_id": target[1], "inline_id": ""}
