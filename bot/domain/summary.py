"""Extractive summaries: the best sentences of an article, verbatim."""

from dataclasses import dataclass

from bot.domain.errors import NotUnderstood
from bot.domain.folding import fold_for_search

LENGTHS = (1, 2, 3, 5, 8)  # sentences; the steps of the buttons Shorter and Longer
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


def parse_length(written: str) -> int:
    """Return the number of sentences for user input: 1 to `MAX_LENGTH`, or short, medium, long.

    Accepts the words of all languages of the bot, in any spelling.

    Raises:
        NotUnderstood: the input is neither a number nor a word (`summary.length`).
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
    """A verbatim sentence of the article and its position there."""

    text: str
    position: int  # 0 is the first sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The best sentences of an article, best first, at most `MAX_LENGTH`."""

    language: str  # en, ru, uz (Latin), uz-Cyrl …; `und` if it is unknown
    ranked: tuple[RankedSentence, ...]

    def __post_init__(self) -> None:
        if not 1 <= len(self.ranked) <= MAX_LENGTH:
            raise ValueError(f"a summary has 1 to {MAX_LENGTH} sentences, not {len(self.ranked)}")
        if len({sentence.position for sentence in self.ranked}) != len(self.ranked):
            raise ValueError("a summary contains each sentence once")

    def sentences(self, length: int) -> tuple[str, ...]:
        """Return the best `length` sentences in the article's order.

        A longer summary contains all sentences of a shorter one.
        """
        best = sorted(self.ranked[:length], key=lambda sentence: sentence.position)
        return tuple(sentence.text for sentence in best)
