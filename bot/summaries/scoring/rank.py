"""Our own ranker: where a sentence stands, how central it is, what it shares with the title.

Linear in the text. How the weights were found, and what did not help, is told in
docs/decisions/0011-ranking.md.
"""

from collections import Counter
from dataclasses import dataclass

from bot.summaries.filters.anaphora import dangles
from bot.summaries.lexicons.discourse_markers import is_first_person, is_reminder, tells_speech
from bot.summaries.text.document import Document
from bot.summaries.text.vectors import cosine, vector, weighted_sum
from bot.summaries.text.words import content_stems, tokens

POSITION = 1.5  # over (1 + place)
SECOND = 0.3  # more for the second sentence, which often completes the first
CENTRALITY = 1.0
THEME = 0.7  # likeness to what the sentences near the title say
NAMES = 1.75  # the share of names that come again in other sentences
DIVERSITY = 0.6  # how much likeness to a chosen sentence costs
_STUMP_WORDS, _STUMP = 4, 1.0  # fewer words than that cost so much
_SHORT_WORDS, _SHORT = 7, 0.3
_LONG_WORDS, _LONG = 35, 0.6  # each further 35 words cost so much
_BRIEF = 100  # characters; see `LanguageWeights.brevity`
_QUESTION = 0.3
_QUOTE = 0.2  # begins with a quote or a dash
_DANGLING = 0.1
_FIRST_PERSON = 0.4
_SPEECH = 0.3  # tells who said something
_REMINDER = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageWeights:
    """What a language wants otherwise than the rest, chosen on texts in that language.

    Attributes:
        title: what sharing all words with the title is worth.
        brevity: what each further 100 characters after the first 100 cost, but in the first
            sentence, which is long where it tells the whole story.
    """

    title: float = 1.0
    brevity: float = 0.0


# News in Uzbek tells the story in the title and in short sentences near to it.
_UZBEK = LanguageWeights(title=8.0, brevity=1.25)
_TASTES = {"uz": _UZBEK, "uz-Cyrl": _UZBEK}
_COMMON_TASTE = LanguageWeights()


def score(document: Document) -> list[float]:
    """Return how much each sentence is worth reading; higher is better, about -2 to 10."""
    taste = _TASTES.get(document.language, _COMMON_TASTE)
    central = _centrality(document)
    title = _shared_with_title(document)
    theme = _theme(document)
    names = _names(document)
    return [
        POSITION / (1 + place)
        + (SECOND if place == 1 else 0.0)
        + CENTRALITY * central[place]
        + taste.title * title[place]
        + THEME * theme[place]
        + NAMES * names[place]
        - (taste.brevity * _excess(document.sentences[place]) if place else 0.0)
        - _cost_of_form(document, place)
        - _cost_of_voice(document, place)
        for place in range(len(document.sentences))
    ]


def _excess(sentence: str) -> float:
    """Return by how much a sentence is longer than a brief one, in lengths of a brief one."""
    return max(0, len(sentence) - _BRIEF) / _BRIEF


def _centrality(document: Document) -> list[float]:
    """Return each sentence's cosine with the article's centroid, over the largest of them."""
    centroid = weighted_sum(document.vectors, [1.0] * len(document.vectors))
    cosines = [cosine(own, centroid) for own in document.vectors]
    largest = max(cosines) or 1.0
    return [value / largest for value in cosines]


def _shared_with_title(document: Document) -> list[float]:
    """Return the F1 of each sentence's words against the title's, 0 to 1: ROUGE-1, in short.

    Unlike a cosine it prefers, of two sentences with the same words of the title, the shorter.
    """
    title = frozenset(tokens(document.title))
    return [
        2 * len(title.intersection(words)) / max(1, len(title) + len(words))
        for words in document.words
    ]


def _theme(document: Document) -> list[float]:
    """Return each sentence's cosine with the sum of all, each as much as it is like the title.

    One step from the title to its neighbours: a headline has few words, and they may be others
    than the article's. A stem of the title's alone counts as the rarest.
    """
    weights = dict.fromkeys(document.title_stems, max(document.rarity.values(), default=1.0))
    weights |= {stem: document.rarity[stem] for stem in weights if stem in document.rarity}
    title = vector(document.title_stems, weights)
    likeness = [cosine(own, title) for own in document.vectors]
    centroid = weighted_sum(document.vectors, likeness)
    return [cosine(own, centroid) for own in document.vectors]


def _names(document: Document) -> list[float]:
    """Return what share of each sentence's stems are names that stand in other sentences too.

    A name is a word with a capital that is not the sentence's first.
    """
    spread = Counter(stem for stems in document.stems for stem in set(stems))
    found = []
    for sentence, stems in zip(document.sentences, document.stems, strict=True):
        capitals = " ".join([word for word in sentence.split()[1:] if word[0].isupper()])
        names = set(content_stems(tokens(capitals), document.language))
        again = sum([spread[stem] > 1 for stem in names])
        found.append(again / (1 + len(stems)))
    return found


def _cost_of_form(document: Document, place: int) -> float:
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
    if dangles(sentence, words, document.language):
        cost += _DANGLING
    return cost


def _cost_of_voice(document: Document, place: int) -> float:
    """Return what it costs a sentence to comment on the story instead of telling it."""
    words, language = document.words[place], document.language
    return (
        _FIRST_PERSON * is_first_person(words, language)
        + _SPEECH * tells_speech(words, language)
        + _REMINDER * is_reminder(words, language)
    )
