"""Full-text search in published articles, with folded words (see `bot.domain.folding`)."""

import asyncio
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import column, delete, insert, select, table, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.article import Draft, Headline
from bot.domain.folding import fold_for_search
from bot.domain.ids import ArticleId
from bot.domain.search_ranking import SearchMatch, rank_matches
from storage.engine.database import Database
from storage.engine.schema import articles, is_published
from storage.repositories.article_lists import HEADLINE_COLUMNS, headline_of

_QUERY_WORDS_MAX = 12  # more words do not make a query more specific
CANDIDATES = 500  # number of the newest matches that are ranked

_index = table("article_search", column("rowid"), column("title"), column("words"))


async def index_article(
    connection: AsyncConnection, article_id: ArticleId, title: str, texts: Sequence[str]
) -> None:
    """Add an article to the index, by its title and `texts`; `remove_from_index` it before.

    A thread folds the words, because a megabyte takes 0.1 s and would block the event loop.
    """
    words = await asyncio.to_thread(fold_for_search, "\n".join(texts))
    row = {"rowid": article_id, "title": fold_for_search(title), "words": words}
    await connection.execute(insert(_index).values(row))


async def remove_from_index(connection: AsyncConnection, numbers: Collection[ArticleId]) -> None:
    """Remove articles from the index."""
    await connection.execute(delete(_index).where(_index.c.rowid.in_(numbers)))


def texts_to_index(draft: Draft, tag_names: Sequence[str]) -> tuple[str, ...]:
    """Return the texts of an article to index, without its title."""
    return (draft.body, draft.section or "", draft.source or "", " ".join(tag_names))


class Search:
    """Finds published articles that contain given words."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(
        self, words: str, now: datetime, offset: int, limit: int
    ) -> tuple[list[Headline], int]:
        """Return one page of the articles with all `words`, best first, and the number of matches.

        The last word matches as a prefix. Only the newest `CANDIDATES` matches are ranked (see
        `bot.domain.search_ranking`) and counted.
        """
        query_words = fold_for_search(words).split()[:_QUERY_WORDS_MAX]
        if not query_words:
            return [], 0
        match = " ".join(f'"{word}"' for word in query_words) + "*"
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
        matches = [
            SearchMatch(headline=headline_of(row), folded_title=row.folded_title) for row in rows
        ]
        ranked = rank_matches(query_words, matches, now)
        return ranked[offset : offset + limit], len(ranked)
