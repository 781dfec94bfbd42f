"""Find words that a pattern can read in many ways, so that each repetition may cost more.

The theory is by Weber and Seidl (On the degree of ambiguity of finite automata, 1991). A matcher
takes exponential time where one state leads back to itself in two ways by one word. It takes
polynomial time where one word leads from a first loop to itself, from the first loop to a second,
and from the second to itself. A search begins with a loop of its own: it restarts at each letter.
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import product

from tests.architecture.redos.syntax import (
    EDGE,
    Atomic,
    Between,
    Choice,
    Concatenation,
    Letters,
    Look,
    Node,
    Repeat,
    Set,
    Syntax,
)

Word = tuple[int, ...]
_State = tuple[int, int]  # a position, and the letter that led there
_Product = tuple[int, int, int]  # positions that one word leads to at once
_Following = Callable[[_Product, int, int], list[_Product]]
_PATHS_MAX = 20_000  # ways through empty parts, from one position
_PRODUCT_MAX = 300_000  # states of a product that are looked at


@dataclass(slots=True)
class _Nfa:
    """Positions with their letters, joined by edges that read nothing."""

    letters: dict[int, Letters] = field(default_factory=dict)  # of a position that reads
    edges: list[list[tuple[int, Between | None]]] = field(default_factory=list)

    def node(self) -> int:
        self.edges.append([])
        return len(self.edges) - 1

    def add(self, tree: Node, start: int) -> int:
        """Add the way through `tree` from the node `start`; return the node where it ends."""
        match tree:
            case Set(letters):
                position, end = self.node(), self.node()
                self.letters[position] = letters
                self.edges[start].append((position, None))
                self.edges[position].append((end, None))
                return end
            case Concatenation(parts):
                for part in parts:
                    start = self.add(part, start)
                return start
            case Choice(parts):
                end = self.node()
                for part in parts:
                    self.edges[self.add(part, start)].append((end, None))
                return end
            case Repeat(low, high, body):
                return self._add_repeat(low, high, body, start)
            case Between():
                end = self.node()
                self.edges[start].append((end, tree))
                return end
            case Atomic(body):
                return self._add_atomic(body, start)
            case Look():
                return self._add_look(tree, start)

    def _add_repeat(self, low: int, high: int | None, body: Node, start: int) -> int:
        for _ in range(low):
            start = self.add(body, start)
        end = self.node()
        self.edges[start].append((end, None))
        if high is None:
            loop = self.node()
            self.edges[start].append((loop, None))
            back = self.add(body, loop)
            self.edges[back] += [(loop, None), (end, None)]
            return end
        for _ in range(high - low):
            start = self.add(body, start)
            self.edges[start].append((end, None))
        return end

    def _add_atomic(self, body: Node, start: int) -> int:
        end = self.add(body, start)
        match body:
            case Repeat(_, None, Set(letters)):
                return self._add_condition(end, None, letters, is_negative=True)
        return end

    def _add_look(self, tree: Look, start: int) -> int:
        """Add a condition on one letter; a longer one is a way that ends nowhere.

        Ignoring such a condition finds too many words; `steps` then clears the harmless ones.
        """
        match tree.body:
            case Set(letters) if tree.back:
                return self._add_condition(start, letters, None, is_negative=tree.is_negative)
            case Set(letters):
                return self._add_condition(start, None, letters, is_negative=tree.is_negative)
        if not tree.back:
            self.add(tree.body, start)
        return start

    def _add_condition(
        self, start: int, left: Letters | None, right: Letters | None, *, is_negative: bool
    ) -> int:
        every = frozenset(range(EDGE, 1_000))
        sides = [
            every if side is None else every - side if is_negative else side
            for side in (left, right)
        ]
        return self.add(Between(((sides[0], sides[1]),)), start)


class Automaton:
    """The positions of a pattern, and where each letter leads."""

    def __init__(self, syntax: Syntax, *, is_search: bool) -> None:
        self._letters = syntax.letters
        nfa = _Nfa()
        self._start = nfa.node()
        nfa.add(syntax.root, self._start)
        if is_search:
            nfa.letters[self._start] = frozenset(syntax.letters)
            nfa.edges[self._start].append((self._start, None))
        self._nfa = nfa
        self._follow = {position: self._paths(position) for position in (self._start, *nfa.letters)}
        self._steps: dict[tuple[_State, int], list[int]] = {}
        self._reach = _reach(
            {here: {there for there, _ in paths} for here, paths in self._follow.items()}
        )
        self._loop_of = _loops(self._reach)

    def _paths(self, start: int) -> list[tuple[int, tuple[Between, ...]]]:
        """Return each way from a position to one that reads, with the conditions on it."""
        found: list[tuple[int, tuple[Between, ...]]] = []
        stack: list[tuple[int, frozenset[int], tuple[Between, ...]]] = [(start, frozenset(), ())]
        while stack and len(found) < _PATHS_MAX:
            node, seen, conditions = stack.pop()
            for target, condition in self._nfa.edges[node]:
                met = (*conditions, condition) if condition else conditions
                if target in self._nfa.letters:
                    found.append((target, met))
                elif target not in seen:
                    stack.append((target, seen | {target}, met))
        return found

    def step(self, state: _State, letter: int) -> list[int]:
        """Return the positions that `letter` leads to, one as often as ways lead there."""
        known = self._steps.get((state, letter))
        if known is None:
            position, before = state
            known = self._steps[state, letter] = [
                target
                for target, conditions in self._follow[position]
                if letter in self._nfa.letters[target]
                and all(_is_met(condition, before, letter) for condition in conditions)
            ]
        return known

    def words(self) -> Iterator[tuple[Word, Word]]:
        """For each pair of loops that share a word, yield the way to the loops and the word."""
        ways_in = self._ways_in()
        loops = {state for state in ways_in if state[0] in self._loop_of}
        for state in sorted(loops):
            if word := self._two_ways(state):
                yield ways_in[state], word
        for first, second in product(sorted(loops), repeat=2):
            is_apart = self._loop_of[first[0]] != self._loop_of[second[0]]
            if first[1] == second[1] and is_apart and second[0] in self._reach[first[0]]:
                word = self._three_ways(first, second)
                if word:
                    yield ways_in[first], word

    def _ways_in(self) -> dict[_State, Word]:
        """Return the shortest word that leads from the start to each state."""
        start = (self._start, EDGE)
        words: dict[_State, Word] = {start: ()}
        queue = deque([start])
        while queue:
            state = queue.popleft()
            for letter in self._letters:
                for target in self.step(state, letter):
                    if (target, letter) not in words:
                        words[target, letter] = (*words[state], letter)
                        queue.append((target, letter))
        return words

    def _two_ways(self, state: _State) -> Word | None:
        """Return a word that leads from a state to itself in two ways."""
        position, letter = state
        loop = self._loop_of[position]
        start = (position, position, False)
        return self._search(
            letter,
            start,
            (position, position, True),
            lambda here, before, after: [
                (one, two, here[2] or i != j)
                for i, one in enumerate(self.step((here[0], before), after))
                if self._loop_of.get(one) == loop
                for j, two in enumerate(self.step((here[1], before), after))
                if self._loop_of.get(two) == loop and (here[2] or here[0] != here[1] or i <= j)
            ],
        )

    def _three_ways(self, first: _State, second: _State) -> Word | None:
        """Return a word that leads from `first` to itself and to `second`, and from there back."""
        (p, letter), (q, _) = first, second
        loops = self._loop_of
        return self._search(
            letter,
            (p, p, q),
            (p, q, q),
            lambda here, before, after: [
                (one, two, three)
                for one in set(self.step((here[0], before), after))
                if loops.get(one) == loops[p]
                for three in set(self.step((here[2], before), after))
                if loops.get(three) == loops[q]
                for two in set(self.step((here[1], before), after))
                if two == q or q in self._reach[two]
            ],
        )

    def _search(
        self, letter: int, start: _Product, goal: _Product, following: _Following
    ) -> Word | None:
        """Return the shortest word, ending in `letter`, from `start` to `goal` of a product."""
        begin = (start, letter)
        came: dict[tuple[_Product, int], tuple[_Product, int] | None] = {begin: None}
        queue = deque([begin])
        while queue and len(came) < _PRODUCT_MAX:
            here, before = queue.popleft()
            for after in self._letters:
                for there in following(here, before, after):
                    if there == goal and after == letter:
                        return _spell(came, (here, before), after)
                    if (there, after) not in came:
                        came[there, after] = (here, before)
                        queue.append((there, after))
        return None


def _spell(
    came: dict[tuple[_Product, int], tuple[_Product, int] | None],
    state: tuple[_Product, int],
    last: int,
) -> Word:
    word = [last]
    while (before := came[state]) is not None:
        word.append(state[1])
        state = before
    return tuple(reversed(word))


def _is_met(condition: Between, before: int, after: int) -> bool:
    return any(before in left and after in right for left, right in condition.pairs)


def _reach(graph: dict[int, set[int]]) -> dict[int, set[int]]:
    """Return the nodes that each node leads to, in one step or more."""
    reach: dict[int, set[int]] = {}
    for node in graph:
        seen: set[int] = set()
        stack = [node]
        while stack:
            new = graph[stack.pop()] - seen
            seen |= new
            stack += new
        reach[node] = seen
    return reach


def _loops(reach: dict[int, set[int]]) -> dict[int, int]:
    """Number the loops; return the loop's number for each node that leads back to itself."""
    looping = [node for node, there in reach.items() if node in there]
    return {
        node: min(other for other in looping if other in reach[node] and node in reach[other])
        for node in looping
    }
