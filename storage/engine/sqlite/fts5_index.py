"""Full-text search with FTS5."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, text

from bot.domain.search_query import QueryWord
from storage.engine.search_columns import NO_CYRILLIC


class SqliteSearchIndex:
    """The virtual table `article_search`; FTS5 splits the folded words at their spaces."""

    def columns(self, title: str, words: str, written: str) -> dict[str, object]:
        """Return the columns of an article but its id."""
        return {"title": title, "words": words, "written": written}

    def matches_as_written(self, query: Sequence[QueryWord]) -> ColumnElement[bool]:
        """Return a condition for articles with all words of a query, in its script."""
        return _match(_expression(query))

    def matches_only_folded(self, query: Sequence[QueryWord]) -> ColumnElement[bool]:
        """Return a condition for the other articles: a word that may fold is in another script."""
        return _match(f"({_expression(query, may_fold=True)}) NOT ({_expression(query)})")


def _match(expression: str) -> ColumnElement[bool]:
    match: ColumnElement[bool] = text("article_search MATCH :expression").bindparams(  # type: ignore[assignment]
        expression=expression
    )
    return match


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
