"""Full-text search with a `tsvector`: one index for the folded words and the words as written.

Each word has a letter in front, so that one GIN index holds both kinds. PostgreSQL does not parse
the texts: the words come from Python, as those of FTS5 do.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Text, cast, column, func, literal
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY

from bot.domain.search_query import QueryWord
from storage.engine.search_columns import NO_CYRILLIC

_FOLDED, _WRITTEN = "f", "w"
_WORD_MAX = 2_000  # bytes; PostgreSQL takes 2,046 with the letter in front
_VECTOR_MAX = 1_000_000  # bytes; PostgreSQL takes 1 MiB, with at most 4 more bytes for a word
_OVERHEAD = 4  # bytes of a word in a vector beside its letters, with its alignment


class PostgresqlSearchIndex:
    """The column `vector` of the table `article_search`."""

    def columns(self, title: str, words: str, written: str) -> dict[str, object]:
        """Return the columns of an article but its id."""
        folded = (_lexeme(_FOLDED, word) for word in f"{title} {words}".split())
        as_written = (_lexeme(_WRITTEN, word) for word in written.split())
        lexemes = _that_fit([*dict.fromkeys(folded), *dict.fromkeys(as_written)])
        vector = func.array_to_tsvector(literal(lexemes, ARRAY(Text)))
        return {"title": title, "words": words, "written": written, "vector": vector}

    def matches_as_written(self, query: Sequence[QueryWord]) -> ColumnElement[bool]:
        """Return a condition for articles with all words of a query, in its script."""
        return _match(_expression(query))

    def matches_only_folded(self, query: Sequence[QueryWord]) -> ColumnElement[bool]:
        """Return a condition for the other articles: a word that may fold is in another script."""
        return _match(f"({_expression(query, may_fold=True)}) & !({_expression(query)})")


def _lexeme(kind: str, word: str) -> str:
    """Return a word as the index has it; words with the same first 2,000 bytes are equal."""
    if len(word) * 4 > _WORD_MAX:
        word = word.encode()[:_WORD_MAX].decode(errors="ignore")
    return kind + word


def _that_fit(lexemes: Iterable[str]) -> list[str]:
    """Return the first lexemes that fit into one vector: all, except for a hostile text."""
    left = _VECTOR_MAX
    fitting = []
    for lexeme in lexemes:
        left -= len(lexeme.encode()) + _OVERHEAD
        if left < 0:
            break
        fitting.append(lexeme)
    return fitting


def _match(expression: str) -> ColumnElement[bool]:
    return column("vector").bool_op("@@")(cast(literal(expression), TSQUERY))


def _expression(query: Sequence[QueryWord], *, may_fold: bool = False) -> str:
    """Return the `tsquery` for articles with all words of a query.

    The words are in the script of the query, or in any script where they may fold.
    """
    last = query[-1]
    return " & ".join(
        _term(_FOLDED, word.folded, is_prefix=word is last)
        if may_fold and word.may_fold
        else _as_written(word, is_prefix=word is last)
        for word in query
    )


def _as_written(word: QueryWord, *, is_prefix: bool) -> str:
    written = _term(_WRITTEN, word.written, is_prefix=is_prefix)
    if word.is_cyrillic:
        return written
    folded = _term(_FOLDED, word.folded, is_prefix=is_prefix)
    return f"({written} | ({_term(_WRITTEN, NO_CYRILLIC, is_prefix=False)} & {folded}))"


def _term(kind: str, word: str, *, is_prefix: bool) -> str:
    quoted = _lexeme(kind, word).replace("\\", "\\\\").replace("'", "''")
    return f"'{quoted}'" + (":*" if is_prefix else "")
