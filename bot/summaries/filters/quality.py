"""What may stand in a summary, and what may stand there only for want of better."""

import math
import re
from collections.abc import Sequence
from enum import IntEnum

from bot.summaries.text.boilerplate import is_boilerplate
from bot.summaries.text.document import Document
from bot.summaries.text.words import tokens

# Of a sentence; three of them and a title fit into a message of 4,096. In a text of three or
# fewer, which is shown whole, one may be as long as the room that the others leave.
MAX_CHARACTERS = 1_000
MIN_TEXT = 5  # words in all usable sentences; "Rain is expected in Tashkent" is a text
SHORT_TEXT = 3  # sentences; such a text is its own summary
_MIN_WORDS = 3  # of a sentence in a longer text; two words ("He agreed.") say nothing alone
_FULL_WORDS = 4  # shorter ones only for want of better
_REPEAT = 0.75  # shared stems, over the longer of title and sentence
_NEAR_DUPLICATE = 0.6  # cosine of the two sets of words; similarity must stay under 0.7
_CONTAINED = 0.85  # share of the shorter's words found in the longer

_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1b\x7f\ufffd\ud800-\udfff]")
_LISTING = 10  # sentences; in a longer text, mostly fragments are a page's menus
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_DAY, _YEAR = re.compile(r"\b\d{1,2}\b"), re.compile(r"\b(?:19|20)\d\d\b")
_DATE_WORDS = 5  # of a line that is a date: "Wednesday, May 3, 2026"
_LETTERS = re.compile(r"[^\W\d_]+")
_TERMINATED = re.compile(
    r"[.!?…‥。！？｡।॥؟۔։።፧။;\u037e][\"'”’»›)\]}」』）】〉》“‘«\d\[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]*$"
)
_CUT_SHORT = re.compile(r"(?:\.\.\.|…)$")
_TEASER = 3  # sentences after "read also" within which the text it announces is cut short
_LABEL_WORDS = 4  # of a "read also" line
_CYRILLIC_LANGUAGES = frozenset({"ru", "uz-Cyrl", "uk", "kk", "be", "bg", "sr", "mk", "ky", "tg"})
_OPENERS = "\"'“”„«‹‘([{¿¡—–-*•· "


class Grade(IntEnum):
    """How fit a sentence is for a summary."""

    UNFIT = 0  # never: furniture, unprintable, no words
    TITLE = 1  # the title again: only if nothing else is there
    WEAK = 2  # for want of better: a heading, a fragment
    FIT = 3


def grades(document: Document) -> list[Grade]:
    """Return the grade of each sentence of `document`, which holds all of the article's."""
    title = frozenset(document.title_stems)
    headline = tokens(document.title)
    sentences = document.sentences
    punctuated = sum(_TERMINATED.search(sentence) is not None for sentence in sentences)
    is_punctuated = punctuated * 2 >= len(sentences)
    longest = _longest(sentences)
    is_cyrillic = document.language in _CYRILLIC_LANGUAGES
    found = []
    for place, sentence in enumerate(sentences):
        words, stems = document.words[place], document.stems[place]
        if len(sentence) > longest or _is_unfit(sentence, words) or _is_teaser(document, place):
            found.append(Grade.UNFIT)
        elif _is_part(words, headline) or (title and repeats(stems, title)):
            found.append(Grade.TITLE)
        elif _is_weak(sentence, words, is_punctuated) or (
            is_cyrillic and _CYRILLIC.search(sentence) is None
        ):
            found.append(Grade.WEAK)
        else:
            found.append(Grade.FIT)
    return found


def _longest(sentences: Sequence[str]) -> int:
    """Return how many characters a sentence of an article of these may have."""
    room = SHORT_TEXT * MAX_CHARACTERS
    if len(sentences) <= SHORT_TEXT and sum(map(len, sentences)) <= room:
        return room
    return MAX_CHARACTERS


def _is_teaser(document: Document, place: int) -> bool:
    """Say whether the sentence is cut short and belongs to what a "read also" line announces."""
    if not _CUT_SHORT.search(document.sentences[place]):
        return False
    return any(
        len(document.words[before]) <= _LABEL_WORDS
        and is_boilerplate(document.sentences[before], document.words[before])
        for before in range(max(0, place - _TEASER), place)
    )


def _is_unfit(sentence: str, words: Sequence[str]) -> bool:
    letters = sum(map(len, _LETTERS.findall(sentence)))
    return (
        not words
        or letters * 2 < len(sentence) - sentence.count(" ")
        or _UNPRINTABLE.search(sentence) is not None
        or is_boilerplate(sentence, words)
    )


def _is_weak(sentence: str, words: Sequence[str], is_punctuated: bool) -> bool:
    """Say whether `sentence` is a fragment or a heading.

    Args:
        is_punctuated: most sentences of the text end with a mark, so that one without is odd.
    """
    if len(words) < _FULL_WORDS or _is_date(sentence, words):
        return True
    start = sentence.lstrip(_OPENERS)[:1]
    if start.islower() and not sentence.islower():
        return True
    return is_punctuated and _TERMINATED.search(sentence) is None


def _is_date(sentence: str, words: Sequence[str]) -> bool:
    """Say whether `sentence` is a date and nothing else, as above a post that is quoted."""
    return (
        len(words) <= _DATE_WORDS
        and _YEAR.search(sentence) is not None
        and _DAY.search(sentence) is not None
    )


def _is_part(words: Sequence[str], headline: Sequence[str]) -> bool:
    """Say whether a sentence is a part of the title word for word, as after its colon."""
    return len(words) >= _FULL_WORDS and f" {' '.join(words)} " in f" {' '.join(headline)} "


def repeats(stems: Sequence[str], title_stems: frozenset[str]) -> bool:
    """Say whether a sentence says the title again and nothing more; a new number is more."""
    own = frozenset(stems)
    if len(own & title_stems) < _REPEAT * max(len(own), len(title_stems)):
        return False
    return not any(stem.isdecimal() for stem in own - title_stems)


def candidates(document: Document) -> list[int]:
    """Return the places of the sentences that may stand in the summary; perhaps none.

    The fit ones; where they are too few, the weak ones too: a text of up to three sentences stays
    whole.
    """
    graded = grades(document)
    if _is_listing(document):
        whole = [
            place
            for place in _at_least(graded, Grade.FIT)
            if _TERMINATED.search(document.sentences[place])
        ]
        return whole if len(whole) > SHORT_TEXT else []
    fit = _at_least(graded, Grade.FIT)
    if len(fit) > SHORT_TEXT:
        return fit
    usable = _at_least(graded, Grade.WEAK)
    if not is_enough(document.only(usable)):
        return _at_least(graded, Grade.TITLE)
    if len(usable) <= SHORT_TEXT:
        return usable
    longer = [place for place in usable if len(document.words[place]) >= _MIN_WORDS]
    return fit if len(fit) == SHORT_TEXT else longer


def _is_listing(document: Document) -> bool:
    """Say whether the text is menus and lists, three in four sentences being fragments."""
    fragments = sum(len(words) < _FULL_WORDS for words in document.words)
    return len(document.words) > _LISTING and fragments * 4 > len(document.words) * 3


def _at_least(graded: Sequence[Grade], grade: Grade) -> list[int]:
    return [place for place, given in enumerate(graded) if given >= grade]


def is_enough(document: Document) -> bool:
    """Say whether the sentences hold enough words to be a text."""
    return sum(len(words) for words in document.words) >= MIN_TEXT


def are_near_duplicates(words: frozenset[str], others: frozenset[str]) -> bool:
    """Say whether two sentences say nearly the same, from their sets of words."""
    shared = len(words & others)
    shorter = min(len(words), len(others))
    if shorter == 0:
        return False
    if shared >= _NEAR_DUPLICATE * math.sqrt(len(words) * len(others)):
        return True
    return shorter >= _FULL_WORDS and shared >= _CONTAINED * shorter
