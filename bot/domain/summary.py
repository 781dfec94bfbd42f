"""Summaries: an article's best sentences, word for word."""

from dataclasses import dataclass

from bot.domain.errors import NotUnderstood
from bot.domain.folding import fold_for_search

LENGTHS = (1, 2, 3, 5, 8)  # the steps of Shorter and Longer
DEFAULT_LENGTH = 3  # sentences
MAX_LENGTH = 10  # sentences

_NAMED_LENGTHS = {
    1: "short shortest brief кратко краткая краткий коротко короткая короткий qisqa qisqacha",
    DEFAULT_LENGTH: "medium normal средне средняя средний oʻrta oʻrtacha",
    5: "long longer full длинно длинная длинный подробно подробная подробный uzun batafsil",
}  # Uzbek Cyrillic is folded to Latin
_NAMES = {
    fold_for_search(name): length
    for length, names in _NAMED_LENGTHS.items()
    for name in names.split()
}


def wanted_length(written: str) -> int:
    """Return how many sentences somebody asks for: 1 to `MAX_LENGTH`, or short, medium, long.

    The words are those of every language the bot speaks, in any spelling.

    Raises:
        NotUnderstood: it is neither (`summary.length`).
    """
    is_number = written.isascii() and written.isdigit() and len(written) < 3
    if is_number and 1 <= int(written) <= MAX_LENGTH:
        return int(written)
    named = _NAMES.get(fold_for_search(written))
    if named is None:
        raise NotUnderstood("summary.length", maximum=MAX_LENGTH)
    return named


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedSentence:
    """A sentence of the article, word for word, and where it stands there (0 is the first)."""

    text: str
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """An article's best sentences, best first, at most `MAX_LENGTH` of them."""

    language: str  # en, ru, uz (Latin), uz-Cyrl …; `und` where nobody can tell
    ranked: tuple[RankedSentence, ...]

    def __post_init__(self) -> None:
        if not 1 <= len(self.ranked) <= MAX_LENGTH:
            raise ValueError(f"a summary has 1 to {MAX_LENGTH} sentences, not {len(self.ranked)}")
        if len({sentence.position for sentence in self.ranked}) != len(self.ranked):
            raise ValueError("a sentence stands in a summary once")

    def sentences(self, length: int) -> tuple[str, ...]:
        """Return the best `length` sentences in the article's order.

        A longer summary contains the shorter one, since both begin with the same ranks.
        """
        best = sorted(self.ranked[:length], key=lambda sentence: sentence.position)
        return tuple(sentence.text for sentence in best)
