"""Records messages that Telegram accepted: their deliveries are sent, and their cards are known.

SQLite takes a batch as one JSON parameter of one statement for each table. SQLAlchemy would prepare
the parameters of each row, which costs more than the row. PostgreSQL gets the rows in the order of
their keys, in which all transactions lock their deliveries.
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, or_, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery import Delivery
from bot.domain.ids import ArticleId, MessageId
from bot.domain.posted_card import CardState, MessageRef
from storage.engine.columns import UtcDateTime
from storage.engine.schema import deliveries
from storage.repositories.cards import put_cards

_COLUMN_END = 2**63  # a column holds less


class SentMessage(NamedTuple):
    """A delivery that Telegram accepted."""

    delivery: Delivery
    message_id: MessageId
    done_at: datetime
    card: CardState | None


_MARK_SENT = (  # without IN: SQLAlchemy does not allow it in a statement for many rows
    update(deliveries)
    .where(
        deliveries.c.kind == bindparam("its_kind"),
        deliveries.c.item_id == bindparam("its_item_id"),
        deliveries.c.chat_id == bindparam("its_chat_id"),
        or_(deliveries.c.state == "waiting", deliveries.c.state == "missed"),
    )
    .values(state="sent", error=None, message_id=bindparam("sent_as"), done_at=bindparam("sent_at"))
)
_MARK_ALL_SENT = text(  # the + keeps SQLite from reading all waiting deliveries by their index
    """
    UPDATE deliveries
    SET state = 'sent', error = NULL, message_id = json_extract(sent.value, '$[3]'), done_at = :now
    FROM json_each(:sent) AS sent
    WHERE deliveries.kind = json_extract(sent.value, '$[0]')
    AND deliveries.item_id = json_extract(sent.value, '$[1]')
    AND deliveries.chat_id = json_extract(sent.value, '$[2]')
    AND +deliveries.state IN ('waiting', 'missed')
    """
).bindparams(bindparam("now", type_=UtcDateTime))
_PUT_ALL_CARDS = text(  # a deleted article is skipped; a batch has each message once
    """
    INSERT INTO posted_cards
    (chat_id, message_id, inline_id, article_id, length, tag_number, language, updated_at)
    SELECT json_extract(card.value, '$[0]'), json_extract(card.value, '$[1]'), '', articles.id,
    json_extract(card.value, '$[3]'), json_extract(card.value, '$[4]'),
    json_extract(card.value, '$[5]'), :now
    FROM json_each(:cards) AS card
    JOIN articles ON articles.id = json_extract(card.value, '$[2]')
    WHERE true
    ON CONFLICT (chat_id, message_id, inline_id) DO UPDATE
    SET article_id = excluded.article_id, length = excluded.length,
    tag_number = excluded.tag_number, language = excluded.language, updated_at = excluded.updated_at
    """
).bindparams(bindparam("now", type_=UtcDateTime))


async def record_sent(connection: AsyncConnection, batch: Sequence[SentMessage]) -> None:
    """Mark the deliveries of a batch as sent and store their cards.

    A delivery stays as it is if it no longer waits. On SQLite, all messages get the time of the
    last one.

    Raises:
        OverflowError: SQLite cannot store a message ID.
    """
    if connection.dialect.name == "sqlite":
        await _record_in_sqlite(connection, batch)
        return
    now = batch[-1].done_at
    batch = sorted(batch, key=_key)
    await connection.execute(_MARK_SENT, [_parameters(sent) for sent in batch])
    cards: dict[ArticleId, list[tuple[MessageRef, CardState]]] = defaultdict(list)
    for delivery, message_id, _, card in batch:
        if card is not None:
            cards[card.article_id].append(((delivery.thread.chat_id, message_id), card))
    for article_id, of_article in sorted(cards.items()):
        await put_cards(connection, article_id, of_article, now)


async def _record_in_sqlite(connection: AsyncConnection, batch: Sequence[SentMessage]) -> None:
    if max(sent.message_id for sent in batch) >= _COLUMN_END:  # SQLite would read it as a fraction
        raise OverflowError("a message ID is more than a column holds")
    now = batch[-1].done_at
    rows = [(*_key(sent), sent.message_id) for sent in batch]
    await connection.execute(_MARK_ALL_SENT, {"sent": json.dumps(rows), "now": now})
    cards = [
        (
            *(sent.delivery.thread.chat_id, sent.message_id, sent.card.article_id),
            *(sent.card.length, sent.card.tag_number, sent.card.language),
        )
        for sent in batch
        if sent.card is not None
    ]
    if cards:
        await connection.execute(_PUT_ALL_CARDS, {"cards": json.dumps(cards), "now": now})


def _key(sent: SentMessage) -> tuple[str, int, int]:
    """Return the key of a delivery: all transactions lock their deliveries in this order."""
    return sent.delivery.kind, sent.delivery.item_id, sent.delivery.thread.chat_id


def _parameters(sent: SentMessage) -> dict[str, object]:
    return {
        "its_kind": sent.delivery.kind,
        "its_item_id": sent.delivery.item_id,
        "its_chat_id": sent.delivery.thread.chat_id,
        "sent_as": sent.message_id,
        "sent_at": sent.done_at,
    }
