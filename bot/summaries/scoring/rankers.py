"""The rankers by name: ours, the first sentences, and sumy's eight.

sumy's work in every language and without NLTK's data: they are handed a document built here from
our own sentences and stems, never a tokenizer of theirs. Their time grows with the square of the
sentences or faster, so they see the first 250 only.
"""

import math
import warnings
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from itertools import count
from typing import Protocol

from bot.domain.errors import NotUnderstood
from bot.summaries.scoring import rank
from bot.summaries.text.document import Document

# Sentences of 22 words on a 2-core box: the slowest (kl, reduction) stay under 3 s.
SUMY_SENTENCES = 250
KL_SENTENCES = 100  # its time grows with the cube: 11 s for 250
_DIGITS = 9  # after the point: the order in which floats are summed is not told from the scores
SUMY_WORDS = 40  # stems a sentence; reduction compares every word with every word

Score = Callable[[Document], list[float]]


@dataclass(frozen=True, slots=True)
class Ranker:
    """A way to score sentences.

    Attributes:
        score: gives one number a sentence, higher is better; fewer numbers than sentences if it
            looks at the first ones only.
        diversity: what likeness to a chosen sentence costs, see `selection.choose`.
    """

    score: Score
    diversity: float = 0.0


def _lead(document: Document) -> list[float]:
    return [-float(place) for place in range(len(document.sentences))]


class _Rated(Protocol):
    order: int
    rating: float


class _StemsAsWords:
    """What sumy's documents ask for their words."""

    def __init__(self, stems: dict[str, tuple[str, ...]]) -> None:
        self._stems = stems

    def to_words(self, sentence: str) -> tuple[str, ...]:
        """Return the stems of a sentence of the document."""
        return self._stems[sentence]

    def to_sentences(self, paragraph: str) -> tuple[str, ...]:
        """Return the paragraph itself: a sentence each."""
        return (paragraph,)


def _sumy(module: str, class_name: str, sentences: int = SUMY_SENTENCES) -> Score:
    """Return a score by the sumy summarizer `class_name`; sumy is imported when it is used."""

    def score(document: Document) -> list[float]:
        stemmer = _numbering() if class_name == "LsaSummarizer" else str
        summarizer = getattr(import_module(f"sumy.summarizers.{module}"), class_name)(stemmer)
        if class_name == "EdmundsonSummarizer":
            _teach_edmundson(summarizer, document)
        return _sumy_scores(
            summarizer, document.only(range(min(sentences, len(document.sentences))))
        )

    return score


def _numbering() -> Callable[[str], int]:
    """Return a stemmer that numbers the stems as they come.

    A set of numbers has the same order in every process, one of strings has not, and the order
    of lsa's words turns its space where that is not unique.
    """
    numbers: defaultdict[str, int] = defaultdict(count().__next__)
    return numbers.__getitem__


def _teach_edmundson(summarizer: object, document: Document) -> None:
    """Give Edmundson's method its words: the title's are the bonus, none are a stigma.

    Without a title, or with one of common words only, the first sentence stands in.
    """
    bonus = document.title_stems or document.stems[0] or ("\0",)
    for name, words in (("bonus_words", bonus), ("stigma_words", ("\0",)), ("null_words", ("\0",))):
        setattr(summarizer, name, words)


def _sumy_scores(summarizer: Callable[..., object], document: Document) -> list[float]:
    """Return what `summarizer` makes of the first sentences that have words to count.

    sumy tells sentences apart by their text, so each text is given once; a repetition gets the
    lowest score (it could not be chosen anyway).
    """
    from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence

    first: dict[str, int] = {}
    for place, sentence in enumerate(document.sentences):
        if document.stems[place]:
            first.setdefault(sentence, place)
    if len(first) < 2:  # several of them divide by the number of pairs
        return _lead(document)
    words = _StemsAsWords({text: document.stems[at][:SUMY_WORDS] for text, at in first.items()})
    heading = [
        Sentence(
            document.title,
            _StemsAsWords({document.title.strip(): document.title_stems}),
            is_heading=True,
        )
    ]
    model = ObjectDocumentModel([Paragraph(heading + [Sentence(text, words) for text in first])])
    rated: list[_Rated] = []

    def catch(infos: list[_Rated]) -> list[_Rated]:
        rated.extend(infos)
        return infos

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # numpy's, where no two sentences are alike
        warnings.simplefilter("ignore", UserWarning)  # lsa's, where words are fewer than sentences
        summarizer(model, catch)  # sumy's count may be a function of the sorted ratings
    places = list(first.values())
    scores = [float("-inf")] * len(document.sentences)
    for info in rated:
        if math.isfinite(info.rating):  # lexrank divides by zero where no two sentences are alike
            scores[places[info.order]] = round(float(info.rating), _DIGITS)
    return scores


_RANKERS = {
    "default": Ranker(rank.score, rank.DIVERSITY),
    "lead": Ranker(_lead),
    "lexrank": Ranker(_sumy("lex_rank", "LexRankSummarizer")),
    "textrank": Ranker(_sumy("text_rank", "TextRankSummarizer")),
    "lsa": Ranker(_sumy("lsa", "LsaSummarizer")),
    "luhn": Ranker(_sumy("luhn", "LuhnSummarizer")),
    "edmundson": Ranker(_sumy("edmundson", "EdmundsonSummarizer")),
    "kl": Ranker(_sumy("kl", "KLSummarizer", KL_SENTENCES)),
    "sum-basic": Ranker(_sumy("sum_basic", "SumBasicSummarizer")),
    "reduction": Ranker(_sumy("reduction", "ReductionSummarizer")),
}
RANKER_NAMES = tuple(_RANKERS)


def ranker_named(name: str) -> Ranker:
    """Return the ranker called `name`, one of `RANKER_NAMES`.

    Raises:
        NotUnderstood: there is none of that name (`ranker.unknown`).
    """
    found = _RANKERS.get(name)
    if found is None:
        raise NotUnderstood("ranker.unknown", name=name, known=", ".join(RANKER_NAMES))
    return found
