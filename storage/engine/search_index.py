"""The full-text index of each database: FTS5 of SQLite, a `tsvector` with GIN of PostgreSQL.

Both get words that Python has folded (`bot.domain.folding`), and both match whole words, the last
one as a prefix. So both find the same articles.
"""

from collections.abc import Sequence
from typing import Protocol

from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.search_query import QueryWord
from storage.engine.postgresql.tsvector_index import PostgresqlSearchIndex
from storage.engine.sqlite.fts5_index import SqliteSearchIndex


class SearchIndex(Protocol):
    """How one database stores the words of an article, and how it finds them."""

    def columns(self, title: str, words: str, written: str) -> dict[str, object]:
        """Return the columns of an article but its id; see `storage.engine.search_columns`."""

    def matches_as_written(self, query: Sequence[QueryWord]) -> ColumnElement[bool]:
        """Return a condition for articles with all words of a query, in its script."""

    def matches_only_folded(self, query: Sequence[QueryWord]) -> ColumnElement[bool]:
        """Return a condition for the other articles: a word that may fold is in another script."""


_INDEXES: dict[str, SearchIndex] = {
    "sqlite": SqliteSearchIndex(),
    "postgresql": PostgresqlSearchIndex(),
}


def search_index_of(connection: AsyncConnection) -> SearchIndex:
    """Return the index of the database of a connection."""
    return _INDEXES[connection.dialect.name]
