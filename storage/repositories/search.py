"""Full-text search over folded words (see `bot.domain.folding`)."""

import asyncio
import math
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import column, delete, insert, select, table, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.article import Draft, Headline
from bot.domain.folding import fold_for_search
from bot.domain.ids import ArticleId
from storage.engine.database import Database
from storage.engine.schema import articles, is_published
from storage.repositories.article_lists import HEADLINE_COLUMNS, headline_of

WORDS_MAX = 12  # of a query; more narrow nothing down
CANDIDATES = 500  # the newest matches, among which the application ranks
_DAY = 86_400  # seconds
_FRESHNESS = 30  # days after which freshness has lost two thirds of its weight

_index = table("article_search", column("rowid"), column("title"), column("words"))


async def index_article(
    connection: AsyncConnection, article_id: ArticleId, title: str, more: Sequence[str]
) -> None:
    """Make an article findable by its title and `more`; `drop_from_index` first what is there.

    The words are folded in a thread: a megabyte takes 0.1 s, in which others want to be answered.
    """
    words = await asyncio.to_thread(fold_for_search, "\n".join(more))
    row = {"rowid": article_id, "title": fold_for_search(title), "words": words}
    await connection.execute(insert(_index).values(row))


async def drop_from_index(connection: AsyncConnection, numbers: Collection[ArticleId]) -> None:
    """Make articles findable no more."""
    await connection.execute(delete(_index).where(_index.c.rowid.in_(numbers)))


def texts_to_index(draft: Draft, tag_names: Sequence[str]) -> tuple[str, ...]:
    """Return what beside the title an article is found by."""
    return (draft.body, draft.section or "", draft.source or "", " ".join(tag_names))


class Search:
    """Finds published articles by words."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(
        self, words: str, now: datetime, offset: int, limit: int
    ) -> tuple[list[Headline], int]:
        """Return a page of the articles that hold all of `words`, best first, and how many match.

        The last word may be a beginning. Ranked by how many of the words stand in the title and
        by freshness, among the newest `CANDIDATES` matches.
        """
        wanted = fold_for_search(words).split()[:WORDS_MAX]
        if not wanted:
            return [], 0
        match = " ".join(f'"{word}"' for word in wanted) + "*"
        query = (
            select(*HEADLINE_COLUMNS, _index.c.title.label("folded_title"))
            .join_from(articles, _index, articles.c.id == _index.c.rowid)
            .where(text("article_search MATCH :words").bindparams(words=match))
            .where(is_published)
            .order_by(articles.c.id.desc())
            .limit(CANDIDATES)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
        found = [(row.folded_title.split(), headline_of(row)) for row in rows]
        found.sort(key=lambda each: _score(wanted, each[0], each[1], now), reverse=True)
        return [headline for _, headline in found[offset : offset + limit]], len(found)


def _score(wanted: Sequence[str], title: Sequence[str], headline: Headline, now: datetime) -> float:
    in_title = sum(any(own.startswith(word) for own in title) for word in wanted)
    days = max(0.0, (now - headline.date).total_seconds() / _DAY)
    return in_title / len(wanted) + math.exp(-days / _FRESHNESS)
