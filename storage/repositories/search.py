"""Full-text search in published articles, with folded words (see `bot.domain.folding`)."""

import asyncio
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.article import Draft, Headline
from bot.domain.folding import fold_for_search, has_cyrillic, normalize_for_search
from bot.domain.ids import ArticleId
from bot.domain.search_query import parse_query
from bot.domain.search_ranking import SearchMatch, rank_matches
from storage.engine.database import Database
from storage.engine.schema import articles, is_published
from storage.engine.search_columns import NO_CYRILLIC, article_search
from storage.engine.search_index import SearchIndex, search_index_of
from storage.repositories.article_lists import HEADLINE_COLUMNS, headline_of

CANDIDATES = 500  # number of the newest matches that are ranked


async def index_article(
    connection: AsyncConnection, article_id: ArticleId, title: str, texts: Sequence[str]
) -> None:
    """Add an article to the index, by its title and `texts`; `remove_from_index` it before.

    A thread folds the words, because a megabyte takes 0.1 s and would block the event loop.
    """
    row = await asyncio.to_thread(_columns, search_index_of(connection), title, "\n".join(texts))
    await connection.execute(insert(article_search).values(rowid=article_id, **row))


def _columns(index: SearchIndex, title: str, texts: str) -> dict[str, object]:
    written = NO_CYRILLIC
    if has_cyrillic(title) or has_cyrillic(texts):
        written = normalize_for_search(f"{title}\n{texts}")
    return index.columns(fold_for_search(title), fold_for_search(texts), written)


async def remove_from_index(connection: AsyncConnection, numbers: Collection[ArticleId]) -> None:
    """Remove articles from the index."""
    await connection.execute(delete(article_search).where(article_search.c.rowid.in_(numbers)))


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

        The last word matches as a prefix. Articles with the words as written come first; words of
        another script that fold alike follow, if the query allows it. Only the newest `CANDIDATES`
        matches are ranked (see `bot.domain.search_ranking`) and counted.
        """
        query = parse_query(words)
        if not query:
            return [], 0
        async with self._database.read() as connection:
            index = search_index_of(connection)
            as_written = index.matches_as_written(query)
            matches = await _matches(connection, as_written, CANDIDATES, is_as_written=True)
            rest = CANDIDATES - len(matches)
            if rest and any(word.may_fold for word in query):
                others = index.matches_only_folded(query)
                matches += await _matches(connection, others, rest, is_as_written=False)
        ranked = rank_matches([word.folded for word in query], matches, now)
        return ranked[offset : offset + limit], len(ranked)


async def _matches(
    connection: AsyncConnection, condition: ColumnElement[bool], limit: int, *, is_as_written: bool
) -> list[SearchMatch]:
    """Return the newest published articles that match a condition of the search index."""
    query = (
        select(*HEADLINE_COLUMNS, article_search.c.title.label("folded_title"))
        .join_from(articles, article_search, articles.c.id == article_search.c.rowid)
        .where(condition, is_published)
        .order_by(articles.c.id.desc())
        .limit(limit)
    )
    return [
        SearchMatch(
            headline=headline_of(row),
            folded_title=row.folded_title,
            is_as_written=is_as_written,
        )
        for row in await connection.execute(query)
    ]
