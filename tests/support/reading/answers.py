"""Answers of a reader: the numbers of the best summaries, or a tie, and a reason."""

import re
from dataclasses import dataclass

_ANSWER = re.compile(r"(?P<marks>[1-3]{1,3}|t|tie)\b[ .,:;–-]*(?P<reason>.*)", re.I | re.S)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A choice among numbered summaries."""

    places: tuple[int, ...]  # from 0; all of them in a tie
    reason: str  # may be empty


def parse_answer(text: str, summary_count: int) -> Answer | None:
    """Return the answer in a line such as `2 names the cause`, `13` or `t`; None if unclear."""
    answer = _ANSWER.fullmatch(text)
    if not answer:
        return None
    marks = answer["marks"].casefold()
    is_tie = marks.startswith("t")
    places = set(range(summary_count)) if is_tie else {int(mark) - 1 for mark in marks}
    if max(places) >= summary_count:
        return None
    return Answer(places=tuple(sorted(places)), reason=answer["reason"].strip())
