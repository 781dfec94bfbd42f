"""Quotations that say nothing of who speaks: a quote may stand alone only with its speaker."""

import re
from collections.abc import Sequence

_MARKS = re.compile('["«»“”„]')
_WORD = re.compile(r"\w\w+")
_SPEAKER = 2  # words outside the quotation marks that can name who speaks: "said Olden"
_QUOTATION = 4  # words inside; fewer are a name or a title, «Спартак»
_LONGEST = 8  # sentences of one quotation; what stays open longer lost its closing mark


def speakerless(sentences: Sequence[str]) -> list[bool]:
    """Say of each sentence whether it is all quotation, with nobody named who says it.

    Args:
        sentences: all of an article, in its order; a quotation may run over several.
    """
    found = []
    depth, since = 0, 0
    for at, sentence in enumerate(sentences):
        if depth and (at - since > _LONGEST or sentence[0] in "«„“"):
            depth = 0
        if not depth:
            since = at
        inside, outside, depth = _count(sentence, depth)
        found.append(outside < _SPEAKER and inside >= _QUOTATION)
    return found


def _count(sentence: str, depth: int) -> tuple[int, int, int]:
    """Return the words inside and outside quotation marks, and how deep the sentence ends.

    Args:
        depth: how many quotations are open at its start.
    """
    if not depth and _MARKS.search(sentence) is None:
        return 0, _SPEAKER, 0  # the words need no counting
    inside = outside = start = 0
    for mark in [*_MARKS.finditer(sentence), None]:
        end = mark.start() if mark else len(sentence)
        words = len(_WORD.findall(sentence, start, end))
        if depth:
            inside += words
        else:
            outside += words
        if mark:
            start = mark.end()
            depth = _depth_after(mark.group(), depth)
    return inside, outside, depth


def _depth_after(mark: str, depth: int) -> int:
    if mark == '"':
        return 0 if depth else 1
    if mark in "»”" or (mark == "“" and depth):  # “ closes what „ opened
        return max(0, depth - 1)
    return depth + 1
