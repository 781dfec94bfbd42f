"""Detect two sentences that tell the same fact in other words.

Sentences about the same subject share names. Sentences that tell the same fact share other words
too: "Ashdown died …" and "The club announced that Ashdown had passed away". The limits were chosen
on 139 pairs of the dev texts and on our own pairs, see docs/summaries.md.
"""

import math
from dataclasses import dataclass

from bot.summaries.text.document import Document
from bot.summaries.text.words import content_stems, tokens

_SHARED_DETAILS = 2  # the fewest
_DETAILS = 0.33  # the least share of the details of the sentence with fewer of them
_STEMS = 0.33  # the least cosine of the two sets of stems
_BEFORE_WORD = "\"'“”„«‹‘(—–-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """The stems by which two sentences are compared."""

    stems: frozenset[str]  # all of them, without stop words
    details: frozenset[str]  # without names and numbers
    numbers: frozenset[str]


def fact_of(document: Document, index: int) -> Fact:
    """Return what the sentence at `index` tells."""
    stems = frozenset(document.stems[index])
    numbers = frozenset([stem for stem in stems if stem[0].isdecimal()])
    quoted = _quoted_names(document.sentences[index], document.language)
    names = document.names[index]
    return Fact(stems=stems, details=stems.difference(names, quoted, numbers), numbers=numbers)


def _quoted_names(sentence: str, language: str) -> tuple[str, ...]:
    """Return the stems of capitalized words after a quotation mark or a bracket."""
    words = [
        word
        for word in sentence.split()[1:]
        if word[0] in _BEFORE_WORD and word.lstrip(_BEFORE_WORD)[:1].isupper()
    ]
    return content_stems(tokens(" ".join(words)), language) if words else ()


def tell_same_fact(one: Fact, other: Fact) -> bool:
    """Return whether two sentences tell the same fact; not if each has a number of its own."""
    shared = len(one.details & other.details)
    if shared < _SHARED_DETAILS:
        return False
    if shared < _DETAILS * min(len(one.details), len(other.details)):
        return False
    if one.numbers - other.numbers and other.numbers - one.numbers:
        return False
    return len(one.stems & other.stems) >= _STEMS * math.sqrt(len(one.stems) * len(other.stems))
