"""Personal data of one user: export it and delete it."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Table, case, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import ArticleId, UserId
from storage.engine.database import Database
from storage.engine.schema import (
    articles,
    bookmarks,
    broadcasts,
    chats,
    deliveries,
    digests,
    filters,
    is_published,
    managed_chats,
    notices,
    posted_cards,
    ratings,
    submissions,
    subscriptions,
    summaries,
    tags,
)
from storage.repositories.ratings import recount
from storage.repositories.removal import remove_private_copies

_NOBODY = UserId(0)  # Telegram's ids begin at 1
Export = dict[str, list[dict[str, Any]]]  # rows by table; times as ISO 8601


class UserData:
    """Exports and deletes the data of a user."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def export(self, user_id: UserId) -> Export:
        """Return every row about a user, ready for JSON."""
        queries = _exported(user_id)
        async with self._database.read() as connection:
            export = {
                name: [_plain(row) for row in (await connection.execute(query)).mappings()]
                for name, query in queries.items()
            }
            export["articles"] = await _submitted_articles(connection, user_id)
            return export

    async def forget(self, user_id: UserId) -> None:
        """Delete every row about a user, and recount the tallies without the user's votes.

        Private copies are deleted too, unless another user saved or submitted one. Broadcasts of
        an editor stay without a name.
        """

        async def work(connection: AsyncConnection) -> None:
            await remove_private_copies(connection, user_id)
            query = select(ratings.c.article_id).where(ratings.c.user_id == user_id)
            rated = list((await connection.execute(query)).scalars())
            for table, owner in (
                (ratings, "user_id"),
                (bookmarks, "user_id"),
                (submissions, "user_id"),
                (managed_chats, "user_id"),
                (subscriptions, "chat_id"),
                (deliveries, "chat_id"),
                (posted_cards, "chat_id"),
                (notices, "chat_id"),
                (filters, "chat_id"),
                (digests, "chat_id"),
                (chats, "chat_id"),
            ):
                await _delete(connection, table, owner, user_id)
            for article_id in rated:
                await connection.execute(recount(ArticleId(article_id)))
            of_user = broadcasts.c.user_id == user_id
            await connection.execute(update(broadcasts).where(of_user).values(user_id=_NOBODY))

        await self._database.write(work)
        await self._database.truncate_wal()


def _exported(user_id: UserId) -> dict[str, Select[Any]]:
    """Return a query for each list of the export but the articles."""
    names = select(tags.c.name, subscriptions.c.created_at).join(
        subscriptions, subscriptions.c.tag_key == tags.c.key
    )
    titles = select(articles.c.title, articles.c.url)
    rated = titles.add_columns(ratings.c.stars, ratings.c.rated_at).join(ratings)
    saved = titles.add_columns(bookmarks.c.saved_at).join(bookmarks)
    submitted = submissions.c.user_id == user_id
    return {
        "settings": select(chats).where(chats.c.chat_id == user_id),
        "subscriptions": names.where(subscriptions.c.chat_id == user_id),
        "digests": select(digests.c.article_ids, digests.c.made_at).where(
            digests.c.chat_id == user_id
        ),
        "filters": select(filters.c.tag_key, filters.c.kind, filters.c.written).where(
            filters.c.chat_id == user_id
        ),
        "managed_chats": select(chats.c.title, managed_chats.c.connected_at)
        .join(managed_chats)
        .where(managed_chats.c.user_id == user_id)
        .order_by(managed_chats.c.connected_at),
        "ratings": rated.where(ratings.c.user_id == user_id),
        "saved": saved.where(bookmarks.c.user_id == user_id),
        "submissions": select(
            submissions.c.kind, submissions.c.payload, submissions.c.created_at
        ).where(submitted),
        "deliveries": select(
            deliveries.c.kind, deliveries.c.item_id, deliveries.c.state, deliveries.c.done_at
        ).where(deliveries.c.chat_id == user_id),
        "broadcasts": select(broadcasts.c.html, broadcasts.c.created_at).where(
            broadcasts.c.user_id == user_id
        ),
    }


async def _submitted_articles(connection: AsyncConnection, user_id: UserId) -> list[dict[str, Any]]:
    """Return the articles that a user submitted; private copies with text and summary."""
    submitted = select(submissions.c.article_id).where(submissions.c.user_id == user_id)
    query = (
        select(
            *(articles.c[name] for name in ("title", "url", "published_at", "stored_at")),
            is_published.label("is_published"),
            case((~is_published, articles.c.body)).label("text"),
            case((~is_published, summaries.c.ranked)).label("summary"),
        )
        .outerjoin(summaries)
        .where(articles.c.id.in_(submitted) | (articles.c.owner_id == user_id))
        .order_by(articles.c.id)
    )
    found = [_plain(row) for row in (await connection.execute(query)).mappings()]
    for each in found:
        if each["summary"] is not None:  # stored as [[position, sentence], …]
            each["summary"] = [sentence for _, sentence in sorted(json.loads(each["summary"]))]
    return found


async def _delete(connection: AsyncConnection, table: Table, owner: str, user_id: UserId) -> None:
    await connection.execute(delete(table).where(table.c[owner] == user_id))


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {
        str(name): value.isoformat() if isinstance(value, datetime) else value
        for name, value in row.items()
    }
