"""Removing articles: with their text, summary, search words, ratings, deliveries and tags.

Each function is a part of its caller's transaction.
"""

import json
from collections.abc import Collection

from sqlalchemy import ColumnElement, delete, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import ArticleId, UserId
from storage.engine.schema import (
    article_tags,
    articles,
    deliveries,
    saved_articles,
    submissions,
    subscriptions,
    tag_aliases,
    tags,
)
from storage.repositories.search import drop_from_index

# Nothing refers to the tag: no article, no follower, no alias that an editor made.
UNUSED_TAG: ColumnElement[bool] = ~(
    exists().where(article_tags.c.tag_key == tags.c.key)
    | exists().where(subscriptions.c.tag_key == tags.c.key)
    | exists().where(tag_aliases.c.tag_key == tags.c.key)
)


async def remove_articles(connection: AsyncConnection, numbers: Collection[ArticleId]) -> int:
    """Remove articles with all that hangs on them; return how many there were.

    A person who still waits for one of them is told that it is gone. A tag that nothing else uses
    goes, too: its name may be as private as the text.
    """
    used = select(article_tags.c.tag_key).where(article_tags.c.article_id.in_(numbers)).distinct()
    keys = (await connection.execute(used)).scalars().all()
    query = delete(articles).where(articles.c.id.in_(numbers))  # foreign keys take most along
    count = (await connection.execute(query)).rowcount
    await drop_from_index(connection, numbers)
    owed = (deliveries.c.kind == "article") & deliveries.c.item_id.in_(numbers)
    await connection.execute(delete(deliveries).where(owed))
    waiting = submissions.c.article_id.in_(numbers) & (submissions.c.state == "stored")
    gone = {"state": "refused", "error": json.dumps(["article.gone", {}])}
    await connection.execute(update(submissions).where(waiting).values(gone))
    await connection.execute(delete(tags).where(tags.c.key.in_(keys), UNUSED_TAG))
    return count


async def remove_copies_of(connection: AsyncConnection, user_id: UserId) -> None:
    """Remove a person's private copies, and give those that others keep to one of them."""
    mine = articles.c.owner_id == user_id
    others = [
        select(func.min(table.c.user_id))
        .where(table.c.article_id == articles.c.id, table.c.user_id != user_id)
        .scalar_subquery()
        for table in (saved_articles, submissions)
    ]
    heir = func.coalesce(*others)
    alone = select(articles.c.id).where(mine, heir.is_(None))
    numbers = [ArticleId(number) for number in (await connection.execute(alone)).scalars()]
    await remove_articles(connection, numbers)
    # The heir may have a copy of that address already, and an owner has one copy of each.
    await connection.execute(update(articles).where(mine).values(owner_id=heir, dedupe_key=None))
