"""Decide by counted steps whether the cost of a match can grow faster than the text."""

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.architecture.redos.automaton import Automaton, Word
from tests.architecture.redos.steps import Matcher, Method, TooManySteps
from tests.architecture.redos.syntax import Node, read

_ROUNDS = (8, 16, 32)  # how often a word is repeated
_GROWTH = 2.6  # of the steps that each doubling adds: 2 is linear, 4 is quadratic
_STEPS_MAX = 200_000


@dataclass(frozen=True, slots=True)
class Attack:
    """A text that costs more than in proportion: `before`, `again` repeated, `after`."""

    before: str
    again: str
    after: str
    steps: tuple[int, ...]  # for 8, 16 and 32 rounds; fewer where there were too many

    def __str__(self) -> str:
        counted = ", ".join(map(str, self.steps)) or "too many"
        return f"{self.before!a} + {self.again!a} * n + {self.after!a} ({counted} steps)"


def find_attack(pattern: re.Pattern[Any], method: Method) -> Attack | None:
    """Return a text for which `method` of `pattern` takes too long, or None.

    Raises:
        Unreadable: the pattern cannot be judged.
    """
    sys.setrecursionlimit(20_000)
    syntax = read(pattern)
    automaton = Automaton(syntax, is_search=method == "search")
    for before, again in dict.fromkeys(automaton.words()):
        for after in ((), *((letter,) for letter in syntax.letters)):
            for start in {before, ()}:
                steps = count_steps(syntax.root, method, start, again, after)
                if grows_exponentially(steps):
                    repeated = syntax.text(again)
                    return Attack(syntax.text(start), repeated, syntax.text(after), tuple(steps))
    return None


def count_steps(root: Node, method: Method, before: Word, again: Word, after: Word) -> list[int]:
    """Return the steps for 8, 16 and 32 rounds; the list ends early where there are too many."""
    steps: list[int] = []
    for rounds in _ROUNDS:
        matcher = Matcher((*before, *again * rounds, *after), _STEPS_MAX)
        try:
            matcher.run(root, method)
        except TooManySteps:
            break
        steps.append(matcher.steps)
    return steps


def grows_exponentially(steps: Sequence[int]) -> bool:
    """Whether the second doubling adds more than `_GROWTH` times what the first did."""
    if len(steps) < len(_ROUNDS):
        return True
    return steps[2] - steps[1] > _GROWTH * (steps[1] - steps[0])
