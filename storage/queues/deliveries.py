"""Deliveries: what is owed to whom. The outbox of the bot."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.chat import ChatThread
from bot.domain.delivery import Backlog, Delivery
from bot.domain.ids import ArticleId, ChatId, MessageId, TagKey, TopicId
from bot.domain.posted_card import CardState, MessageRef
from storage.engine.batching import BatchLoader
from storage.engine.database import Database
from storage.engine.schema import deliveries
from storage.repositories.cards import put_cards

_WAITING = ("waiting",)
_PAUSE = 0.02  # seconds that an arrived message waits for others; a commit costs as much as 25 rows


class _Sent(NamedTuple):
    """A message that arrived."""

    delivery: Delivery
    message_id: MessageId
    done_at: datetime
    face: CardState | None


_SENT = (  # no IN: SQLAlchemy takes none in a statement for many rows
    update(deliveries)
    .where(
        deliveries.c.kind == bindparam("its_kind"),
        deliveries.c.item_id == bindparam("its_item_id"),
        deliveries.c.chat_id == bindparam("its_chat_id"),
        or_(deliveries.c.state == "waiting", deliveries.c.state == "missed"),
    )
    .values(state="sent", error=None, message_id=bindparam("sent_as"), done_at=bindparam("sent_at"))
)


def _row_of(outcome: _Sent) -> dict[str, object]:
    return {
        "its_kind": outcome.delivery.kind,
        "its_item_id": outcome.delivery.item_id,
        "its_chat_id": outcome.delivery.place.chat_id,
        "sent_as": outcome.message_id,
        "sent_at": outcome.done_at,
    }


class Deliveries:
    """Makes deliveries, hands them to the sender and remembers what became of them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._sent = BatchLoader(self._all_sent, pause=_PAUSE)

    async def due(
        self, now: datetime, limit: int, *, besides: Collection[ChatId] = ()
    ) -> list[Delivery]:
        """Return what is to be sent now, longest owed first; nothing for the chats `besides`."""
        waiting = (deliveries.c.state == "waiting") & (deliveries.c.due_at <= now)
        query = (
            select(deliveries)
            .where(waiting & deliveries.c.chat_id.not_in(besides) if besides else waiting)
            .order_by(deliveries.c.due_at, deliveries.c.item_id, deliveries.c.chat_id)
            .limit(limit)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
        return [
            Delivery(
                kind=row.kind,
                item_id=row.item_id,
                place=ChatThread(chat_id=ChatId(row.chat_id), topic_id=TopicId(row.topic_id)),
                tag_key=None if row.tag_key is None else TagKey(row.tag_key),
                attempts=row.attempts,
            )
            for row in rows
        ]

    async def sent(
        self,
        delivery: Delivery,
        message_id: MessageId,
        now: datetime,
        face: CardState | None = None,
    ) -> None:
        """Remember that a message, perhaps a card, arrived, also in a chat that sleeps by now."""
        await self._sent(_Sent(delivery, message_id, now, face))

    async def _all_sent(self, outcomes: Sequence[_Sent]) -> list[None]:
        faces: dict[ArticleId, list[tuple[MessageRef, CardState]]] = defaultdict(list)
        for delivery, message_id, _, face in outcomes:
            if face is not None:
                faces[face.article_id].append(((delivery.place.chat_id, message_id), face))
        async with self._database.write() as connection:
            await connection.execute(_SENT, [_row_of(outcome) for outcome in outcomes])
            for article_id, cards in faces.items():
                await put_cards(connection, article_id, cards, outcomes[-1].done_at)
        return [None] * len(outcomes)

    async def later(
        self, delivery: Delivery, due_at: datetime, error: str, *, is_failure: bool
    ) -> None:
        """Try again at `due_at`; a failure counts as an attempt, being told to wait does not."""
        attempts = deliveries.c.attempts + (1 if is_failure else 0)
        await self._set(delivery, _WAITING, due_at=due_at, error=error, attempts=attempts)

    async def chat_later(self, chat_id: ChatId, due_at: datetime, error: str) -> None:
        """Send a chat nothing before `due_at`, as Telegram asked; no attempt is counted."""
        early = (deliveries.c.chat_id == chat_id) & (deliveries.c.due_at < due_at)
        async with self._database.write() as connection:
            await connection.execute(
                update(deliveries)
                .where(early, deliveries.c.state == "waiting")
                .values(due_at=due_at, error=error)
            )

    async def cards_later(self, chat_id: ChatId, due_at: datetime) -> None:
        """Send a chat no card and no broadcast before `due_at`: its quiet hours. Digests come."""
        early = (deliveries.c.chat_id == chat_id) & (deliveries.c.due_at < due_at)
        early &= (deliveries.c.state == "waiting") & (deliveries.c.kind != "digest")
        async with self._database.write() as connection:
            await connection.execute(update(deliveries).where(early).values(due_at=due_at))

    async def hold(self, delivery: Delivery) -> None:
        """Let an article wait for the chat's next digest."""
        await self._set(delivery, _WAITING, state="daily")

    async def cards_since(self, chat_id: ChatId, moment: datetime) -> int:
        """Return how many articles were pushed to a chat since a moment."""
        query = select(func.count()).where(
            deliveries.c.chat_id == chat_id,
            deliveries.c.state == "sent",
            deliveries.c.kind == "article",
            deliveries.c.done_at >= moment,
        )
        async with self._database.read() as connection:
            return (await connection.execute(query)).scalar_one()

    async def dead(self, delivery: Delivery, error: str, now: datetime) -> None:
        """Give up on a message; operators see it."""
        await self._set(delivery, _WAITING, state="dead", error=error, done_at=now)

    async def missed(self, delivery: Delivery, error: str) -> None:
        """Keep a message that a sleeping chat did not get; `send_missed` brings it."""
        await self._set(delivery, _WAITING, state="missed", error=error)

    async def missed_by(self, chat_id: ChatId) -> int:
        """Return how many messages a chat missed while it slept."""
        query = select(func.count()).where(
            deliveries.c.chat_id == chat_id, deliveries.c.state == "missed"
        )
        async with self._database.read() as connection:
            return (await connection.execute(query)).scalar_one()

    async def send_missed(self, chat_id: ChatId, now: datetime) -> int:
        """Owe a chat what it missed; return how many messages."""
        return await self._settle_missed(chat_id, state="waiting", due_at=now)

    async def skip_missed(self, chat_id: ChatId) -> int:
        """Forget what a chat missed; return how many messages."""
        return await self._settle_missed(chat_id, state="skipped")

    async def backlog(self, chat_id: ChatId | None = None) -> Backlog:
        """Return what is still owed, to one chat or in total."""
        waiting = deliveries.c.state == "waiting"
        query = select(
            func.count().filter(waiting),
            func.count().filter(deliveries.c.state == "dead"),
            func.min(deliveries.c.due_at).filter(waiting),
        ).where(deliveries.c.state.in_(("waiting", "dead")))
        if chat_id is not None:
            query = query.where(deliveries.c.chat_id == chat_id)
        async with self._database.read() as connection:
            waits, is_dead, oldest = (await connection.execute(query)).one()
        return Backlog(waiting=waits, dead=is_dead, oldest_due_at=oldest)

    async def last_sent_at(self, chat_id: ChatId) -> datetime | None:
        """Return when a chat last got a push."""
        query = select(func.max(deliveries.c.done_at)).where(
            deliveries.c.chat_id == chat_id, deliveries.c.state == "sent"
        )
        async with self._database.read() as connection:
            last: datetime | None = (await connection.execute(query)).scalar_one()
        return last

    async def _settle_missed(self, chat_id: ChatId, **values: object) -> int:
        mine = (deliveries.c.chat_id == chat_id) & (deliveries.c.state == "missed")
        async with self._database.write() as connection:
            query = update(deliveries).where(mine).values(**values)
            return (await connection.execute(query)).rowcount

    async def _set(self, delivery: Delivery, states: Sequence[str], **values: object) -> None:
        async with self._database.write() as connection:
            await _set(connection, delivery, states, values)


async def _set(
    connection: AsyncConnection,
    delivery: Delivery,
    states: Sequence[str],
    values: Mapping[str, object],
) -> None:
    this = (
        (deliveries.c.kind == delivery.kind)
        & (deliveries.c.item_id == delivery.item_id)
        & (deliveries.c.chat_id == delivery.place.chat_id)
        & deliveries.c.state.in_(states)
    )
    await connection.execute(update(deliveries).where(this).values(values))
