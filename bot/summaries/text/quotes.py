"""Quotations: which sentences say nothing of who speaks, and which hold but the end of one."""

import re
from collections.abc import Sequence
from enum import Enum, auto

from bot.summaries.text.words import UNSPACED

# Double marks; at its start also a British single one: elsewhere it looks like an apostrophe.
_MARKS = re.compile('["«»“”„「」『』]|^‘(?=[^\\W\\d_])|(?<!s)’(?!\\w)|’(?=[.,!?]|$)')
_SINGLE_END = re.compile(r"[.,!?…]’(?!\w)|’(?=[.,!?]|$)")
_WORD = re.compile(rf"[{UNSPACED}]|\w\w+")
_OPENERS, _CLOSERS = "«“„「『‘", "»”」』’"
_BEFORE_OPENING = " \xa0\t([{«“„‘—–-"
_SPEAKER = 2  # words outside the quotation marks that can name who speaks: "said Olden"
_QUOTATION = 4  # words inside; fewer are a name or a title, «Спартак»
_LONGEST = 8  # sentences of one quotation; what stays open longer lost its closing mark
_DEEPEST = 8  # marks inside one another
_NAME_FIRST = re.compile(r"[«“„][^«»“”„]{1,40}[»”“][^\s.,!?]*\s")
_DIALOGUE = re.compile(r"[—–]\s*[\"«“¡¿]?[^\W\d_]")
_DIALOGUE_SPEAKER = re.compile(r"[,.!?…][\"»”]?\s*[—–]|\s[—–]\w")


class Quotation(Enum):
    """What a sentence is of a quotation."""

    NONE = auto()  # none, or a whole one with its speaker, or its beginning
    END = auto()  # begun in an earlier sentence, ended here, its speaker named
    SPEAKERLESS = auto()  # all quotation, with nobody named who says it


def quotations(sentences: Sequence[str]) -> list[Quotation]:
    """Say of each sentence what it is of a quotation.

    Args:
        sentences: all of an article, in its order; a quotation may run over several.
    """
    found = []
    opened, since = "", 0
    for at, sentence in enumerate(sentences):
        if opened and (at - since > _LONGEST or _begins_anew(sentence)):
            opened = ""
        if not opened:
            since = at
        if sentence[0] == "‘" and not _is_closed(sentences[at : at + _LONGEST]):
            found.append(Quotation.NONE)
            continue
        least = 1 if opened else _QUOTATION
        inside, outside, ends, opened = _count(sentence, opened)
        if (outside < _SPEAKER and inside >= least) or _is_line_of_dialogue(sentences, at):
            found.append(Quotation.SPEAKERLESS)
        else:
            found.append(Quotation.END if ends else Quotation.NONE)
    return found


def _begins_anew(sentence: str) -> bool:
    """Say whether a new quotation begins here, not one with a name in quotation marks inside."""
    return sentence[0] in "«„“" and _NAME_FIRST.match(sentence) is None


def _is_closed(sentences: Sequence[str]) -> bool:
    return any(_SINGLE_END.search(sentence) for sentence in sentences)


def _is_line_of_dialogue(sentences: Sequence[str], at: int) -> bool:
    """Say whether a sentence is speech after a dash, nobody named; lists have dashes, too."""
    sentence = sentences[at]
    if not _DIALOGUE.match(sentence) or sentence[-1] not in '.!?…"»”':
        return False
    first = sentence.lstrip('—– \xa0"«“¡¿')[:1]
    if not first.isupper() or _DIALOGUE_SPEAKER.search(sentence, 1):
        return False
    return not _is_listed(sentences, at)


def _is_listed(sentences: Sequence[str], at: int) -> bool:
    """Say whether the line is one of several with a dash after a line that ends with a colon."""
    first = last = at
    while first > 0 and sentences[first - 1][0] in "—–" and at - first < _LONGEST:
        first -= 1
    while last + 1 < len(sentences) and sentences[last + 1][0] in "—–" and last == at:
        last += 1
    return last > first > 0 and sentences[first - 1].endswith(":")


def _count(sentence: str, opened: str) -> tuple[int, int, bool, str]:
    """Return the words inside and outside quotation marks, whether one ends, and what stays open.

    Args:
        opened: the marks that are open at its start, the outermost first.
    """
    if not opened and _MARKS.search(sentence) is None:
        return 0, _SPEAKER, False, ""  # the words need no counting
    inside = outside = start = 0
    ends, before = False, len(opened)  # how many are still open that an earlier sentence opened
    for mark in [*_MARKS.finditer(sentence), None]:
        end = mark.start() if mark else len(sentence)
        words = len(_WORD.findall(sentence, start, end))
        if opened:
            inside += words
        else:
            outside += words
        if mark is None:
            break
        start = mark.end()
        after = _after(sentence, mark.start(), opened)
        if len(after) < before or (after == opened == "" and _closes_nothing(sentence, end)):
            ends, before = ends or after == "", len(after)
        opened = after
    return inside, outside, ends, opened


def _closes_nothing(sentence: str, at: int) -> bool:
    """Say whether the mark at `at` ends a quotation that begins nowhere.

    Inches (6") and apostrophes (ta”lim) only look so.
    """
    is_inside_word = sentence[at + 1 : at + 2].isalnum()
    return sentence[at] != "’" and not sentence[at - 1].isdigit() and not is_inside_word


def _after(sentence: str, at: int, opened: str) -> str:
    """Return the marks that are open after the one at `at`."""
    mark = sentence[at]
    if mark == "’":
        return opened[: opened.index("‘")] if "‘" in opened else opened
    if _opens(sentence, at, bool(opened)):
        return (opened + mark)[:_DEEPEST]
    return opened[:-1]


def _opens(sentence: str, at: int, is_open: bool) -> bool:
    """Say whether a mark opens: by the side on which a word touches it, else by what it is."""
    mark, before, after = (
        sentence[at],
        sentence[at - 1 : at] if at else " ",
        sentence[at + 1 : at + 2],
    )
    touches_left = before not in _BEFORE_OPENING
    touches_right = after.isalnum() or (after != "" and after in _OPENERS + "¡¿")
    if touches_left != touches_right and mark not in "「」『』":
        return touches_right
    if mark in '"“' and touches_left:
        return not is_open  # “Real“ning
    return mark in _OPENERS or (mark == '"' and not is_open)
