"""Fixed phrases found in running text in one pass, however many phrases there are."""

from collections import defaultdict
from collections.abc import Iterable, Sequence


class Phrases:
    """A set of phrases, each a few words; asks only those that begin with a word at hand."""

    def __init__(self, phrases: Iterable[str]) -> None:
        """Take phrases as case folded words with single spaces and plain apostrophes."""
        self._by_first: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        for phrase in phrases:
            first, *rest = phrase.split()
            self._by_first[first].append(tuple(rest))

    def begin(self, words: Sequence[str]) -> bool:
        """Say whether `words` begin with one of the phrases."""
        return bool(words) and words[0] in self._by_first and self._stand_at(words, 0)

    def occur_in(self, words: Sequence[str]) -> bool:
        """Say whether one of the phrases stands anywhere in `words`."""
        if self._by_first.keys().isdisjoint(words):
            return False
        return any(
            word in self._by_first and self._stand_at(words, at) for at, word in enumerate(words)
        )

    def _stand_at(self, words: Sequence[str], at: int) -> bool:
        return any(
            tuple(words[at + 1 : at + 1 + len(rest)]) == rest
            for rest in self._by_first.get(words[at], ())
        )
