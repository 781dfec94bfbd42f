"""A backtracking matcher that counts its steps; it tries alternatives in Python's order."""

from collections.abc import Callable, Sequence
from typing import Literal

from tests.architecture.redos.syntax import (
    EDGE,
    Atomic,
    Between,
    Choice,
    Concatenation,
    Look,
    Node,
    Repeat,
    Set,
)

Method = Literal["match", "fullmatch", "search"]
_Rest = Callable[[int], bool]


class TooManySteps(Exception):
    """The limit was reached."""


class Matcher:
    """Matches one word, and counts the steps in `steps`."""

    def __init__(self, word: Sequence[int], limit: int) -> None:
        self.steps = 0
        self._word = word
        self._limit = limit

    def run(self, root: Node, method: Method) -> bool:
        """Return whether `root` matches; a search goes on for all matches, as `findall` does."""
        self._end = 0
        if method == "fullmatch":
            return self._match(root, 0, lambda here: here == len(self._word))
        if method == "match":
            return self._match(root, 0, self._note_end)
        start, found = 0, False
        while start <= len(self._word):
            is_match = self._match(root, start, self._note_end)
            start = max(self._end, start + 1) if is_match else start + 1
            found = found or is_match
        return found

    def _note_end(self, here: int) -> bool:
        self._end = here
        return True

    def _match(self, node: Node, here: int, rest: _Rest) -> bool:
        self.steps += 1
        if self.steps > self._limit:
            raise TooManySteps
        match node:
            case Set(letters):
                return here < len(self._word) and self._word[here] in letters and rest(here + 1)
            case Concatenation(parts):
                return self._sequence(parts, 0, here, rest)
            case Choice(parts):
                return any(self._match(part, here, rest) for part in parts)
            case Repeat():
                return self._repeat(node, 0, here, rest)
            case Between(pairs):
                around = self._letter(here - 1), self._letter(here)
                is_met = any(around[0] in left and around[1] in right for left, right in pairs)
                return is_met and rest(here)
            case Atomic(body):
                end = self._first_end(body, here)
                return end is not None and rest(end)
            case Look(body, back, is_negative):
                is_there = here >= back and self._first_end(body, here - back) is not None
                return is_there is not is_negative and rest(here)

    def _sequence(self, parts: Sequence[Node], index: int, here: int, rest: _Rest) -> bool:
        if index == len(parts):
            return rest(here)
        return self._match(
            parts[index], here, lambda end: self._sequence(parts, index + 1, end, rest)
        )

    def _repeat(self, node: Repeat, rounds: int, here: int, rest: _Rest) -> bool:
        def again() -> bool:
            if node.high is not None and rounds >= node.high:
                return False
            return self._match(
                node.body,
                here,
                lambda end: (
                    (end > here or rounds < node.low) and self._repeat(node, rounds + 1, end, rest)
                ),
            )

        if rounds < node.low:
            return again()
        return rest(here) or again() if node.is_lazy else again() or rest(here)

    def _first_end(self, body: Node, here: int) -> int | None:
        outer, self._end = self._end, here
        is_match = self._match(body, here, self._note_end)
        end, self._end = self._end, outer
        return end if is_match else None

    def _letter(self, index: int) -> int:
        return self._word[index] if 0 <= index < len(self._word) else EDGE
