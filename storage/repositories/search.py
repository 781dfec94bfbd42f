"""Full-text search in published articles, with folded words (see `bot.domain.folding`)."""

import asyncio
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import column, delete, insert, select, table, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.article import Draft, Headline
from bot.domain.folding import fold_for_search, has_cyrillic, normalize_for_search
from bot.domain.ids import ArticleId
from bot.domain.search_query import QueryWord, parse_query
from bot.domain.search_ranking import SearchMatch, rank_matches
from storage.engine.database import Database
from storage.engine.schema import articles, is_published
from storage.repositories.article_lists import HEADLINE_COLUMNS, headline_of

CANDIDATES = 500  # number of the newest matches that are ranked

NO_CYRILLIC = "\ue000"  # for articles without Cyrillic: their folded words are as written

_index = table(
    "article_search",
    column("rowid"),
    column("title"),  # folded
    column("words"),  # of all other texts, folded
    column("written"),  # of all texts with their script; or `NO_CYRILLIC`
)


async def index_article(
    connection: AsyncConnection, article_id: ArticleId, title: str, texts: Sequence[str]
) -> None:
    """Add an article to the index, by its title and `texts`; `remove_from_index` it before.

    A thread folds the words, because a megabyte takes 0.1 s and would block the event loop.
    """
    row = await asyncio.to_thread(_index_row, title, "\n".join(texts))
    await connection.execute(insert(_index).values(rowid=article_id, **row))


def _index_row(title: str, texts: str) -> dict[str, str]:
    written = NO_CYRILLIC
    if has_cyrillic(title) or has_cyrillic(texts):
        written = normalize_for_search(f"{title}\n{texts}")
    return {"title": fold_for_search(title), "words": fold_for_search(texts), "written": written}


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

        The last word matches as a prefix. Articles with the words as written come first; words of
        another script that fold alike follow, if the query allows it. Only the newest `CANDIDATES`
        matches are ranked (see `bot.domain.search_ranking`) and counted.
        """
        query = parse_query(words)
        if not query:
            return [], 0
        as_written, folded = _expression(query), _expression(query, may_fold=True)
        async with self._database.read() as connection:
            matches = await _matches(connection, as_written, CANDIDATES, is_as_written=True)
            rest = CANDIDATES - len(matches)
            if rest and any(word.may_fold for word in query):
                others = f"({folded}) NOT ({as_written})"
                matches += await _matches(connection, others, rest, is_as_written=False)
        ranked = rank_matches([word.folded for word in query], matches, now)
        return ranked[offset : offset + limit], len(ranked)


def _expression(query: Sequence[QueryWord], *, may_fold: bool = False) -> str:
    """Return the FTS5 expression for articles with all words of a query.

    The words are in the script of the query, or in any script where they may fold.
    """
    *others, last = query
    words = [(word, f'"{word.written}"', f'"{word.folded}"') for word in others]
    words.append((last, f'"{last.written}"*', f'"{last.folded}"*'))
    return " AND ".join(
        f"{{title words}} : ({folded})"
        if may_fold and word.may_fold
        else _as_written(word, written, folded)
        for word, written, folded in words
    )


def _as_written(word: QueryWord, written: str, folded: str) -> str:
    if word.is_cyrillic:
        return f"written : ({written})"
    latin_only = f'written : "{NO_CYRILLIC}" AND {{title words}} : ({folded})'
    return f"(written : ({written}) OR ({latin_only}))"


async def _matches(
    connection: AsyncConnection, expression: str, limit: int, *, is_as_written: bool
) -> list[SearchMatch]:
    """Return the newest published articles that match an FTS5 expression."""
    query = (
        select(*HEADLINE_COLUMNS, _index.c.title.label("folded_title"))
        .join_from(articles, _index, articles.c.id == _index.c.rowid)
        .where(text("article_search MATCH :expression").bindparams(expression=expression))
        .where(is_published)
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
