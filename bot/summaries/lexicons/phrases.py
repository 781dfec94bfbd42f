"""Match a set of fixed phrases against the words of a sentence in one pass."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence


class Phrases:
    """A set of phrases, indexed by their first word."""

    def __init__(self, phrases: Iterable[str]) -> None:
        """Index phrases whose words are separated by single spaces and use the apostrophe `'`.

        The last of several words may end with `*`; it matches all words with this beginning.
        """
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        for phrase in phrases:
            first, *rest = phrase.casefold().split()
            stem = rest.pop()[:-1] if phrase.rstrip().endswith("*") else ""
            self._by_first[first].append((tuple(rest), stem))
        # The longest word of each phrase: few sentences contain one of these.
        self._longest = frozenset(
            max((first, *rest), key=len)
            for first, phrases_from in self._by_first.items()
            for rest, _ in phrases_from
        )

    def begin(self, words: Sequence[str]) -> bool:
        """Return whether `words` begin with one of the phrases."""
        return bool(words) and words[0] in self._by_first and self._match_at(words, 0)

    def occur_in(self, words: Sequence[str]) -> bool:
        """Return whether one of the phrases occurs in `words`."""
        return self.count_in(words) > 0

    def count_in(self, words: Sequence[str]) -> int:
        """Return the number of positions in `words` at which a phrase begins."""
        if self._longest.isdisjoint(words):
            return 0
        first = self._by_first
        return sum([self._match_at(words, at) for at, word in enumerate(words) if word in first])

    def _match_at(self, words: Sequence[str], at: int) -> bool:
        for rest, stem in self._by_first.get(words[at], ()):
            end = at + 1 + len(rest)
            if end > len(words) or (rest and words[at + 1] != rest[0]):
                continue
            if tuple(words[at + 1 : end]) != rest:
                continue
            if not stem or (end < len(words) and words[end].startswith(stem)):
                return True
        return False


class PhraseLists:
    """A list of phrases per language.

    Args:
        by_language: phrases, separated by `|` or line breaks; a `*` matches all words with this
            beginning.
    """

    def __init__(self, by_language: Mapping[str, str]) -> None:
        self._lists = {language: _parse(listed) for language, listed in by_language.items()}

    def occur_in(self, words: Sequence[str], language: str) -> bool:
        """Return whether a phrase of a language occurs in a sentence with these `words.tokens`."""
        phrases, beginnings = self._lists.get(language, _NONE)
        if phrases.occur_in(words):
            return True
        return beginnings != () and any(word.startswith(beginnings) for word in words)


def _parse(listed: str) -> tuple[Phrases, tuple[str, ...]]:
    """Return the phrases of a list, and the beginnings of single words."""
    phrases = [each.strip() for each in listed.replace("\n", "|").split("|") if each.strip()]
    beginnings = [each[:-1] for each in phrases if each.endswith("*") and " " not in each]
    return Phrases(each for each in phrases if each[:-1] not in beginnings), tuple(beginnings)


_NONE = _parse("")
