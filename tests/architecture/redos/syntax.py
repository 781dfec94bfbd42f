"""A pattern as a small tree over a small alphabet.

A letter is a number from 0 up: all characters that no part of the pattern distinguishes.
"""

import re
import re._constants as sre  # type: ignore[import-not-found]
import re._parser as sre_parser  # type: ignore[import-not-found]
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

Letters = frozenset[int]
EDGE = -1  # the letter before the first and after the last

_UNBOUNDED = 1_000  # more rounds than this count as endless
_NESTED = 10  # the same, where each round can itself end in many places
_ROUNDS = 3  # a bounded repeat counts as at most so many rounds: its bound is a constant factor
_SAMPLE = (
    "".join(map(chr, range(0x180)))
    + "ſΔδЖжҳʻ’“”«»„—–…•·№א߁عक中あ한٣½Ⅷª\u0301\u200b\u200d\u2028\u2029\u202e\u3000\ufeff\uffff😀"
)
_CATEGORIES = {
    sre.CATEGORY_DIGIT: r"\d",
    sre.CATEGORY_NOT_DIGIT: r"\D",
    sre.CATEGORY_SPACE: r"\s",
    sre.CATEGORY_NOT_SPACE: r"\S",
    sre.CATEGORY_WORD: r"\w",
    sre.CATEGORY_NOT_WORD: r"\W",
}


@dataclass(frozen=True, slots=True)
class Set:
    """One letter of these."""

    letters: Letters


@dataclass(frozen=True, slots=True)
class Concatenation:
    """One part after the other."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The first part that leads to a match."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """At least `low` rounds, and at most `high` or any number of them."""

    low: int
    high: int | None
    body: "Node"
    is_lazy: bool = False


@dataclass(frozen=True, slots=True)
class Atomic:
    """A part that is not tried in a second way once it matched."""

    body: "Node"


@dataclass(frozen=True, slots=True)
class Look:
    """A condition on the text `back` letters before this place."""

    body: "Node"
    back: int
    is_negative: bool


@dataclass(frozen=True, slots=True)
class Between:
    """A condition on the letter before and the letter after."""

    pairs: tuple[tuple[Letters, Letters], ...]


Node = Set | Concatenation | Choice | Repeat | Atomic | Look | Between


@dataclass(frozen=True, slots=True)
class Syntax:
    """A pattern that was read, and a character for each of its letters."""

    root: Node
    alphabet: str
    kinds: dict[tuple[bool, ...], int]  # letter of a character, by the tests that it passes
    tests: tuple[re.Pattern[str], ...]

    @property
    def letters(self) -> range:
        return range(len(self.alphabet))

    def word(self, text: str) -> list[int]:
        """Return the letters of a text whose characters are of a kind in the alphabet."""
        return [self.kinds[_kind(character, self.tests)] for character in text]

    def text(self, word: Sequence[int]) -> str:
        return "".join(self.alphabet[letter] for letter in word)


class Unreadable(Exception):
    """The pattern holds something that cannot be judged, such as a backreference."""


def read(pattern: re.Pattern[Any]) -> Syntax:
    """Return the tree of a pattern.

    Raises:
        Unreadable: it holds a backreference or a condition on a group.
    """
    source, flags, sample = pattern.pattern, pattern.flags, _SAMPLE
    if isinstance(source, bytes):
        source, flags = source.decode("latin-1"), flags | re.ASCII
        sample = "".join(map(chr, range(256)))
    parsed = sre_parser.parse(source, flags)
    reader = _Reader(sample)
    reader.sort_letters(_atoms(parsed, flags))
    root = reader.sequence(parsed, flags)
    return Syntax(root, reader.alphabet, reader.kinds, reader.tests)


def _kind(character: str, tests: Iterable[re.Pattern[str]]) -> tuple[bool, ...]:
    return tuple(bool(test.match(character)) for test in tests)


def _atoms(parsed: Iterable[Any], flags: int) -> Iterator[tuple[str, int]]:
    """Yield each one-character part of a parsed pattern as the pattern of its own, with flags."""
    for op, value in parsed:
        if op in (sre.LITERAL, sre.NOT_LITERAL, sre.IN, sre.ANY):
            yield _atom(op, value, flags)
        elif op is sre.AT:
            yield from ((r"\w", flags & re.ASCII), (r"\n", 0))
        for body, inner in _bodies(op, value, flags):
            yield from _atoms(body, inner)


def _bodies(op: Any, value: Any, flags: int) -> list[tuple[Any, int]]:
    if op is sre.BRANCH:
        return [(body, flags) for body in value[1]]
    if op is sre.SUBPATTERN:
        _, added, dropped, body = value
        return [(body, (flags | added) & ~dropped)]
    if op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
        return [(value[2], flags)]
    if op in (sre.ASSERT, sre.ASSERT_NOT):
        return [(value[1], flags)]
    return [(value, flags)] if op is sre.ATOMIC_GROUP else []


def _atom(op: Any, value: Any, flags: int) -> tuple[str, int]:
    flags &= re.IGNORECASE | re.ASCII | re.DOTALL
    if op is sre.ANY:
        return ".", flags
    if op is sre.IN:
        return f"[{''.join(map(_member, value))}]", flags
    return f"[{'^' if op is sre.NOT_LITERAL else ''}\\U{value:08x}]", flags


def _member(member: tuple[Any, Any]) -> str:
    op, value = member
    if op is sre.NEGATE:
        return "^"
    if op is sre.RANGE:
        return f"\\U{value[0]:08x}-\\U{value[1]:08x}"
    return _CATEGORIES[value] if op is sre.CATEGORY else f"\\U{value:08x}"


class _Reader:
    def __init__(self, sample: str) -> None:
        self.alphabet = ""
        self.kinds: dict[tuple[bool, ...], int] = {}
        self.tests: tuple[re.Pattern[str], ...] = ()
        self._sample = sample
        self._letters_of: dict[tuple[str, int], Letters] = {}

    def sort_letters(self, atoms: Iterable[tuple[str, int]]) -> None:
        """Find the letters: the characters of the sample, each kind of them once."""
        atoms = sorted(set(atoms))
        sample = dict.fromkeys(self._sample + "".join(_near(source) for source, _ in atoms))
        if max(map(ord, self._sample)) < 256:
            sample = dict.fromkeys(self._sample)
        self.tests = tuple(re.compile(source, flags) for source, flags in atoms)
        for character in sorted(sample, key=lambda sign: (not sign.isascii(), not sign.isalnum())):
            kind = _kind(character, self.tests)
            if kind not in self.kinds:
                self.kinds[kind] = len(self.kinds)
                self.alphabet += character
        for index, atom in enumerate(atoms):
            letters = (letter for kind, letter in self.kinds.items() if kind[index])
            self._letters_of[atom] = frozenset(letters)

    def sequence(self, parsed: Iterable[Any], flags: int) -> Node:
        parts = tuple(self._node(op, value, flags) for op, value in parsed)
        return parts[0] if len(parts) == 1 else Concatenation(parts)

    def _node(self, op: Any, value: Any, flags: int) -> Node:
        bodies = tuple(self.sequence(body, inner) for body, inner in _bodies(op, value, flags))
        if op in (sre.LITERAL, sre.NOT_LITERAL, sre.IN, sre.ANY):
            return Set(self._letters_of[_atom(op, value, flags)])
        if op is sre.AT:
            return self._edge(value, flags)
        if op is sre.BRANCH:
            return Choice(bodies)
        if op in (sre.SUBPATTERN, sre.ATOMIC_GROUP):
            return Atomic(bodies[0]) if op is sre.ATOMIC_GROUP else bodies[0]
        if op in (sre.ASSERT, sre.ASSERT_NOT):
            back = value[1].getwidth()[0] if value[0] < 0 else 0
            return Look(bodies[0], back, op is sre.ASSERT_NOT)
        if op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            repeat = _repeat(value[0], value[1], bodies[0], is_lazy=op is sre.MIN_REPEAT)
            return Atomic(repeat) if op is sre.POSSESSIVE_REPEAT else repeat
        raise Unreadable(str(op))

    def _edge(self, kind: Any, flags: int) -> Between:
        anything = frozenset([EDGE, *range(len(self.alphabet))])
        edge = frozenset([EDGE])
        words = self._letters_of[r"\w", flags & re.ASCII]
        line = edge | self._letters_of[r"\n", 0]
        inside, outside = (words, anything - words), (anything - words, words)
        if kind in (sre.AT_BOUNDARY, sre.AT_NON_BOUNDARY):
            same = ((words, words), (anything - words, anything - words))
            return Between((inside, outside) if kind is sre.AT_BOUNDARY else same)
        if kind in (sre.AT_BEGINNING, sre.AT_BEGINNING_STRING):
            many = kind is sre.AT_BEGINNING and flags & re.MULTILINE
            return Between(((line if many else edge, anything),))
        return Between(((anything, edge if kind is sre.AT_END_STRING else line),))


def _repeat(low: int, high: Any, body: Node, *, is_lazy: bool) -> Repeat:
    endless = high is sre.MAXREPEAT or high >= _UNBOUNDED
    if endless or (high >= _NESTED and low != high and _varies(body)):
        return Repeat(min(low, _ROUNDS), None, body, is_lazy)
    return Repeat(min(low, _ROUNDS), min(high, _ROUNDS), body, is_lazy)


def _varies(node: Node) -> bool:
    """Whether a part can end in many places."""
    match node:
        case Repeat(low, high, body):
            return high is None or low != high or _varies(body)
        case Concatenation(parts) | Choice(parts):
            return any(map(_varies, parts))
        case _:
            return False


def _near(source: str) -> str:
    """Return the characters that the pattern of one character names, and those beside them."""
    codes = [int(code, 16) for code in re.findall(r"\\U([0-9a-f]{8})", source)]
    near = {code + step for code in codes for step in (-1, 0, 1)}
    signs = [chr(code) for code in near if 0 <= code <= 0x10FFFF]
    cases = (case for sign in signs for case in (sign, sign.lower(), sign.upper(), sign.title()))
    return "".join(case for case in cases if len(case) == 1)
