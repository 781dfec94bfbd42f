"""Search queries: each word as written and folded to Latin, and whether both may match."""

from dataclasses import dataclass
from functools import cache

from bot.domain.folding import fold_for_search, has_cyrillic, normalize_for_search
from bot.domain.stopwords import STOP_WORD_LANGUAGES, stop_words

_WORDS_MAX = 12  # more words do not make a query more specific


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryWord:
    """A word of a search query."""

    written: str  # normalized, in the script of the query
    folded: str  # in Latin script

    @property
    def is_cyrillic(self) -> bool:
        """Whether the word has Cyrillic letters."""
        return has_cyrillic(self.written)

    @property
    def may_fold(self) -> bool:
        """Whether a word of the other script that folds alike is a match, too.

        It is not if that is a stop word there: `мост` (bridge) must not find "most".
        """
        return self.folded not in _folded_stop_words(is_cyrillic=not self.is_cyrillic)


def parse_query(text: str) -> tuple[QueryWord, ...]:
    """Return the words of a query that a person wrote; the last may be the beginning of a word."""
    words = normalize_for_search(text).split()[:_WORDS_MAX]
    pairs = ((word, fold_for_search(word)) for word in words)  # a lone ь folds to nothing
    return tuple(QueryWord(written=word, folded=folded) for word, folded in pairs if folded)


@cache
def _folded_stop_words(*, is_cyrillic: bool) -> frozenset[str]:
    """Return the stop words of the languages with this script, folded.

    Uzbek is left out: people write it in both scripts, so its stop words are words of the query.
    """
    words = (
        word
        for language in STOP_WORD_LANGUAGES
        if not language.startswith("uz")
        for word in stop_words(language)
    )
    return frozenset(fold_for_search(word) for word in words if has_cyrillic(word) is is_cyrillic)
