"""Fixed phrases found in running text in one pass, however many phrases there are."""

from collections import defaultdict
from collections.abc import Iterable, Sequence


class Phrases:
    """A set of phrases, each a few words; asks only those that begin with a word at hand."""

    def __init__(self, phrases: Iterable[str]) -> None:
        """Take phrases as words with single spaces and plain apostrophes.

        A last word but not the only one may end with `*`: it stands for all that begin so.
        """
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        for phrase in phrases:
            first, *rest = phrase.casefold().split()
            stem = rest.pop()[:-1] if phrase.rstrip().endswith("*") else ""
            self._by_first[first].append((tuple(rest), stem))

    def begin(self, words: Sequence[str]) -> bool:
        """Say whether `words` begin with one of the phrases."""
        return bool(words) and words[0] in self._by_first and self._stand_at(words, 0)

    def occur_in(self, words: Sequence[str]) -> bool:
        """Say whether one of the phrases stands anywhere in `words`."""
        return self.count_in(words) > 0

    def count_in(self, words: Sequence[str]) -> int:
        """Return at how many places of `words` one of the phrases stands."""
        if self._by_first.keys().isdisjoint(words):
            return 0
        return sum(
            word in self._by_first and self._stand_at(words, at) for at, word in enumerate(words)
        )

    def _stand_at(self, words: Sequence[str], at: int) -> bool:
        for rest, stem in self._by_first.get(words[at], ()):
            end = at + 1 + len(rest)
            if tuple(words[at + 1 : end]) != rest:
                continue
            if not stem or (end < len(words) and words[end].startswith(stem)):
                return True
        return False
