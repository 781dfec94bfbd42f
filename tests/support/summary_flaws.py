"""Count what readers dislike in a summary. The rules are coarse and independent of the bot's own.

Each rule looks at the shown sentences only, in the article's order.
"""

import re
from collections.abc import Callable, Sequence
from itertools import combinations
from math import sqrt

from bot.domain.stopwords import stop_words

_SOURCE = re.compile(
    r"^(?:об этом|про это|bu haqi?da|bu toʻgʻrisida|бу ҳақи?да|бу тўғрисида)\b.{0,140}$"
    r"|^(?:this|it|the (?:news|story|incident)) was (?:first )?(?:reported|announced) by\b",
    re.I,
)
_CAPTION = re.compile(
    r"\(pictured|, pictured\b|^\W*pictured\b|scroll down|\((?:\w+ )?(?:left|right)\)"
    r"|\((?:на фото|на снимке|suratda|rasmda|суратда)\b|getty images|/ ?(?:ap|afp|reuters)\b",
    re.I,
)
_QUESTION = re.compile(r"[?？][\"'”’»)]*$")
_PRONOUN = re.compile(
    r"^\W*(?:he|she|they|his|her|their|он|она|они|его|её|их|u|ular|uning|ularning)\b(?!-)", re.I
)
_UZBEK_PRONOUN = re.compile(r"^\W*(?:у|улар|унинг|уларнинг)\b(?!-)", re.I)
_UZBEK_LETTER = re.compile("[ўқғҳ]", re.I)  # in Russian "у" is a preposition
_WORD = re.compile(r"\w+(?:['’‘ʻʼ]\w+)*")
_APOSTROPHES = re.compile("['’‘ʻʼ]")
_STEM = 5  # letters
_DETAILS_LEAST, _DETAILS, _STEMS = 2, 0.33, 0.33  # shared by two sentences that tell the same


def is_half_quote(sentence: str) -> bool:
    """Return whether the quotation marks or brackets of a sentence do not balance."""
    count = sentence.count
    low = count("„")
    curly = low != count("“") + count("”") if low else count("“") != count("”")
    return bool(count('"') % 2) or count("«") != count("»") or curly or count("(") != count(")")


def is_source_line(sentence: str) -> bool:
    """Return whether a sentence only names who reported the news."""
    return _SOURCE.search(sentence) is not None


def is_caption(sentence: str) -> bool:
    """Return whether a sentence describes a picture."""
    return _CAPTION.search(sentence) is not None


def is_question(sentence: str) -> bool:
    """Return whether a sentence is a question."""
    return _QUESTION.search(sentence) is not None


def unexplained(shown: Sequence[str], text: Sequence[str]) -> int:
    """Return how many shown sentences open with a pronoun and lack the sentence before them.

    Args:
        shown: the summary.
        text: all sentences of the article.
    """
    before = {sentence: text[at - 1] if at else "" for at, sentence in enumerate(text)}
    is_uzbek = any(map(_UZBEK_LETTER.search, text))
    opening = [_PRONOUN, _UZBEK_PRONOUN] if is_uzbek else [_PRONOUN]
    return sum(
        any(pronoun.match(sentence) for pronoun in opening)
        and before.get(sentence, "") not in shown
        for sentence in shown
    )


def repeated_facts(shown: Sequence[str], language: str) -> int:
    """Return how many pairs of shown sentences tell the same fact.

    They share two words that are neither names nor numbers, a third of these words of the one with
    fewer of them, and a third of all words (cosine). Neither pair has a number of its own on each
    side. Of our own pairs (`repeated_facts.tsv`) this finds all 26 repetitions and five of 26 pairs
    about the same subject.
    """
    stems = [_stems_of(sentence, language) for sentence in shown]
    return sum(_tell_the_same(one, other) for one, other in combinations(stems, 2))


def _stems_of(sentence: str, language: str) -> tuple[set[str], set[str], set[str]]:
    """Return the stems of a sentence: all but stop words, the details, the numbers."""
    stop = stop_words(language)
    words = [(at, _APOSTROPHES.sub("'", word)) for at, word in enumerate(_WORD.findall(sentence))]
    kept = [(at, word) for at, word in words if word.casefold() not in stop]
    names = {_stem(word) for at, word in kept if at and word[0].isupper()}
    numbers = {_stem(word) for _, word in kept if word[0].isdecimal()}
    every = {_stem(word) for _, word in kept}
    return every, every - names - numbers, numbers


def _stem(word: str) -> str:
    return word.casefold().replace("'", "")[:_STEM]


def _tell_the_same(
    one: tuple[set[str], set[str], set[str]], other: tuple[set[str], set[str], set[str]]
) -> bool:
    (stems, details, numbers), (other_stems, other_details, other_numbers) = one, other
    shared = len(details & other_details)
    return (
        shared >= max(_DETAILS_LEAST, _DETAILS * min(len(details), len(other_details)))
        and len(stems & other_stems) >= _STEMS * sqrt(len(stems) * len(other_stems))
        and not (numbers - other_numbers and other_numbers - numbers)
    )


SENTENCE_FLAWS: dict[str, Callable[[str], bool]] = {
    "half quotes": is_half_quote,
    "source lines": is_source_line,
    "captions": is_caption,
    "questions": is_question,
}
