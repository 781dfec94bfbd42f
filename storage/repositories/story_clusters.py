"""Story clusters: articles from feeds about the same story, so that each story is pushed once."""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.article import ArticleKeys, Draft, DuplicateMatch
from bot.domain.ids import ArticleId
from bot.domain.story import (
    FirstArticle,
    can_restart_fanout,
    place_in_story,
    state_after_edit,
)
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

    `bot.domain.story` decides whether the article is a copy, joins a story, or begins one. A copy
    adds an address to the original article. Otherwise the article is stored. The original or first
    article gets the tags of the new one and is pushed to the followers of new tags; chats that have
    it get nothing.
    """
    placement = place_in_story(
        await find_article(connection, keys),
        await _first_of_story(connection, duplicate),
        duplicate,
        is_push_suppressed=is_push_suppressed,
    )
    if placement.copy_of is not None:
        article_id = placement.copy_of
        await _put_address(connection, article_id, draft, keys)
    else:
        suppressed = placement.is_push_suppressed
        article_id, _ = await put_article(
            connection, draft, keys, is_push_suppressed=suppressed, now=now
        )
    if placement.story_id is not None:
        this = articles.c.id == article_id
        await connection.execute(update(articles).where(this).values(story_id=placement.story_id))
    if placement.tagged_article is not None:
        has_new_tag = await add_tags(connection, placement.tagged_article, draft.tags)
        if has_new_tag and placement.pushes_tags:
            await _restart_fanout(connection, placement.tagged_article, now)
    return article_id


async def update_feed_article(
    connection: AsyncConnection, article_id: ArticleId, draft: Draft, keys: ArticleKeys
) -> bool:
    """Store the new text of an edited article; return whether its title changed.

    The article is summarized again, but not pushed again. A copy at another address does not
    change the original article.
    """
    this = (articles.c.id == article_id) & (articles.c.dedupe_key == keys.dedupe_key)
    query = select(articles.c.title, articles.c.state).where(this)
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return False
    values = {
        "title": draft.title,
        "body": draft.body,
        "content_key": keys.content,
        "state": state_after_edit(row.state),
    }
    await connection.execute(update(articles).where(this).values(**values))
    await reindex_article(connection, article_id)
    return bool(row.title != draft.title)


async def _first_of_story(
    connection: AsyncConnection, duplicate: DuplicateMatch | None
) -> FirstArticle | None:
    """Return the first article of the story of `duplicate`; None if there is none."""
    if duplicate is None:
        return None
    story = select(func.coalesce(articles.c.story_id, articles.c.id))
    first = story.where(articles.c.id == duplicate.article_id).scalar_subquery()
    query = select(articles.c.id, articles.c.is_push_suppressed).where(articles.c.id == first)
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    return FirstArticle(id=ArticleId(row.id), is_push_suppressed=row.is_push_suppressed)


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


async def _restart_fanout(
    connection: AsyncConnection, article_id: ArticleId, now: datetime
) -> None:
    """Push an article to the followers of new tags, if `can_restart_fanout` allows it.

    No chat gets the article twice: there is one delivery per chat and article.
    """
    columns = articles.c.state, articles.c.stored_at, articles.c.is_push_suppressed
    this = articles.c.id == article_id
    state, stored_at, is_push_suppressed = (
        await connection.execute(select(*columns).where(this))
    ).one()
    if can_restart_fanout(state, stored_at, now, is_push_suppressed=is_push_suppressed):
        restart = {"state": "summarized", "fanout_cursor": None}
        await connection.execute(update(articles).where(this).values(restart))
