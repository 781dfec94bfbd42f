"""How often readers prefer our summaries: counts by language, with intervals."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

from tests.support.reading.articles import LANGUAGES, SETS, Article
from tests.support.reading.choices import Choice, newest
from tests.support.reading.summaries import DEFAULT, FIRST_THREE

_Z = 1.959964  # of the normal distribution, for 95 %
BOTH = "both"
BEST_OF_SUMY = "the best of sumy"
_HEAD = (
    "articles",
    "language",
    "against",
    "ours",
    "theirs",
    "ties",
    "ours of those preferred, 95 %",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How a number of choices went between our summary and another one."""

    ours: int
    theirs: int
    ties: int

    def share(self) -> str:
        """Return our share of the preferences, with its interval."""
        total = self.ours + self.theirs
        if not total:
            return "–"
        low, high = wilson_interval(self.ours, total)
        return f"{self.ours / total:.0%} [{low:.0%}, {high:.0%}]"


def report(choices: Iterable[Choice], articles: Iterable[Article]) -> Iterator[str]:
    """Yield the lines of a table for each version of the program, the oldest first.

    Each set of articles is counted alone. Choices about articles that are no longer there do not
    count.

    The summaries that are not ours are the first three sentences and the best of sumy. Against
    both, ours counts if it is preferred alone, and theirs if ours is not preferred.
    """
    in_order = sorted(choices, key=lambda choice: choice.read_at)
    sets = {(each.language, each.name): each.article_set for each in articles}
    versions = dict.fromkeys(choice.version for choice in in_order)
    if not versions:
        yield "No choices yet."
    for version in versions:
        read = newest(choice for choice in in_order if choice.version == version)
        yield f"Version {version}, read by {', '.join(sorted({each.reader for each in read}))}"
        by_set = {
            article_set: [
                each for each in read if sets.get((each.language, each.article)) == article_set
            ]
            for article_set in SETS
        }
        rows = [(article_set, *row) for article_set, part in by_set.items() for row in _rows(part)]
        yield from _aligned([_HEAD, *rows])
        yield ""


def count(choices: Iterable[Choice], rival: str) -> Count:
    """Return how often ours and the rival are preferred; one of the constants names the rival."""
    results = [_result(choice, rival) for choice in choices]
    return Count(ours=results.count(1), theirs=results.count(-1), ties=results.count(0))


def wilson_interval(successes: int, total: int) -> tuple[float, float]:
    """Return the 95 % interval of a binomial proportion (Wilson, 1927)."""
    share = successes / total
    middle = share + _Z**2 / (2 * total)
    half = _Z * sqrt(share * (1 - share) / total + _Z**2 / (4 * total**2))
    scale = 1 + _Z**2 / total
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


def _result(choice: Choice, rival: str) -> int:
    """Return 1 if ours is preferred to the rival, -1 if the rival is preferred to ours, else 0."""
    others = set(choice.summaries) - {DEFAULT}
    if rival == FIRST_THREE:
        others = {FIRST_THREE}
    elif rival == BEST_OF_SUMY:
        others -= {FIRST_THREE}
    is_ours = DEFAULT in choice.preferred
    is_theirs = bool(others & set(choice.preferred))
    return is_ours - is_theirs


def _rows(choices: Sequence[Choice]) -> Iterator[tuple[str, ...]]:
    by_language = {
        language: [choice for choice in choices if choice.language == language]
        for language in LANGUAGES
    }
    for language, read in {**by_language, "all": choices}.items():
        for rival in (FIRST_THREE, BEST_OF_SUMY, BOTH) if read else ():
            counted = count(read, rival)
            numbers = (str(counted.ours), str(counted.theirs), str(counted.ties))
            yield (language, rival, *numbers, counted.share())


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()
