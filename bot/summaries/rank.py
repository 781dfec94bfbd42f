"""Our own ranker: where a sentence stands, how central it is, what it shares with the title.

Linear in the text. How the weights were found, and what did not help, is told in
docs/decisions/0011-ranking.md.
"""

from bot.summaries.dangling import dangles
from bot.summaries.document import Document
from bot.summaries.vectors import cosine, vector, weighted_sum

POSITION = 1.5  # over (1 + place)
CENTRALITY = 1.0
TITLE = 1.0
THEME = 0.5  # likeness to what the sentences near the title say
NAMES = 0.5  # the share of words with a capital, the first apart
DIVERSITY = 0.5  # how much likeness to a chosen sentence costs
_STUMP_WORDS, _STUMP = 4, 1.0  # fewer words than that cost so much
_SHORT_WORDS, _SHORT = 7, 0.3
_LONG_WORDS, _LONG = 35, 0.6  # each further 35 words cost so much
_QUESTION = 0.3
_QUOTE = 0.2  # begins with a quote or a dash
_DANGLING = 0.1


def score(document: Document) -> list[float]:
    """Return how much each sentence is worth reading; higher is better, about -2 to 6."""
    central = _centrality(document)
    title = _title_likeness(document)
    theme = _theme(document, title)
    return [
        POSITION / (1 + place)
        + CENTRALITY * central[place]
        + TITLE * title[place]
        + THEME * theme[place]
        + NAMES * _names(document, place)
        - _cost(document, place)
        for place in range(len(document.sentences))
    ]


def _centrality(document: Document) -> list[float]:
    """Return each sentence's cosine with the article's centroid, over the largest of them."""
    centroid = weighted_sum(document.vectors, [1.0] * len(document.vectors))
    cosines = [cosine(own, centroid) for own in document.vectors]
    largest = max(cosines) or 1.0
    return [value / largest for value in cosines]


def _title_likeness(document: Document) -> list[float]:
    """Return each sentence's cosine with the title; a stem of the title's alone is the rarest."""
    weights = dict.fromkeys(document.title_stems, max(document.rarity.values(), default=1.0))
    weights |= {stem: document.rarity[stem] for stem in weights if stem in document.rarity}
    title = vector(document.title_stems, weights)
    return [cosine(own, title) for own in document.vectors]


def _theme(document: Document, title: list[float]) -> list[float]:
    """Return each sentence's cosine with the sum of all, each as much as it is like the title.

    One step from the title to its neighbours: a headline has few words, and they may be others
    than the article's.
    """
    centroid = weighted_sum(document.vectors, title)
    return [cosine(own, centroid) for own in document.vectors]


def _names(document: Document, place: int) -> float:
    """Return how many of the words begin with a capital, 0 to 1; the first does in any case."""
    words = document.sentences[place].split()[1:]
    return sum([word[0].isupper() for word in words]) / max(1, len(words) + 1)


def _cost(document: Document, place: int) -> float:
    """Return what a sentence's form costs it: too short, too long, a question, a quote …"""
    sentence, words = document.sentences[place], document.words[place]
    count = len(words)
    cost = _LONG * max(0, count - _LONG_WORDS) / _LONG_WORDS
    if count < _STUMP_WORDS:
        cost += _STUMP
    elif count < _SHORT_WORDS:
        cost += _SHORT
    if "?" in sentence or "？" in sentence or "؟" in sentence:
        cost += _QUESTION
    if sentence[0] in "\"'“”„«‹‘—–-":
        cost += _QUOTE
    if dangles(words, document.language):
        cost += _DANGLING
    return cost
