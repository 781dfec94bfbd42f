"""From scores to an order: the best first, no two alike, none without what it leans on."""

import heapq
from collections.abc import Iterable, Sequence

from bot.domain.summary import MAX_LENGTH
from bot.summaries.filters.anaphora import dangles
from bot.summaries.filters.quality import are_near_duplicates
from bot.summaries.text.document import Document
from bot.summaries.text.quotes import Quotation
from bot.summaries.text.vectors import cosine


def choose(document: Document, scores: Sequence[float], diversity: float) -> list[int]:
    """Return the places of the best sentences in `document`, best first; 1 to 10 of them.

    Greedy, so that every longer choice begins with the shorter one. No sentence is a near
    duplicate of a better one. As long as there are others, a sentence that leans on the one
    before it comes only after that, the end of a quotation only where an earlier sentence is
    shown before it, and a quotation without its speaker not at all.

    Args:
        scores: one a sentence, or fewer: the first ones'; higher is better.
        diversity: how much of a sentence's likeness to those chosen (cosine, 0 to 1) is taken
            off its score (maximal marginal relevance, Carbonell and Goldstein 1998).
    """
    places = range(len(scores))
    ends = {i for i in places if document.quotations[i] is Quotation.END}
    held = {i for i in places if document.quotations[i] is Quotation.SPEAKERLESS}
    leaning = _leaning(document, places) - held
    place_at = {position: place for place, position in enumerate(document.positions)}
    choice = _Choice(document, scores, diversity)
    choice.offer(place for place in places if place not in held | leaning | ends)
    waiting = held | leaning | ends
    while len(choice.chosen) < MAX_LENGTH:
        best = choice.take()
        if best is None and not waiting:
            break
        if best is None:
            choice.offer(waiting)
            waiting = set()
            continue
        leaning.discard(place_at.get(document.positions[best] + 1, -1))
        freed = {i for i in waiting - held - leaning if i not in ends or i > best}
        choice.offer(freed)
        waiting -= freed
    return choice.chosen


def _leaning(document: Document, places: Iterable[int]) -> set[int]:
    """Return the places of the sentences that lean on the one before them."""
    language = document.language
    return {i for i in places if dangles(document.sentences[i], document.words[i], language)}


class _Choice:
    """What is chosen so far, and a queue of what may come next.

    A sentence is compared with those chosen only when it comes to the head of the queue: its
    value can but fall, so one that is still the highest afterwards is the best of all.
    """

    def __init__(self, document: Document, scores: Sequence[float], diversity: float) -> None:
        self.chosen: list[int] = []
        self._document = document
        self._scores = scores
        self._diversity = diversity
        self._queue: list[tuple[float, int]] = []  # value, negative; place
        self._sets: dict[int, tuple[frozenset[str], frozenset[str]]] = {}  # words, stems
        self._seen: dict[int, tuple[int, float]] = {}  # chosen compared with, highest likeness

    def offer(self, places: Iterable[int]) -> None:
        """Put sentences into the queue."""
        self._queue += [(-self._scores[place], place) for place in places]
        heapq.heapify(self._queue)

    def take(self) -> int | None:
        """Choose the best sentence of the queue; None if none is left."""
        while self._queue:
            _, place = heapq.heappop(self._queue)
            compared, likeness = self._seen.get(place, (0, 0.0))
            if compared == len(self.chosen):
                self.chosen.append(place)
                return place
            for other in self.chosen[compared:]:
                if self._say_the_same(place, other):
                    break
                likeness = max(likeness, self._likeness(place, other))
            else:
                self._seen[place] = (len(self.chosen), likeness)
                value = self._scores[place] - self._diversity * likeness
                heapq.heappush(self._queue, (-value, place))
        return None

    def _say_the_same(self, place: int, other: int) -> bool:
        words, stems = self._sets_of(place)
        other_words, other_stems = self._sets_of(other)
        return are_near_duplicates(words, other_words) or are_near_duplicates(stems, other_stems)

    def _sets_of(self, place: int) -> tuple[frozenset[str], frozenset[str]]:
        if place not in self._sets:
            words, stems = self._document.words[place], self._document.stems[place]
            self._sets[place] = frozenset(words), frozenset(stems)
        return self._sets[place]

    def _likeness(self, place: int, other: int) -> float:
        if not self._diversity:
            return 0.0
        return cosine(self._document.vectors[place], self._document.vectors[other])
