"""Detect sentences without news: source lines, captions, bare questions, line-ups, list scraps.

They belong to the article, but a reader learns nothing from them. A summary shows them only if the
article has nothing else. The phrases were written for this project.
"""

import re
from collections.abc import Sequence
from functools import cache

from bot.summaries.lexicons import source_lines
from bot.summaries.lexicons.formal_acts import tells_only_a_day
from bot.summaries.lexicons.phrases import Phrases

_SOURCE_WORDS = 24  # the maximum; a longer sentence also says what happened

_PLACES = "left|right|centre|center|middle|above|below|inset|top|bottom"
_CAPTION = re.compile(
    rf"\((?:[\w ]{{1,20}}, )?(?:\w{{1,10}} )?(?:{_PLACES})(?:\)|, | and )"
    r"|\(pictured\b|, pictured\b|\bpictured (?:above|below|left|right|here)\b"
    r"|\((?:на фото|на снимке|слева|справа|в центре|suratda|rasmda|суратда|расмда)\b"
)
_CAPTION_OPENING = re.compile(
    r"\W*(?i:pictured|seen here|scroll down|на фото|на снимке|suratda|rasmda|суратда|расмда)\b"
)
_BULLETS = "•⁃▪●–—-"
_SCRAP_WORDS = 10  # the maximum of a list item in lower case: "• a boat of oak;"
_LINE_UP_COMMAS = 5  # the minimum between the names of a team
_LINE_UP_NAMES = 0.75  # the share of words that are names or numbers
_QUESTION_MARKS = ("?", "？", "؟")
_CLOSERS = "\"'”’»)]"


def is_filler(sentence: str, words: Sequence[str], language: str) -> bool:
    """Return whether a sentence has no news: a source line, a caption, a bare question …

    Args:
        sentence: a result of `split_sentences`.
        words: its `words.tokens`.
        language: `en`, `uz-Cyrl` …
    """
    if sentence.rstrip(_CLOSERS).endswith(_QUESTION_MARKS) or _CAPTION_OPENING.match(sentence):
        return True
    if ("(" in sentence or "pictured" in sentence) and _CAPTION.search(sentence):
        return True
    if sentence.count(",") >= _LINE_UP_COMMAS and _is_line_up(sentence):
        return True
    if sentence[0] in _BULLETS and _is_scrap(sentence, words):
        return True
    if tells_only_a_day(words, language):
        return True
    return len(words) <= _SOURCE_WORDS and (
        _source_openings(language).begin(words) or _names_source(words, language)
    )


def _names_source(words: Sequence[str], language: str) -> bool:
    """Return whether the sentence says who reported first, or where data come from."""
    if language not in source_lines.DATA:
        return False
    text = " ".join(words)
    if source_lines.DATA[language].match(text):
        return True
    is_report = source_lines.FIRST_REPORTS[language].search(text) is not None
    return is_report and source_lines.MEDIA[language].search(text) is not None


def _is_line_up(sentence: str) -> bool:
    """Return whether the sentence lists the names of a team after a colon."""
    head, colon, names = sentence.partition(":")
    listed = [word.lstrip('(«“"') for word in names.split()]
    if not colon or not listed or len(head) > len(names):
        return False
    known = sum(word[:1].isupper() or word[:1].isdigit() for word in listed)
    return known >= _LINE_UP_NAMES * len(listed)


def _is_scrap(sentence: str, words: Sequence[str]) -> bool:
    return len(words) <= _SCRAP_WORDS and sentence[1:].lstrip()[:1].islower()


@cache
def _source_openings(language: str) -> Phrases:
    openings = source_lines.OPENINGS
    listed = openings.get(language) or openings.get(language.split("-")[0], "")
    return Phrases(
        phrase for line in listed.splitlines() for phrase in line.split("|") if phrase.strip()
    )
