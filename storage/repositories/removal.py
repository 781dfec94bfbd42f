"""Delete articles with their summaries, search index, ratings, deliveries and unused tags.

Each function runs in the transaction of its caller.
"""

import json
from collections.abc import Collection

from sqlalchemy import ColumnElement, delete, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import ArticleId, UserId
from storage.engine.schema import (
    article_tags,
    articles,
    bookmarks,
    deliveries,
    submissions,
    subscriptions,
    tag_aliases,
    tags,
)
from storage.repositories.search import remove_from_index

# No article, no subscription and no alias refers to the tag.
UNUSED_TAG: ColumnElement[bool] = ~(
    exists().where(article_tags.c.tag_key == tags.c.key)
    | exists().where(subscriptions.c.tag_key == tags.c.key)
    | exists().where(tag_aliases.c.tag_key == tags.c.key)
)


async def remove_articles(connection: AsyncConnection, numbers: Collection[ArticleId]) -> int:
    """Delete articles and everything that refers to them; return how many existed.

    Unanswered submissions get the answer "article.gone". Tags that become unused are deleted too:
    the name of a tag may be as private as the text.
    """
    used = select(article_tags.c.tag_key).where(article_tags.c.article_id.in_(numbers)).distinct()
    keys = (await connection.execute(used)).scalars().all()
    query = delete(articles).where(articles.c.id.in_(numbers))  # most other rows cascade
    count = (await connection.execute(query)).rowcount
    await remove_from_index(connection, numbers)
    of_articles = (deliveries.c.kind == "article") & deliveries.c.item_id.in_(numbers)
    await connection.execute(delete(deliveries).where(of_articles))
    is_unanswered = submissions.c.article_id.in_(numbers) & (submissions.c.state == "stored")
    refused = {"state": "refused", "error": json.dumps(["article.gone", {}])}
    await connection.execute(update(submissions).where(is_unanswered).values(refused))
    await connection.execute(delete(tags).where(tags.c.key.in_(keys), UNUSED_TAG))
    return count


async def remove_private_copies(connection: AsyncConnection, user_id: UserId) -> None:
    """Delete the private copies of a user; a copy that others use gets one of them as owner."""
    is_owned = articles.c.owner_id == user_id
    other_users = [
        select(func.min(table.c.user_id))
        .where(table.c.article_id == articles.c.id, table.c.user_id != user_id)
        .scalar_subquery()
        for table in (bookmarks, submissions)
    ]
    new_owner = func.coalesce(*other_users)
    unused = select(articles.c.id).where(is_owned, new_owner.is_(None))
    numbers = [ArticleId(number) for number in (await connection.execute(unused)).scalars()]
    await remove_articles(connection, numbers)
    # Owner and address key are unique together, and the new owner may have a copy already.
    await connection.execute(
        update(articles).where(is_owned).values(owner_id=new_owner, dedupe_key=None)
    )
