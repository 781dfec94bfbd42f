"""Grade sentences by their fitness for a summary and choose the candidates."""

import math
import re
from collections.abc import Sequence
from enum import IntEnum

from bot.summaries.lexicons.outcomes import OUTCOMES
from bot.summaries.text.boilerplate import is_boilerplate
from bot.summaries.text.datelines import is_dateline
from bot.summaries.text.document import Document
from bot.summaries.text.words import tokens

# Per sentence; three of them and a title fit into a message of 4,096 characters. A text of up to
# three sentences is shown whole, so there a sentence may be longer if the others are shorter.
MAX_CHARACTERS = 1_000
MIN_TEXT = 5  # words in all usable sentences; "Rain is expected in Tashkent" is a text
SHORT_TEXT = 3  # sentences; such a text is its own summary
_MIN_WORDS = 3  # per sentence in a longer text; two words ("He agreed.") say nothing alone
_FULL_WORDS = 4  # shorter sentences are weak
_REPEAT = 0.68  # shared stems divided by those of the longer of title and sentence
_NEAR_DUPLICATE = 0.6  # cosine of the two sets of words or stems
_CONTAINED = 0.75  # the share of the shorter sentence's words that are in the longer one

_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1b\x7f\ufffd\ud800-\udfff]")
_LISTING = 10  # sentences; a longer text of mostly fragments consists of menus
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_DAY, _YEAR = re.compile(r"\b\d{1,2}\b"), re.compile(r"\b(?:19|20)\d\d\b")
_DATE_WORDS = 5  # of a line that is a date: "Wednesday, May 3, 2026"
_LETTERS = re.compile(r"[^\W\d_]+")
_TERMINATED = re.compile(
    r"[.!?…‥。！？｡।॥؟۔։።፧။;\u037e][\"'”’»›)\]}」』）】〉》“‘«\d\[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]*$"
)
_CUT_SHORT = ("...", "…")
_TEASER = 3  # sentences after a "read also" line that may belong to a truncated teaser
_LABEL_WORDS = 4  # the maximum for a "read also" line
_CYRILLIC_LANGUAGES = frozenset({"ru", "uz-Cyrl", "uk", "kk", "be", "bg", "sr", "mk", "ky", "tg"})
_OPENERS = "\"'“”„«‹‘([{¿¡—–-*•· "


class Grade(IntEnum):
    """The fitness of a sentence for a summary."""

    UNFIT = 0  # never used: boilerplate, unprintable characters, no words
    TITLE = 1  # repeats the title; used if there is nothing else
    WEAK = 2  # a heading or a fragment; used if there are too few fit sentences
    FIT = 3


def grade_sentences(document: Document) -> list[Grade]:
    """Return the grade of each sentence; `document` contains all sentences of the article."""
    title = frozenset(document.title_stems)
    headline = f" {' '.join(tokens(document.title))} "
    sentences = document.sentences
    terminated = [_is_terminated(sentence) for sentence in sentences]
    is_punctuated = sum(terminated) * 2 >= len(sentences)
    longest = _max_characters(sentences)
    is_cyrillic = document.language in _CYRILLIC_LANGUAGES
    found = []
    for index, sentence in enumerate(sentences):
        words, stems = document.words[index], document.stems[index]
        if len(sentence) > longest or _is_unfit(sentence, words) or _is_teaser(document, index):
            found.append(Grade.UNFIT)
        elif _is_part(words, headline) or (title and _repeats_title(stems, title)):
            found.append(Grade.TITLE)
        elif _is_weak(
            sentence, words, document.language, lacks_mark=is_punctuated and not terminated[index]
        ) or (is_cyrillic and _CYRILLIC.search(sentence) is None):
            found.append(Grade.WEAK)
        else:
            found.append(Grade.FIT)
    return found


def _max_characters(sentences: Sequence[str]) -> int:
    """Return the maximum number of characters of one of the article's `sentences`."""
    room = SHORT_TEXT * MAX_CHARACTERS
    if len(sentences) <= SHORT_TEXT and sum(map(len, sentences)) <= room:
        return room
    return MAX_CHARACTERS


def _is_teaser(document: Document, index: int) -> bool:
    """Return whether the sentence is truncated and follows a "read also" line."""
    if not document.sentences[index].endswith(_CUT_SHORT):
        return False
    return any(
        len(document.words[before]) <= _LABEL_WORDS
        and is_boilerplate(document.sentences[before], document.words[before])
        for before in range(max(0, index - _TEASER), index)
    )


def _is_unfit(sentence: str, words: Sequence[str]) -> bool:
    return (
        not words
        or not _has_letters(sentence, words)
        or _UNPRINTABLE.search(sentence) is not None
        or is_boilerplate(sentence, words)
    )


def _has_letters(sentence: str, words: Sequence[str]) -> bool:
    """Return whether at least half of the characters are letters, white space aside."""
    half = (len(sentence) - sentence.count(" ")) / 2
    if sum(map(len, filter(str.isalpha, words))) > half:
        return True  # the usual case, at a fifth of the time
    return sum(map(len, _LETTERS.findall(sentence))) >= half


def _is_terminated(sentence: str) -> bool:
    return sentence[-1] in ".!?…" or _TERMINATED.search(sentence) is not None


def _is_weak(sentence: str, words: Sequence[str], language: str, *, lacks_mark: bool) -> bool:
    """Return whether `sentence` is a fragment or a heading; "Nobody was hurt." is neither.

    Args:
        lacks_mark: whether it ends without a punctuation mark, unlike most of the text.
    """
    if len(words) < _FULL_WORDS:
        return lacks_mark or len(words) < _MIN_WORDS or not OUTCOMES.occur_in(words, language)
    if _is_date(sentence, words) or is_dateline(sentence):
        return True
    start = sentence.lstrip(_OPENERS)[:1]
    if start.islower() and not sentence.islower():
        return True
    return lacks_mark


def _is_date(sentence: str, words: Sequence[str]) -> bool:
    """Return whether `sentence` is only a date, such as the one above a quoted post."""
    return (
        len(words) <= _DATE_WORDS
        and _YEAR.search(sentence) is not None
        and _DAY.search(sentence) is not None
    )


def _is_part(words: Sequence[str], headline: str) -> bool:
    """Return whether a sentence is a verbatim part of the title, such as the part after a colon.

    Args:
        headline: the words of the title with a space before, between and after them.
    """
    if len(words) < _FULL_WORDS or words[0] not in headline:
        return False
    return f" {' '.join(words)} " in headline


def _repeats_title(stems: Sequence[str], title_stems: frozenset[str]) -> bool:
    """Return whether a sentence adds nothing to the title; a new number is an addition."""
    shared = len(title_stems.intersection(stems))
    if shared < _REPEAT * len(title_stems):
        return False
    own = frozenset(stems)
    if shared < _REPEAT * len(own):
        return False
    return not any(stem.isdecimal() for stem in own - title_stems)


def candidates(document: Document) -> list[int]:
    """Return the indices of the sentences that the summary may contain; perhaps none.

    These are the fit sentences and, if they are too few, the weak ones. A text of up to three
    sentences is kept whole.
    """
    graded = grade_sentences(document)
    if _is_listing(document):
        whole = [
            index
            for index in _at_least(graded, Grade.FIT)
            if _is_terminated(document.sentences[index])
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
    longer = [index for index in usable if len(document.words[index]) >= _MIN_WORDS]
    return fit if len(fit) == SHORT_TEXT else longer


def _is_listing(document: Document) -> bool:
    """Return whether the text consists of menus and lists: over 75 % of its sentences are short."""
    fragments = sum(len(words) < _FULL_WORDS for words in document.words)
    return len(document.words) > _LISTING and fragments * 4 > len(document.words) * 3


def _at_least(graded: Sequence[Grade], grade: Grade) -> list[int]:
    return [index for index, given in enumerate(graded) if given >= grade]


def is_enough(document: Document) -> bool:
    """Return whether the sentences contain enough words for a summary."""
    return sum(len(words) for words in document.words) >= MIN_TEXT


def are_near_duplicates(words: frozenset[str], others: frozenset[str]) -> bool:
    """Return whether two sentences are near duplicates, by their sets of words."""
    shared = len(words & others)
    if not shared:
        return False
    size, other = len(words), len(others)
    if shared >= _NEAR_DUPLICATE * math.sqrt(size * other):
        return True
    shorter = min(size, other)
    return shorter >= _FULL_WORDS and shared >= _CONTAINED * shorter
