"""Storing what feeds bring: one story is pushed once, however many sites tell it."""

from datetime import datetime

from sqlalchemy import Row, case, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.article import ArticleKeys, Draft, DuplicateMatch
from bot.domain.ids import ArticleId
from bot.domain.retention import OFFERED_AGAIN
from storage.engine.columns import upsert
from storage.engine.schema import article_addresses, articles
from storage.repositories.articles import (
    add_tags,
    find_article,
    index_again,
    put_article,
)


async def put_telling(
    connection: AsyncConnection,
    draft: Draft,
    keys: ArticleKeys,
    kin: DuplicateMatch | None,
    *,
    is_quiet: bool,
    now: datetime,
) -> ArticleId:
    """Store an article of a feed; return its number, or that of the one it is a copy of.

    A copy becomes a further address of the first article. A telling in other words is stored
    beside it, and pushed to nobody. The tags of both go to the first, so that it reaches the
    followers of each; who has it already gets nothing. Where the first was never pushed, being
    older than its feed, the telling is pushed in its place.
    """
    known = await find_article(connection, keys)
    first = await _first_of(connection, kin)
    if known is None and first is not None and kin is not None and kin.is_copy:
        known = kin.article_id
    if known is not None:
        await _put_address(connection, known, draft, keys)
        await _bring(connection, known, draft, is_quiet=is_quiet, now=now)
        return known
    is_told = first is not None and not first.is_quiet
    article_id, _ = await put_article(
        connection, draft, keys, is_quiet=is_quiet or is_told, now=now
    )
    if first is not None:
        mine = articles.c.id == article_id
        await connection.execute(update(articles).where(mine).values(story_id=first.id))
        await _bring(connection, ArticleId(first.id), draft, is_quiet=is_quiet, now=now)
    return article_id


async def edit_telling(
    connection: AsyncConnection, article_id: ArticleId, draft: Draft, keys: ArticleKeys
) -> bool:
    """Take over what a site changed in an article; return whether its title is another one.

    It is summarised anew, and nobody is pushed it again. An article that stands at an address of
    its own elsewhere is not changed by its copy.
    """
    mine = (articles.c.id == article_id) & (articles.c.dedupe_key == keys.address)
    query = select(articles.c.title).where(mine)
    title = (await connection.execute(query)).scalar_one_or_none()
    if title is None:
        return False
    values = {
        "title": draft.title,
        "body": draft.body,
        "content_key": keys.content,
        "stage": case((articles.c.stage.in_(("offered", "edited")), "edited"), else_="stored"),
    }
    await connection.execute(update(articles).where(mine).values(**values))
    await index_again(connection, article_id)
    return bool(title != draft.title)


async def _first_of(
    connection: AsyncConnection, kin: DuplicateMatch | None
) -> Row[int, bool] | None:
    """Return the first article of a story, as number and whether it is quiet; None if gone."""
    if kin is None:
        return None
    story = select(func.coalesce(articles.c.story_id, articles.c.id))
    first = story.where(articles.c.id == kin.article_id).scalar_subquery()
    query = select(articles.c.id, articles.c.is_quiet).where(articles.c.id == first)
    return (await connection.execute(query)).one_or_none()


async def _put_address(
    connection: AsyncConnection, article_id: ArticleId, draft: Draft, keys: ArticleKeys
) -> None:
    """Remember where else an article stands."""
    url = draft.canonical_url or draft.url
    if keys.address is None or url is None:
        return
    query = select(articles.c.dedupe_key).where(articles.c.id == article_id)
    if (await connection.execute(query)).scalar_one() == keys.address:
        return
    row = {
        "address_key": keys.address,
        "article_id": article_id,
        "url": url,
        "source": draft.source,
    }
    await connection.execute(upsert(article_addresses).values(row).on_conflict_do_nothing())


async def _bring(
    connection: AsyncConnection,
    article_id: ArticleId,
    draft: Draft,
    *,
    is_quiet: bool,
    now: datetime,
) -> None:
    """Give an article the tags of another telling, and offer it to those who follow them.

    What was owed or sent is not owed again: there is one delivery per chat and article. An old
    article is not offered again: who had it may be forgotten by now.
    """
    if not await add_tags(connection, article_id, draft.tags) or is_quiet:
        return
    mine = (articles.c.id == article_id) & (articles.c.stage == "offered") & ~articles.c.is_quiet
    mine &= articles.c.stored_at > now - OFFERED_AGAIN
    again = {"stage": "summarised", "offer_cursor": None}
    await connection.execute(update(articles).where(mine).values(again))
