"""Summaries, and the step of an article from stored to summarised."""

import json
from collections.abc import Collection

from sqlalchemy import case, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import ArticleId, UserId
from bot.domain.summary import RankedSentence, Summary
from storage.engine.columns import upsert
from storage.engine.database import Database
from storage.engine.schema import PUBLISHED, articles, summaries

_UNREAD = ("stored", "edited")  # stages of articles that wait for a summary


class Summaries:
    """Keeps the summary of each article."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def waiting(
        self, limit: int, *, but_of: Collection[UserId | None] = ()
    ) -> list[tuple[ArticleId, UserId | None]]:
        """Return stored and edited articles whose text has no summary yet, oldest first.

        Args:
            limit: how many at most.
            but_of: owners whose articles have to wait; None is the owner of published ones.

        Returns:
            Each with its owner.
        """
        others = articles.c.owner_id.not_in([owner or PUBLISHED for owner in but_of])
        query = (
            select(articles.c.id, articles.c.owner_id)
            .where(articles.c.stage.in_(_UNREAD), others)
            .order_by(articles.c.id)
            .limit(limit)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
        return [
            (ArticleId(number), None if owner == PUBLISHED else UserId(owner))
            for number, owner in rows
        ]

    async def put(self, article_id: ArticleId, summary: Summary | None, language: str) -> None:
        """Move an article on, with its summary or with none to be had.

        A quiet one has nobody to be offered to, an edited one was offered before. Twice equals
        once, and an article that was deleted meanwhile is left alone.
        """
        stored = (articles.c.id == article_id) & articles.c.stage.in_(_UNREAD)
        is_done = articles.c.is_quiet | (articles.c.stage == "edited")
        following = case((is_done, "offered"), else_="summarised")
        async with self._database.write() as connection:
            step = update(articles).where(stored).values(stage=following, language=language)
            if (await connection.execute(step)).rowcount and summary is not None:
                ranked = json.dumps(
                    [[each.position, each.text] for each in summary.ranked], ensure_ascii=False
                )
                values = {"language": summary.language, "ranked": ranked}
                query = upsert(summaries).values(article_id=article_id, **values)
                await connection.execute(
                    query.on_conflict_do_update(index_elements=["article_id"], set_=values)
                )


async def summary_of(connection: AsyncConnection, article_id: ArticleId) -> Summary | None:
    """Return an article's summary; None where its text gave none, or not yet."""
    query = select(summaries.c.language, summaries.c.ranked).where(
        summaries.c.article_id == article_id
    )
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    ranked = (RankedSentence(text=text, position=at) for at, text in json.loads(row.ranked))
    return Summary(language=row.language, ranked=tuple(ranked))
