"""Select sentences by score: no near duplicates, and no sentence without its context."""

import heapq
from collections.abc import Iterable, Sequence

from bot.domain.summary import MAX_LENGTH
from bot.summaries.filters.filler import is_filler
from bot.summaries.filters.quality import SHORT_TEXT, are_near_duplicates
from bot.summaries.scoring.repetition import Fact, fact_of, tell_same_fact
from bot.summaries.text.document import Document
from bot.summaries.text.life_dates import life_dates, tell_the_same
from bot.summaries.text.vectors import cosine

SAME_DATES = 10.0  # added to the similarity of an age and a year of birth, so one comes last


def select_sentences(
    document: Document, scores: Sequence[float], diversity: float = 0.0, context: float = 0.0
) -> list[int]:
    """Return the indices of the best sentences in `document`, best first; 1 to 10 of them.

    The selection is greedy, so every longer selection begins with the shorter one. It contains no
    near duplicates. An anaphoric sentence waits for the previous sentence. Parts of quotations and
    sentences without news come last. A fact is told twice only in a summary of three sentences.

    Args:
        scores: one per sentence, or only those of the first sentences; higher is better.
        diversity: the penalty for the similarity to the selected sentences (cosine, 0 to 1), as
            in maximal marginal relevance (Carbonell and Goldstein 1998).
        context: the penalty of a sentence while a sentence that explains it is not selected.
    """
    indices = range(len(scores))
    last = {i for i in indices if document.is_incomplete[i] or _is_filler(document, i)}
    anaphoric = set(document.anaphoric.intersection(indices)) - last
    index_at = {position: index for index, position in enumerate(document.positions)}
    selection = _Selection(document, scores, diversity, context)
    deferred = last | anaphoric
    selection.offer(index for index in indices if index not in deferred)
    while len(selection.selected) < MAX_LENGTH:
        best = selection.take()
        if best is None and not deferred:
            break
        if best is None:
            selection.offer(deferred)
            deferred = set()
            continue
        anaphoric.discard(index_at.get(document.positions[best] + 1, -1))
        eligible = deferred - last - anaphoric
        selection.offer(eligible)
        deferred -= eligible
    if len(selection.selected) < SHORT_TEXT:
        selection.fill_up_to(SHORT_TEXT)
    return selection.selected


def _is_filler(document: Document, index: int) -> bool:
    return is_filler(document.sentences[index], document.words[index], document.language)


class _Selection:
    """The selected sentences, and a priority queue of the candidates.

    A candidate is compared with the selected sentences only at the head of the queue. Its value
    can only fall, so a candidate that keeps the highest value is the best one. When the sentences
    that explain a candidate are selected, its value rises and it enters the queue again.
    """

    def __init__(
        self, document: Document, scores: Sequence[float], diversity: float, context: float
    ) -> None:
        self.selected: list[int] = []
        self._document = document
        self._scores = scores
        self._diversity = diversity
        self._context = context
        self._shown: set[int] = set()  # positions in the article
        self._queue: list[tuple[float, int]] = []  # negative value, index
        self._facts: dict[int, tuple[frozenset[str], Fact]] = {}  # words, and what they tell
        self._repeated: list[int] = []  # former candidates that tell the fact of a selected one
        self._life_dates: dict[int, frozenset[str]] = {}
        self._compared: dict[int, tuple[int, float]] = {}  # comparisons, highest similarity

    def offer(self, indices: Iterable[int]) -> None:
        """Add candidates to the queue."""
        self._queue += [(-self._value(index), index) for index in indices]
        heapq.heapify(self._queue)

    def take(self) -> int | None:
        """Select the best candidate and return its index; None if the queue is empty."""
        while self._queue:
            _, index = heapq.heappop(self._queue)
            compared, similarity = self._compared.get(index, (0, 0.0))
            if index in self.selected:
                continue
            if compared == len(self.selected):
                self._select(index)
                return index
            for other in self.selected[compared:]:
                if self._repeats(index, other):
                    break
                similarity = max(similarity, self._similarity(index, other))
            else:
                self._compared[index] = (len(self.selected), similarity)
                heapq.heappush(self._queue, (-self._value(index), index))
        return None

    def _select(self, index: int) -> None:
        position = self._document.positions[index]
        self.selected.append(index)
        self._shown.add(position)
        explained = {at for _, at in self._queue if position in self._document.needs[at]}
        self.offer(at for at in explained if self._document.needs[at] <= self._shown)

    def _value(self, index: int) -> float:
        """Return the score less the penalties, with the similarities that are known."""
        is_explained = self._document.needs[index] <= self._shown
        similarity = self._compared.get(index, (0, 0.0))[1]
        return (
            self._scores[index]
            - self._diversity * similarity
            - (0.0 if is_explained else self._context)
        )

    def fill_up_to(self, count: int) -> None:
        """Select the best sentences that tell a fact again, until `count` are selected."""
        best_first = sorted(self._repeated, key=lambda index: (-self._scores[index], index))
        self.selected += best_first[: count - len(self.selected)]

    def _repeats(self, index: int, other: int) -> bool:
        """Return whether a candidate repeats a selected sentence, in its words or its fact."""
        words, fact = self._words_and_fact(index)
        other_words, other_fact = self._words_and_fact(other)
        if are_near_duplicates(words, other_words):
            return True
        if fact.stems.isdisjoint(other_fact.stems):
            return False
        if are_near_duplicates(fact.stems, other_fact.stems):
            return True
        if tell_same_fact(fact, other_fact):
            self._repeated.append(index)
            return True
        return False

    def _words_and_fact(self, index: int) -> tuple[frozenset[str], Fact]:
        """Return the words and the fact of a sentence."""
        if index not in self._facts:
            words = frozenset(self._document.words[index])
            self._facts[index] = words, fact_of(self._document, index)
        return self._facts[index]

    def _similarity(self, index: int, other: int) -> float:
        if not self._diversity:
            return 0.0
        likeness = cosine(self._document.vectors[index], self._document.vectors[other])
        dates = self._dates(index)
        if dates and tell_the_same(dates, self._dates(other)):
            return likeness + SAME_DATES
        return likeness

    def _dates(self, index: int) -> frozenset[str]:
        if index not in self._life_dates:
            document = self._document
            self._life_dates[index] = life_dates(document.sentences[index], document.language)
        return self._life_dates[index]
