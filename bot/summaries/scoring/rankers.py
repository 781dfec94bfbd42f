"""The rankers by name: the default one, the first sentences, and eight summarizers of sumy.

The sumy rankers work in every language and without NLTK's data, since they get our sentences and
stems instead of a tokenizer. Their time is at least quadratic in the number of sentences, so they
get only the first 250.
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

# With sentences of 22 words, the slowest (kl, reduction) take under 3 s on a machine with 2 cores.
SUMY_SENTENCES = 250
KL_SENTENCES = 100  # kl's time is cubic: 11 s for 250 sentences
_DIGITS = 9  # decimals; rounding hides the order in which floats are summed
SUMY_WORDS = 40  # stems per sentence; reduction compares every word with every word

Score = Callable[[Document], list[float]]


@dataclass(frozen=True, slots=True)
class Ranker:
    """A method to score sentences.

    Attributes:
        score: returns one number per sentence, higher is better; fewer numbers if it scores only
            the first sentences.
        diversity: the penalty for similarity, see `selection.select_sentences`.
        context: the penalty for an unexplained reference, see the same function.
    """

    score: Score
    diversity: float = 0.0
    context: float = 0.0


def _lead(document: Document) -> list[float]:
    return [-float(index) for index in range(len(document.sentences))]


class _Rated(Protocol):
    order: int
    rating: float


class _StemsAsWords:
    """A replacement of sumy's tokenizer that returns the stems of known sentences."""

    def __init__(self, stems: dict[str, tuple[str, ...]]) -> None:
        self._stems = stems

    def to_words(self, sentence: str) -> tuple[str, ...]:
        """Return the stems of a sentence of the document."""
        return self._stems[sentence]

    def to_sentences(self, paragraph: str) -> tuple[str, ...]:
        """Return the paragraph as its only sentence."""
        return (paragraph,)


def _sumy(module: str, class_name: str, sentences: int = SUMY_SENTENCES) -> Score:
    """Return a score function for the sumy class `class_name`, which is imported at first use."""

    def score(document: Document) -> list[float]:
        stemmer = _numbering_stemmer() if class_name == "LsaSummarizer" else str
        summarizer = getattr(import_module(f"sumy.summarizers.{module}"), class_name)(stemmer)
        if class_name == "EdmundsonSummarizer":
            _set_edmundson_words(summarizer, document)
        return _sumy_scores(
            summarizer, document.only(range(min(sentences, len(document.sentences))))
        )

    return score


def _numbering_stemmer() -> Callable[[str], int]:
    """Return a stemmer that numbers the stems in their order.

    This makes lsa deterministic: its result depends on the order of a set of words, and the order
    of a set of strings differs between processes.
    """
    numbers: defaultdict[str, int] = defaultdict(count().__next__)
    return numbers.__getitem__


def _set_edmundson_words(summarizer: object, document: Document) -> None:
    """Set the word lists of Edmundson's method: the title as bonus words, no stigma words.

    If the title has no stems, the first sentence replaces it.
    """
    bonus = document.title_stems or document.stems[0] or ("\0",)
    for name, words in (("bonus_words", bonus), ("stigma_words", ("\0",)), ("null_words", ("\0",))):
        setattr(summarizer, name, words)


def _sumy_scores(summarizer: Callable[..., object], document: Document) -> list[float]:
    """Return sumy's scores of the sentences that have stems.

    sumy identifies sentences by their text, so it gets each text once. A repeated sentence gets
    the lowest score; it would not be selected anyway.
    """
    from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence

    first: dict[str, int] = {}
    for index, sentence in enumerate(document.sentences):
        if document.stems[index]:
            first.setdefault(sentence, index)
    if len(first) < 2:  # several summarizers divide by the number of pairs
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

    def collect(infos: list[_Rated]) -> list[_Rated]:
        rated.extend(infos)
        return infos

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # numpy, if no two sentences are similar
        warnings.simplefilter("ignore", UserWarning)  # lsa, if there are fewer words than sentences
        summarizer(model, collect)  # sumy accepts a function of the sorted ratings as the count
    indices = list(first.values())
    scores = [float("-inf")] * len(document.sentences)
    for info in rated:
        if math.isfinite(info.rating):  # lexrank divides by zero if no two sentences are similar
            scores[indices[info.order]] = round(float(info.rating), _DIGITS)
    return scores


_RANKERS = {
    "default": Ranker(rank.score, rank.DIVERSITY, rank.CONTEXT),
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


def get_ranker(name: str) -> Ranker:
    """Return the ranker with this name, one of `RANKER_NAMES`.

    Raises:
        NotUnderstood: no ranker has this name (`ranker.unknown`).
    """
    ranker = _RANKERS.get(name)
    if ranker is None:
        raise NotUnderstood("ranker.unknown", name=name, known=", ".join(RANKER_NAMES))
    return ranker
