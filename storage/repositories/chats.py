"""Chats: their settings, and whether the bot can reach them."""

from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import Row, Table, case, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.chat import Chat, ChatKind
from bot.domain.ids import ChatId
from bot.domain.summary import DEFAULT_LENGTH, LENGTHS
from storage.engine.batching import BatchLoader
from storage.engine.columns import upsert, upsert_columns
from storage.engine.database import Database
from storage.engine.schema import (
    chats,
    deliveries,
    digests,
    filters,
    managed_chats,
    notices,
    posted_cards,
    submissions,
    subscriptions,
)
from storage.repositories.schedules import SCHEDULE_COLUMNS, schedule_of

_UPSERT = upsert_columns(chats, ("chat_id",), ("kind", "title"))


class _ReportedChat(NamedTuple):
    """A chat as Telegram reports it."""

    chat_id: ChatId
    kind: ChatKind
    title: str
    created_at: datetime
    language: str | None


class Chats:
    """Stores chats and their settings."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._put = BatchLoader(self._put_all)
        self._find = BatchLoader(self._find_batch)

    async def put(
        self,
        chat_id: ChatId,
        kind: ChatKind,
        title: str,
        now: datetime,
        language: str | None = None,
    ) -> Chat:
        """Store a new chat, or the new kind and title of a chat; return it with its settings.

        `language` applies only to a new chat; None: the language that Telegram reports.
        """
        return await self._put(_ReportedChat(chat_id, kind, title, now, language))

    async def _put_all(self, reported: Sequence[_ReportedChat]) -> list[Chat]:
        rows = [chat._asdict() for chat in sorted(reported, key=attrgetter("chat_id"))]

        async def work(connection: AsyncConnection) -> list[Chat]:
            await connection.execute(_UPSERT, rows)
            stored = await _select_chats(connection, [chat.chat_id for chat in reported])
            return [stored[chat.chat_id] for chat in reported]

        return await self._database.write(work, locks_rows=True)

    async def find_all(self, chat_ids: Sequence[ChatId]) -> dict[ChatId, Chat]:
        """Return the stored chats among `chat_ids`, by id."""
        async with self._database.read() as connection:
            return await _select_chats(connection, chat_ids)

    async def find(self, chat_id: ChatId) -> Chat | None:
        """Return a chat; None if it is not stored. Concurrent calls share one read."""
        return await self._find(chat_id)

    async def _find_batch(self, chat_ids: Sequence[ChatId]) -> list[Chat | None]:
        stored = await self.find_all(chat_ids)
        return [stored.get(chat_id) for chat_id in chat_ids]

    async def set_language(self, chat_id: ChatId, language: str | None) -> None:
        """Set the language of a chat; None: the language that Telegram reports."""
        await self._set(chat_id, language=language)

    async def set_length(self, chat_id: ChatId, length: int) -> None:
        """Set the number of sentences in summaries, one of `LENGTHS`."""
        if length not in LENGTHS:
            raise ValueError(f"a length is one of {LENGTHS}, not {length}")
        await self._set(chat_id, length=length)

    async def set_silent(self, chat_id: ChatId, is_silent: bool) -> None:
        """Switch the notification sound of pushes off or on."""
        await self._set(chat_id, is_silent=is_silent)

    async def set_plain(self, chat_id: ChatId, is_plain: bool) -> None:
        """Send full texts as plain messages, or as rich messages again."""
        await self._set(chat_id, is_plain=is_plain)

    async def set_card_buttons(self, chat_id: ChatId, has_card_buttons: bool) -> None:
        """Send cards with their buttons, or without."""
        await self._set(chat_id, has_card_buttons=has_card_buttons)

    async def set_compact(self, chat_id: ChatId, is_compact: bool) -> None:
        """Send short cards, or full ones."""
        await self._set(chat_id, is_compact=is_compact)

    async def set_reads_links(self, chat_id: ChatId, reads_links: bool) -> None:
        """Summarize the links that members of a group post, or stop that."""
        await self._set(chat_id, reads_links=reads_links)

    async def mark_unreachable(self, chat_id: ChatId, now: datetime) -> None:
        """Stop sending to a chat until `mark_reachable`; its waiting deliveries become missed."""

        async def work(connection: AsyncConnection) -> None:
            is_reachable = (chats.c.chat_id == chat_id) & chats.c.unreachable_since.is_(None)
            await connection.execute(
                update(chats).where(is_reachable).values(unreachable_since=now)
            )
            is_waiting = (deliveries.c.chat_id == chat_id) & (deliveries.c.state == "waiting")
            await connection.execute(update(deliveries).where(is_waiting).values(state="missed"))

        await self._database.write(work)

    async def mark_reachable(self, chat_id: ChatId) -> bool:
        """Send to a chat again; return whether it was unreachable."""
        is_unreachable = (chats.c.chat_id == chat_id) & chats.c.unreachable_since.is_not(None)
        query = update(chats).where(is_unreachable).values(unreachable_since=None)
        return await self._database.execute(query) > 0

    async def migrate(self, old: ChatId, new: ChatId) -> None:
        """Move the data of a group that became a supergroup, in one transaction.

        A repeated call changes nothing. Rows and settings of the supergroup win over the group's.
        """

        async def work(connection: AsyncConnection) -> None:
            await _copy_chat(connection, old, new)
            for table, key in (
                (subscriptions, ("tag_key",)),
                (filters, ("tag_key", "words")),
                (managed_chats, ("user_id",)),
                (deliveries, ("kind", "item_id")),
                (submissions, ("message_id", "payload_key")),
            ):
                await _move_rows(connection, table, key, old, new)
            move_notices = update(notices).where(notices.c.chat_id == old)
            await connection.execute(move_notices.values(chat_id=new, answer_id=None))
            move_digests = update(digests).where(digests.c.chat_id == old)
            await connection.execute(move_digests.values(chat_id=new))
            # A supergroup does not have the group's messages, so the bot cannot edit those cards.
            await connection.execute(delete(posted_cards).where(posted_cards.c.chat_id == old))
            await connection.execute(delete(chats).where(chats.c.chat_id == old))

        await self._database.write(work)

    async def _set(self, chat_id: ChatId, **values: object) -> None:
        await self._database.execute(
            update(chats).where(chats.c.chat_id == chat_id).values(**values)
        )


async def _select_chats(
    connection: AsyncConnection, chat_ids: Sequence[ChatId]
) -> dict[ChatId, Chat]:
    query = select(chats).where(chats.c.chat_id.in_(chat_ids))
    return {ChatId(row.chat_id): chat_of(row) for row in await connection.execute(query)}


async def _copy_chat(connection: AsyncConnection, old: ChatId, new: ChatId) -> None:
    row = (await connection.execute(select(chats).where(chats.c.chat_id == old))).one_or_none()
    if row is None:
        return
    query = upsert(chats).values({**row._asdict(), "chat_id": new, "kind": "supergroup"})
    has_default_schedule = (chats.c.mode == "now") & chats.c.digest_due_at.is_(None)
    has_default_schedule &= chats.c.quiet_from.is_(None) & chats.c.time_zone.is_(None)
    schedule = {
        name: case((has_default_schedule, query.excluded[name]), else_=chats.c[name])
        for name in SCHEDULE_COLUMNS
    }
    settings = {
        "language": func.coalesce(chats.c.language, query.excluded.language),
        "length": func.coalesce(chats.c.length, query.excluded.length),
        "is_silent": chats.c.is_silent | query.excluded.is_silent,
        "is_plain": chats.c.is_plain | query.excluded.is_plain,
        "has_card_buttons": chats.c.has_card_buttons & query.excluded.has_card_buttons,
        "is_compact": chats.c.is_compact | query.excluded.is_compact,
        "reads_links": chats.c.reads_links | query.excluded.reads_links,
        **schedule,
    }
    await connection.execute(query.on_conflict_do_update(index_elements=["chat_id"], set_=settings))


async def _move_rows(
    connection: AsyncConnection, table: Table, key: tuple[str, ...], old: ChatId, new: ChatId
) -> None:
    """Move the rows of the chat `old` to `new`; delete rows whose key `new` has already."""
    other = table.alias("other")
    same_key = [other.c[column] == table.c[column] for column in key]
    is_duplicate = select(other.c.chat_id).where(other.c.chat_id == new, *same_key).exists()
    of_old = table.c.chat_id == old
    await connection.execute(delete(table).where(of_old, is_duplicate))
    await connection.execute(update(table).where(of_old).values(chat_id=new))


def chat_of(row: Row[*tuple[Any, ...]]) -> Chat:
    """Return the chat in a row of `chats`."""
    values = row._mapping
    return Chat(
        id=ChatId(values["chat_id"]),
        kind=values["kind"],
        title=values["title"],
        language=values["language"],
        length=values["length"] or DEFAULT_LENGTH,
        is_silent=values["is_silent"],
        is_plain=values["is_plain"],
        has_card_buttons=values["has_card_buttons"],
        is_compact=values["is_compact"],
        reads_links=values["reads_links"],
        is_unreachable=values["unreachable_since"] is not None,
        schedule=schedule_of(values),
    )
