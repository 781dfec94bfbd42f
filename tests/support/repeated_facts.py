"""Pairs of sentences that tell the same fact twice, or share their subject only.

They were written for this project, before the rules that they measure were chosen. A line of the
file has the language, `twice` or `subject`, and the two sentences, with tabs.
"""

from pathlib import Path
from typing import NamedTuple

_FILE = Path(__file__).with_suffix(".tsv")


class Pair(NamedTuple):
    """Two sentences of an article."""

    language: str
    is_repetition: bool
    one: str
    other: str


def _pair(line: str) -> Pair:
    language, label, one, other = line.split("\t")
    return Pair(language, label == "twice", one, other)


PAIRS = [_pair(line) for line in _FILE.read_text(encoding="utf-8").splitlines()]


def precision_and_recall(found: list[bool]) -> tuple[float, float]:
    """Return how a rule does that finds repetitions among `PAIRS`, each 0 to 1."""
    right = sum(
        pair.is_repetition and is_found for pair, is_found in zip(PAIRS, found, strict=True)
    )
    return right / sum(found), right / sum(pair.is_repetition for pair in PAIRS)
