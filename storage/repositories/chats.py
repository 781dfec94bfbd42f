"""Chats: their settings, and whether they sleep."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, Table, case, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.chat import Chat, ChatKind
from bot.domain.ids import ChatId
from bot.domain.summary import DEFAULT_LENGTH, LENGTHS
from storage.engine.batching import BatchLoader
from storage.engine.columns import replacing, upsert
from storage.engine.database import Database
from storage.engine.schema import (
    chats,
    deliveries,
    digests,
    filters,
    notices,
    shown_cards,
    submissions,
    subscriptions,
)
from storage.repositories.schedules import COLUMNS as SCHEDULE
from storage.repositories.schedules import schedule_of

_REPLACING = replacing(chats, ("chat_id",), ("kind", "title"))


async def put_chat(
    connection: AsyncConnection,
    chat_id: ChatId,
    kind: ChatKind,
    title: str,
    now: datetime,
    language: str | None = None,
) -> None:
    """Remember a chat, or its new kind and title; its settings stay.

    `language` is spoken with one that is new.
    """
    await _put(connection, [_Met(chat_id, kind, title, now, language)])


class _Met(NamedTuple):
    """A chat as Telegram tells of it."""

    chat_id: ChatId
    kind: ChatKind
    title: str
    created_at: datetime
    language: str | None


async def _put(connection: AsyncConnection, met: Sequence[_Met]) -> None:
    await connection.execute(_REPLACING, [one._asdict() for one in met])


class Chats:
    """Remembers chats."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._meet = BatchLoader(self._meet_all)
        self._find = BatchLoader(self._find_all)

    async def put(
        self,
        chat_id: ChatId,
        kind: ChatKind,
        title: str,
        now: datetime,
        language: str | None = None,
    ) -> Chat:
        """Remember a chat, or its new kind and title; its settings stay. Return it.

        `language` is spoken with one that is new; None: the one that Telegram reports.
        """
        return await self._meet(_Met(chat_id, kind, title, now, language))

    async def _meet_all(self, met: Sequence[_Met]) -> list[Chat]:
        async with self._database.write() as connection:
            await _put(connection, met)
            known = await _known(connection, [one.chat_id for one in met])
        return [known[one.chat_id] for one in met]

    async def find_all(self, wanted: Sequence[ChatId]) -> dict[ChatId, Chat]:
        """Return those chats that ever wrote to us, by number."""
        async with self._database.read() as connection:
            return await _known(connection, wanted)

    async def find(self, chat_id: ChatId) -> Chat | None:
        """Return the chat; None if it never wrote to us."""
        return await self._find(chat_id)

    async def _find_all(self, wanted: Sequence[ChatId]) -> list[Chat | None]:
        known = await self.find_all(wanted)
        return [known.get(chat_id) for chat_id in wanted]

    async def set_language(self, chat_id: ChatId, language: str | None) -> None:
        """Speak another language there; None: the one that Telegram reports."""
        await self._set(chat_id, language=language)

    async def set_length(self, chat_id: ChatId, length: int) -> None:
        """Show summaries of another length there, one of `LENGTHS`."""
        if length not in LENGTHS:
            raise ValueError(f"a length is one of {LENGTHS}, not {length}")
        await self._set(chat_id, length=length)

    async def set_silent(self, chat_id: ChatId, is_silent: bool) -> None:
        """Push with or without a sound there."""
        await self._set(chat_id, is_silent=is_silent)

    async def sleep(self, chat_id: ChatId, now: datetime) -> None:
        """Send nothing more there, keep everything, until `wake`."""
        async with self._database.write() as connection:
            awake = (chats.c.chat_id == chat_id) & chats.c.asleep_since.is_(None)
            await connection.execute(update(chats).where(awake).values(asleep_since=now))
            owed = (deliveries.c.chat_id == chat_id) & (deliveries.c.state == "waiting")
            await connection.execute(update(deliveries).where(owed).values(state="missed"))

    async def wake(self, chat_id: ChatId) -> bool:
        """Send there again; return whether it slept."""
        async with self._database.write() as connection:
            asleep = (chats.c.chat_id == chat_id) & chats.c.asleep_since.is_not(None)
            query = update(chats).where(asleep).values(asleep_since=None)
            return (await connection.execute(query)).rowcount > 0

    async def migrate(self, old: ChatId, new: ChatId) -> None:
        """Follow a group that became a supergroup: every table, one transaction.

        Twice equals once. What the new one has already, settings too, is kept as it is there.
        """
        async with self._database.write() as connection:
            await _copy_chat(connection, old, new)
            for table, key in (
                (subscriptions, ("tag_key",)),
                (filters, ("tag_key", "words")),
                (deliveries, ("kind", "item_id")),
                (submissions, ("message_id", "payload")),
            ):
                await _move_rows(connection, table, key, old, new)
            moved = update(notices).where(notices.c.chat_id == old)
            await connection.execute(moved.values(chat_id=new, answer_id=None))
            theirs = update(digests).where(digests.c.chat_id == old)
            await connection.execute(theirs.values(chat_id=new))
            # A supergroup has none of the group's messages, so its cards cannot be edited.
            await connection.execute(delete(shown_cards).where(shown_cards.c.chat_id == old))
            await connection.execute(delete(chats).where(chats.c.chat_id == old))

    async def _set(self, chat_id: ChatId, **values: object) -> None:
        async with self._database.write() as connection:
            await connection.execute(
                update(chats).where(chats.c.chat_id == chat_id).values(**values)
            )


async def _known(connection: AsyncConnection, wanted: Sequence[ChatId]) -> dict[ChatId, Chat]:
    query = select(chats).where(chats.c.chat_id.in_(wanted))
    return {ChatId(row.chat_id): _chat(row) for row in await connection.execute(query)}


async def _copy_chat(connection: AsyncConnection, old: ChatId, new: ChatId) -> None:
    row = (await connection.execute(select(chats).where(chats.c.chat_id == old))).one_or_none()
    if row is None:
        return
    query = upsert(chats).values({**row._asdict(), "chat_id": new, "kind": "supergroup"})
    untouched = (chats.c.mode == "now") & chats.c.digest_due_at.is_(None)
    untouched &= chats.c.quiet_from.is_(None) & chats.c.time_zone.is_(None)
    settings = {
        "language": func.coalesce(chats.c.language, query.excluded.language),
        "length": func.coalesce(chats.c.length, query.excluded.length),
        "is_silent": chats.c.is_silent | query.excluded.is_silent,
        **{name: case((untouched, query.excluded[name]), else_=chats.c[name]) for name in SCHEDULE},
    }
    await connection.execute(query.on_conflict_do_update(index_elements=["chat_id"], set_=settings))


async def _move_rows(
    connection: AsyncConnection, table: Table, key: tuple[str, ...], old: ChatId, new: ChatId
) -> None:
    theirs = table.alias("theirs")
    same = [theirs.c[column] == table.c[column] for column in key]
    taken = select(theirs.c.chat_id).where(theirs.c.chat_id == new, *same).exists()
    mine = table.c.chat_id == old
    await connection.execute(delete(table).where(mine, taken))
    await connection.execute(update(table).where(mine).values(chat_id=new))


def _chat(row: Row[*tuple[Any, ...]]) -> Chat:
    values = row._mapping
    return Chat(
        id=ChatId(values["chat_id"]),
        kind=values["kind"],
        title=values["title"],
        language=values["language"],
        length=values["length"] or DEFAULT_LENGTH,
        is_silent=values["is_silent"],
        is_asleep=values["asleep_since"] is not None,
        schedule=schedule_of(values),
    )
