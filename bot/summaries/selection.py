"""From scores to an order: the best first, no two alike, none without what it leans on."""

from collections.abc import Sequence

from bot.domain.summary import MAX_LENGTH
from bot.summaries.dangling import dangles
from bot.summaries.document import Document
from bot.summaries.quality import are_near_duplicates
from bot.summaries.rank import cosine, vectors


def choose(document: Document, scores: Sequence[float], diversity: float) -> list[int]:
    """Return the places of the best sentences in `document`, best first; 1 to 10 of them.

    Greedy, so that every longer choice begins with the shorter one. No sentence is a near
    duplicate of a better one. A sentence that leans on the one before it comes only after that,
    as long as there are others.

    Args:
        scores: one a sentence; higher is better.
        diversity: how much of a sentence's likeness to those chosen (cosine, 0 to 1) is taken
            off its score (maximal marginal relevance, Carbonell and Goldstein 1998).
    """
    leaning = [dangles(words, document.language) for words in document.words]
    found = vectors(document) if diversity else []
    word_sets = [frozenset(words) for words in document.words]
    likeness = [0.0] * len(scores)
    open_places = set(range(len(scores)))
    chosen: list[int] = []
    while open_places and len(chosen) < MAX_LENGTH:
        standing = [
            i for i in open_places if not leaning[i] or i == 0 or i - 1 in chosen
        ] or open_places
        best = max(standing, key=lambda i: (scores[i] - diversity * likeness[i], -i))
        chosen.append(best)
        open_places.discard(best)
        open_places = {
            i for i in open_places if not are_near_duplicates(word_sets[i], word_sets[best])
        }
        if diversity:
            for i in open_places:
                likeness[i] = max(likeness[i], cosine(found[i], found[best]))
    return chosen
