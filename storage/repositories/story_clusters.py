"""Story clusters: articles from feeds about the same story, so that each story is pushed once."""

from datetime import datetime

from sqlalchemy import Row, case, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.article import ArticleKeys, Draft, DuplicateMatch
from bot.domain.ids import ArticleId
from bot.domain.retention import FANOUT_RESTART_WINDOW
from storage.engine.columns import upsert
from storage.engine.schema import article_addresses, articles
from storage.repositories.articles import (
    add_tags,
    find_article,
    put_article,
    reindex_article,
)


async def put_feed_article(
    connection: AsyncConnection,
    draft: Draft,
    keys: ArticleKeys,
    duplicate: DuplicateMatch | None,
    *,
    is_push_suppressed: bool,
    now: datetime,
) -> ArticleId:
    """Store an article of a feed in its story cluster; return its id, or the id of its original.

    A copy adds an address to the original article. Another article of the same story is stored
    but not pushed. In both cases the first article gets the tags of the new one and is pushed to
    the followers of new tags; chats that have it get nothing. If the push of the first article is
    suppressed because it is older than its feed, the new one is pushed instead.
    """
    original = await find_article(connection, keys)
    first = await _first_of_story(connection, duplicate)
    if original is None and first is not None and duplicate is not None and duplicate.is_copy:
        original = duplicate.article_id
    if original is not None:
        await _put_address(connection, original, draft, keys)
        await _add_tags_and_push(
            connection, original, draft, is_push_suppressed=is_push_suppressed, now=now
        )
        return original
    is_pushed = first is not None and not first.is_push_suppressed
    article_id, _ = await put_article(
        connection, draft, keys, is_push_suppressed=is_push_suppressed or is_pushed, now=now
    )
    if first is not None:
        this = articles.c.id == article_id
        await connection.execute(update(articles).where(this).values(story_id=first.id))
        first_id = ArticleId(first.id)
        await _add_tags_and_push(
            connection, first_id, draft, is_push_suppressed=is_push_suppressed, now=now
        )
    return article_id


async def update_feed_article(
    connection: AsyncConnection, article_id: ArticleId, draft: Draft, keys: ArticleKeys
) -> bool:
    """Store the new text of an edited article; return whether its title changed.

    The article is summarized again, but not pushed again. A copy at another address does not
    change the original article.
    """
    this = (articles.c.id == article_id) & (articles.c.dedupe_key == keys.dedupe_key)
    query = select(articles.c.title).where(this)
    title = (await connection.execute(query)).scalar_one_or_none()
    if title is None:
        return False
    values = {
        "title": draft.title,
        "body": draft.body,
        "content_key": keys.content,
        "state": case((articles.c.state.in_(("fanned_out", "edited")), "edited"), else_="stored"),
    }
    await connection.execute(update(articles).where(this).values(**values))
    await reindex_article(connection, article_id)
    return bool(title != draft.title)


async def _first_of_story(
    connection: AsyncConnection, duplicate: DuplicateMatch | None
) -> Row[int, bool] | None:
    """Return id and push suppression of a story's first article; None if there is none."""
    if duplicate is None:
        return None
    story = select(func.coalesce(articles.c.story_id, articles.c.id))
    first = story.where(articles.c.id == duplicate.article_id).scalar_subquery()
    query = select(articles.c.id, articles.c.is_push_suppressed).where(articles.c.id == first)
    return (await connection.execute(query)).one_or_none()


async def _put_address(
    connection: AsyncConnection, article_id: ArticleId, draft: Draft, keys: ArticleKeys
) -> None:
    """Store another address of an article, unless it is the article's own."""
    url = draft.canonical_url or draft.url
    if keys.dedupe_key is None or url is None:
        return
    query = select(articles.c.dedupe_key).where(articles.c.id == article_id)
    if (await connection.execute(query)).scalar_one() == keys.dedupe_key:
        return
    row = {
        "dedupe_key": keys.dedupe_key,
        "article_id": article_id,
        "url": url,
        "source": draft.source,
    }
    await connection.execute(upsert(article_addresses).values(row).on_conflict_do_nothing())


async def _add_tags_and_push(
    connection: AsyncConnection,
    article_id: ArticleId,
    draft: Draft,
    *,
    is_push_suppressed: bool,
    now: datetime,
) -> None:
    """Give an article the tags of a duplicate, and restart its fan-out if a tag is new.

    No chat gets the article twice: there is one delivery per chat and article. The fan-out of an
    old article does not restart, because its deliveries may be deleted already.
    """
    if not await add_tags(connection, article_id, draft.tags) or is_push_suppressed:
        return
    this = (
        (articles.c.id == article_id)
        & (articles.c.state == "fanned_out")
        & ~articles.c.is_push_suppressed
    )
    this &= articles.c.stored_at > now - FANOUT_RESTART_WINDOW
    restart = {"state": "summarized", "fanout_cursor": None}
    await connection.execute(update(articles).where(this).values(restart))
