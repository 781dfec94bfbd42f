"""Summaries of articles, and the queue of articles that need one."""

import json
from collections.abc import Collection

from sqlalchemy import case, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.ids import ArticleId, UserId
from bot.domain.summary import RankedSentence, Summary
from bot.domain.work_buckets import Buckets
from storage.engine.bucket_conditions import has_number_in
from storage.engine.columns import upsert
from storage.engine.database import Database
from storage.engine.schema import PUBLISHED, articles, is_published, summaries

_UNSUMMARIZED = ("stored", "edited")  # states of articles that need a summary


class Summaries:
    """Stores summaries and returns the articles that need one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def due(
        self,
        limit: int,
        *,
        exclude_owners: Collection[UserId | None] = (),
        buckets: Buckets = None,
    ) -> list[tuple[ArticleId, UserId | None]]:
        """Return stored and edited articles that need a summary, oldest first.

        Args:
            limit: maximum number of articles.
            exclude_owners: owners whose articles must wait; None stands for published articles.
            buckets: buckets of owners, and of published articles; None: all.

        Returns:
            Pairs of article and owner; the owner of a published article is None.
        """
        excluded = [owner or PUBLISHED for owner in exclude_owners]
        is_due = articles.c.state.in_(_UNSUMMARIZED) & articles.c.owner_id.not_in(excluded)
        if buckets is not None:
            number = case((is_published, articles.c.id), else_=articles.c.owner_id)
            is_due &= has_number_in(number, buckets)
        query = (
            select(articles.c.id, articles.c.owner_id)
            .where(is_due)
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
        """Store the summary of an article and its next state; None: the text gives no summary.

        Push-suppressed and edited articles skip the fan-out. A repeated call changes nothing. An
        article that was deleted in the meantime stays deleted.
        """
        needs_summary = (articles.c.id == article_id) & articles.c.state.in_(_UNSUMMARIZED)
        skips_fanout = articles.c.is_push_suppressed | (articles.c.state == "edited")
        state = case((skips_fanout, "fanned_out"), else_="summarized")

        async def work(connection: AsyncConnection) -> None:
            advance = update(articles).where(needs_summary).values(state=state, language=language)
            if (await connection.execute(advance)).rowcount and summary is not None:
                ranked = json.dumps(
                    [[each.position, each.text] for each in summary.ranked], ensure_ascii=False
                )
                values = {"language": summary.language, "ranked": ranked}
                query = upsert(summaries).values(article_id=article_id, **values)
                await connection.execute(
                    query.on_conflict_do_update(index_elements=["article_id"], set_=values)
                )

        await self._database.write(work)


async def summary_of(connection: AsyncConnection, article_id: ArticleId) -> Summary | None:
    """Return the summary of an article; None if it has none, or none yet."""
    query = select(summaries.c.language, summaries.c.ranked).where(
        summaries.c.article_id == article_id
    )
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    ranked = (RankedSentence(text=text, position=at) for at, text in json.loads(row.ranked))
    return Summary(language=row.language, ranked=tuple(ranked))
