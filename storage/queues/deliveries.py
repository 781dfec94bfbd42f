"""The outbox: messages to deliver to chats, their retries and their final states."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, case, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.chat import ChatThread
from bot.domain.delivery import Backlog, Delivery, DueDelivery
from bot.domain.ids import ArticleId, ChatId, MessageId, TagKey, TopicId
from bot.domain.posted_card import NO_MARKS, CardState, ReaderMarks
from storage.engine.batching import BatchLoader
from storage.engine.columns import upsert
from storage.engine.database import Database
from storage.engine.schema import articles, bookmarks, chats, deliveries, ratings
from storage.queues.sent_messages import SentMessage, record_sent
from storage.repositories.chats import chat_of

_BATCH_PAUSE = 0.02  # seconds to wait for more sent messages; a commit costs as much as 25 rows


def due_query(
    now: datetime, limit: int, *, exclude_chats: Collection[ChatId]
) -> Select[*tuple[Any, ...]]:
    """Return the query of `Deliveries.due`.

    One query for a batch costs less than one for each table, which has to name all chats.
    """
    is_due = (deliveries.c.state == "waiting") & (deliveries.c.due_at <= now)
    if exclude_chats:
        is_due &= deliveries.c.chat_id.not_in(exclude_chats)
    is_card = deliveries.c.kind == "article"
    rated = is_card & (ratings.c.article_id == deliveries.c.item_id)
    saved = is_card & (bookmarks.c.article_id == deliveries.c.item_id)
    columns = [
        deliveries.c.kind.label("delivery_kind"),
        deliveries.c.item_id,
        deliveries.c.chat_id.label("receiver"),
        deliveries.c.topic_id,
        deliveries.c.tag_key,
        deliveries.c.attempts,
        ratings.c.stars,
        bookmarks.c.user_id.label("saved_by"),
        *(column for column in chats.c if column.name not in ("created_at", "digest_due_at")),
    ]
    joined = (
        deliveries.outerjoin(chats, chats.c.chat_id == deliveries.c.chat_id)
        .outerjoin(ratings, and_(ratings.c.user_id == deliveries.c.chat_id, rated))
        .outerjoin(bookmarks, and_(bookmarks.c.user_id == deliveries.c.chat_id, saved))
    )
    order = (deliveries.c.due_at, deliveries.c.item_id, deliveries.c.chat_id)
    return select(*columns).select_from(joined).where(is_due).order_by(*order).limit(limit)


def _due_delivery(row: Row[*tuple[Any, ...]]) -> DueDelivery:
    kind, item_id, receiver, topic_id, tag_key, attempts, stars, saved_by, chat_id, *_ = row
    marks = NO_MARKS
    if stars is not None or saved_by is not None:
        marks = ReaderMarks(stars=stars, is_saved=saved_by is not None)
    return DueDelivery(
        kind=kind,
        item_id=item_id,
        thread=ChatThread(chat_id=ChatId(receiver), topic_id=TopicId(topic_id)),
        tag_key=None if tag_key is None else TagKey(tag_key),
        attempts=attempts,
        chat=None if chat_id is None else chat_of(row),
        marks=marks,
    )


class Deliveries:
    """Returns due deliveries and stores the result of each attempt."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._mark_sent = BatchLoader(self._mark_all_sent, pause=_BATCH_PAUSE)

    async def due(
        self, now: datetime, limit: int, *, exclude_chats: Collection[ChatId] = ()
    ) -> list[DueDelivery]:
        """Return the deliveries to send now, longest due first, with their chats and marks."""
        query = due_query(now, limit, exclude_chats=exclude_chats)
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
        return [_due_delivery(row) for row in rows]

    async def mark_sent(
        self,
        delivery: Delivery,
        message_id: MessageId,
        now: datetime,
        card: CardState | None = None,
    ) -> None:
        """Store that a message was sent, even if its chat became unreachable since; and its card.

        Concurrent calls share one transaction.
        """
        await self._mark_sent(SentMessage(delivery, message_id, now, card))

    async def _mark_all_sent(self, batch: Sequence[SentMessage]) -> list[None]:
        async def work(connection: AsyncConnection) -> None:
            await record_sent(connection, batch)

        await self._database.write(work, locks_rows=True)
        return [None] * len(batch)

    async def suppress_article(
        self, thread: ChatThread, article_id: ArticleId, now: datetime
    ) -> None:
        """Never push an article to a chat that has its card; change no delivery that exists."""
        row = {"kind": "article", "item_id": article_id, "chat_id": thread.chat_id}
        state = {"topic_id": thread.topic_id, "state": "skipped", "due_at": now, "done_at": now}
        await self._database.execute(
            upsert(deliveries).values(**row, **state).on_conflict_do_nothing()
        )

    async def reschedule(
        self, delivery: Delivery, due_at: datetime, error: str, *, is_failure: bool
    ) -> None:
        """Retry at `due_at`; a failure counts as an attempt, a flood wait does not."""
        attempts = deliveries.c.attempts + (1 if is_failure else 0)
        await self._update_waiting(delivery, due_at=due_at, error=error, attempts=attempts)

    async def reschedule_chat(self, chat_id: ChatId, due_at: datetime, error: str) -> None:
        """Put off all deliveries of a chat to `due_at` (flood wait); this counts no attempt."""
        early = (deliveries.c.chat_id == chat_id) & (deliveries.c.due_at < due_at)
        await self._database.execute(
            update(deliveries)
            .where(early, deliveries.c.state == "waiting")
            .values(due_at=due_at, error=error)
        )

    async def reschedule_for_quiet_hours(self, chat_id: ChatId, due_at: datetime) -> None:
        """Put off a chat's cards and broadcasts to `due_at`; digests keep their time."""
        early = (deliveries.c.chat_id == chat_id) & (deliveries.c.due_at < due_at)
        early &= (deliveries.c.state == "waiting") & (deliveries.c.kind != "digest")
        await self._database.execute(update(deliveries).where(early).values(due_at=due_at))

    async def hold_for_digest(self, delivery: Delivery) -> None:
        """Hold an article for the chat's next digest."""
        await self._update_waiting(delivery, state="daily")

    async def count_pushes(self, chat_id: ChatId, since: datetime) -> int:
        """Return the number of articles that were pushed to a chat since a time."""
        query = select(func.count()).where(
            deliveries.c.chat_id == chat_id,
            deliveries.c.state == "sent",
            deliveries.c.kind == "article",
            deliveries.c.done_at >= since,
        )
        async with self._database.read() as connection:
            return (await connection.execute(query)).scalar_one()

    async def mark_dead(self, delivery: Delivery, error: str, now: datetime) -> None:
        """Give up on a message; the statistics for operators count it."""
        await self._update_waiting(delivery, state="dead", error=error, done_at=now)

    async def count_missed(self, chat_id: ChatId) -> int:
        """Return the number of messages that a chat missed while it was unreachable."""
        query = select(func.count()).where(
            deliveries.c.chat_id == chat_id, deliveries.c.state == "missed"
        )
        async with self._database.read() as connection:
            return (await connection.execute(query)).scalar_one()

    async def send_missed(self, chat_id: ChatId, now: datetime) -> int:
        """Send a chat its missed messages now; return their number."""
        return await self._update_missed(chat_id, state="waiting", due_at=now)

    async def hold_missed(self, chat_id: ChatId, now: datetime) -> int:
        """Hold a chat's missed articles for its digest, and send its other missed messages now.

        Return the number of all these messages.
        """
        is_missed = (deliveries.c.chat_id == chat_id) & (deliveries.c.state == "missed")
        state = case((deliveries.c.kind == "article", "daily"), else_="waiting")
        query = update(deliveries).where(is_missed).values(state=state, due_at=now)
        return await self._database.execute(query)

    async def skip_missed(self, chat_id: ChatId) -> int:
        """Never send a chat its missed messages; return their number."""
        return await self._update_missed(chat_id, state="skipped")

    async def backlog(self, chat_id: ChatId | None = None) -> Backlog:
        """Return the number of waiting and dead deliveries, of one chat or of all chats."""
        is_waiting = deliveries.c.state == "waiting"
        query = select(
            func.count().filter(is_waiting),
            func.count().filter(deliveries.c.state == "dead"),
            func.min(deliveries.c.due_at).filter(is_waiting),
        ).where(deliveries.c.state.in_(("waiting", "dead")))
        if chat_id is not None:
            query = query.where(deliveries.c.chat_id == chat_id)
        async with self._database.read() as connection:
            waiting, dead, oldest = (await connection.execute(query)).one()
        return Backlog(waiting=waiting, dead=dead, oldest_due_at=oldest)

    async def count_chats(self, article_id: ArticleId) -> int | None:
        """Return the number of chats that got an article or will get it.

        None: its fan-out is not finished, or the article was deleted.
        """
        is_finished = select(articles.c.id).where(
            articles.c.id == article_id, articles.c.state == "fanned_out"
        )
        gets_it = deliveries.c.state.in_(("waiting", "sent", "daily", "weekly", "digested"))
        count = select(func.count()).where(
            deliveries.c.kind == "article", deliveries.c.item_id == article_id, gets_it
        )
        query = select(count.scalar_subquery()).where(is_finished.exists())
        async with self._database.read() as connection:
            return (await connection.execute(query)).scalar_one_or_none()

    async def tag_of_sent(self, article_id: ArticleId, chat_id: ChatId) -> TagKey | None:
        """Return the tag that brought an article to a chat; None if nothing was sent."""
        query = select(deliveries.c.tag_key).where(
            deliveries.c.kind == "article",
            deliveries.c.item_id == article_id,
            deliveries.c.chat_id == chat_id,
            deliveries.c.state == "sent",
        )
        async with self._database.read() as connection:
            key = (await connection.execute(query)).scalar_one_or_none()
        return None if key is None else TagKey(key)

    async def last_sent_at(self, chat_id: ChatId) -> datetime | None:
        """Return the time of the last delivery to a chat; None if there was none."""
        query = select(func.max(deliveries.c.done_at)).where(
            deliveries.c.chat_id == chat_id, deliveries.c.state == "sent"
        )
        async with self._database.read() as connection:
            last: datetime | None = (await connection.execute(query)).scalar_one()
        return last

    async def _update_missed(self, chat_id: ChatId, **values: object) -> int:
        is_missed = (deliveries.c.chat_id == chat_id) & (deliveries.c.state == "missed")
        query = update(deliveries).where(is_missed).values(**values)
        return await self._database.execute(query)

    async def _update_waiting(self, delivery: Delivery, **values: object) -> None:
        is_waiting = (
            (deliveries.c.kind == delivery.kind)
            & (deliveries.c.item_id == delivery.item_id)
            & (deliveries.c.chat_id == delivery.thread.chat_id)
            & (deliveries.c.state == "waiting")
        )
        await self._database.execute(update(deliveries).where(is_waiting).values(**values))
