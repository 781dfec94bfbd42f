"""Recognize texts of other kinds, such as live blogs and recipes, and find the news in them.

A live blog tells the newest first or last, minutes hide a decision below a list of names, and a
recipe consists of quantities. A wrong guess would spoil an ordinary article, so each rule needs
several lines of the same form. docs/summaries.md lists the kinds.
"""

import re
from collections.abc import Sequence
from enum import StrEnum, auto
from itertools import pairwise

from bot.summaries.lexicons.discourse_markers import is_first_person
from bot.summaries.lexicons.kind_labels import (
    ATTENDANCE,
    DECISIONS,
    KEY_POINTS,
    QUESTIONS,
    UNITS,
    parse_labels,
)
from bot.summaries.text.words import plain_apostrophes, tokens


class Kind(StrEnum):
    """The kind of a text."""

    CODE = auto()  # a computer program
    LIVE_BLOG = auto()  # entries that begin with the time of day
    MINUTES = auto()  # of a meeting
    RECIPE = auto()
    POEM = auto()
    INTERVIEW = auto()
    NEWS = auto()  # everything else


_CODE_LINES = 4  # the minimum; half of all lines, too
_CODE_SIGNS = frozenset("=()[]<>")
_CODE = re.compile(
    r"(?:(?:export|async|public|private|static|const|let|var|await|type)\s){0,3}"
    r"(?:(?:def|fn|func|function|class|struct|enum|void|int)\s+\w+\s*[({:]|#include\b|#!/|import\s\S+$"
    r"|from\s\S+\simport\b|package\s\S+$|using\s\S+;|return\b[^.?!]*$|else:$|try:$"
    r"|(?:if|for|while|elif|except|with)\b.{1,80}:$"
    r"|[\w.\[\]\"']+\s?(?:[-+*/:]?=|=>)\s?\S|[\w.]+\([^.?!]*\)$)"
)
_ENTRIES = 4  # the minimum of a live blog
_NEWEST = 3  # entries of a live blog that a summary may show
_TIME = re.compile(r"(?:[01]?\d|2[0-3])[:.][0-5]\d(?![\d.:])")
_INGREDIENTS = 3  # the minimum of a recipe
_INGREDIENT_MAX = 60  # characters
# A number of at most three digits, since "2017 г." is a year, and one or two words after it.
_QUANTITY = re.compile(
    r"(?:(?<![\d.,/])\d{1,3}(?:[.,/]\d{1,2})?|[½¼¾⅓⅔])\s?([^\W\d_]{1,12}(?:\s[^\W\d_]{1,12})?)"
)
_UNITS = parse_labels(UNITS)
_POEM_LINES = 8  # the minimum
_VERSE_MAX = 60  # characters
_UNENDED = (",", ";", ":", "—", "–", "-")
_ENDED = (".", "!", "?", "…", ".»", "!»")
_QUESTIONS_LEAST = 3  # of an interview
_QUESTION_MAX = 300  # characters
_ANSWERED_MAX = 400  # characters of a question with the beginning of its answer
_DASHES = "—–-"


def recognize_kind(lines: Sequence[str], language: str) -> Kind:
    """Return what the text of these lines is; `lines` are stripped and not empty."""
    checks = {
        Kind.CODE: _is_code,
        Kind.LIVE_BLOG: _is_live_blog,
        Kind.MINUTES: _is_minutes,
        Kind.RECIPE: _is_recipe,
        Kind.POEM: _is_poem,
    }
    for kind, is_kind in checks.items():
        if is_kind(lines):
            return kind
    return Kind.INTERVIEW if _is_interview(lines, language) else Kind.NEWS


def news_lines(lines: Sequence[str], kind: Kind) -> Sequence[str]:
    """Return the lines that a summary may show, in their order.

    These are the key points and the newest entries of a live blog, the decisions of minutes, and
    a recipe without its ingredients. A poem becomes one line.
    """
    if kind is Kind.LIVE_BLOG:
        return _newest_entries(lines)
    if kind is Kind.MINUTES:
        return _decisions(lines) or lines
    if kind is Kind.RECIPE:
        return [line for line in lines if not _is_ingredient(line)]
    if kind is Kind.POEM:
        return [" ".join(lines)]  # its sentences span several lines
    return lines


def join_answers(sentences: Sequence[str]) -> list[str]:
    """Return the sentences of an interview, each question joined with the sentence after it.

    A question stays alone if both are too long together; alone it is not shown.
    """
    joined: list[str] = []
    is_open = False
    for sentence in sentences:
        if is_open and len(joined[-1]) + len(sentence) < _ANSWERED_MAX:
            joined[-1] += f" {sentence}"
        else:
            joined.append(sentence)
        is_open = sentence.endswith("?")
    return joined


def _is_code(lines: Sequence[str]) -> bool:
    found = sum(map(_is_code_line, lines))
    return found >= _CODE_LINES and found * 2 >= len(lines)


def _is_code_line(line: str) -> bool:
    if line.endswith(("{", "}")):
        return True
    if line.endswith(";"):
        return line == "};" or not _CODE_SIGNS.isdisjoint(line)
    return _CODE.match(line) is not None


def _is_live_blog(lines: Sequence[str]) -> bool:
    """Return whether entries begin with a time of day, all in one order."""
    times = [_minutes(line) for line in lines if _TIME.match(line)]
    if len(times) < _ENTRIES:
        return False
    steps = [late - early for early, late in pairwise(times)]
    falls = sum(step < 0 for step in steps)
    return min(falls, sum(step > 0 for step in steps)) <= 1  # midnight may be between two


def _minutes(line: str) -> int:
    """Return the time of day at the beginning of a line in minutes."""
    hours, minutes = re.split("[:.]", line, maxsplit=1)
    return 60 * int(hours) + int(minutes[:2])


def _newest_entries(lines: Sequence[str]) -> list[str]:
    starts = [at for at, line in enumerate(lines) if _TIME.match(line)]
    ends = [*starts[1:], len(lines)]
    entries = [lines[start:end] for start, end in zip(starts, ends, strict=True)]
    is_newest_first = _minutes(lines[starts[0]]) > _minutes(lines[starts[1]])
    newest = entries[:_NEWEST] if is_newest_first else entries[-_NEWEST:]
    before = lines[: starts[0]]
    headings = [at for at, line in enumerate(before) if _label(line, before_colon=False) in _KEYS]
    points = before[headings[0] + 1 :] if headings else []
    return [*points, *(line for entry in newest for line in entry)]


_KEYS = parse_labels(KEY_POINTS)
_ATTENDANCE = parse_labels(ATTENDANCE)
_DECISIONS = parse_labels(DECISIONS)
_QUESTION_LABELS = parse_labels(QUESTIONS)
_LABEL_MAX = 40  # characters


def _label(line: str, *, before_colon: bool = True) -> str:
    """Return the case-folded label before the first colon; else the whole line if it is allowed."""
    head, colon, _ = line[: _LABEL_MAX + 1].partition(":")
    if (before_colon and not colon) or len(head) > _LABEL_MAX:
        return ""
    return plain_apostrophes(head).casefold().strip(" \xa0.—–-*•1234567890")


def _is_minutes(lines: Sequence[str]) -> bool:
    labels = [_label(line) for line in lines]
    attendance = {label for label in labels if label in _ATTENDANCE}
    return len(attendance) > 1 and not _DECISIONS.isdisjoint(labels)


def _decisions(lines: Sequence[str]) -> list[str]:
    """Return the lines that begin with a decision's label, and the ones below an empty label."""
    found = []
    is_below = False
    for line in lines:
        label = _label(line)
        if label in _DECISIONS:
            is_below = line.endswith(":")
            found += [] if is_below else [line]
        elif label in _ATTENDANCE:
            is_below = False
        elif is_below:
            found.append(line)
    return found


def _is_recipe(lines: Sequence[str]) -> bool:
    found = sum(map(_is_ingredient, lines))
    return found >= _INGREDIENTS and found * 5 >= len(lines)


def _is_ingredient(line: str) -> bool:
    """Return whether a short line has a quantity with a kitchen's unit: "200 g of rice"."""
    if len(line) > _INGREDIENT_MAX or line.endswith(("!", "?")) or len(line.split()) < 2:
        return False
    units = [unit.casefold() for unit in _QUANTITY.findall(line)]
    return any(unit in _UNITS or unit.split()[0] in _UNITS for unit in units)


def _is_poem(lines: Sequence[str]) -> bool:
    """Return whether most lines are short, begin with a capital and often end in a comma."""
    count = len(lines)
    if count < _POEM_LINES or max(map(len, lines)) > 2 * _VERSE_MAX:
        return False
    short = sum(len(line) <= _VERSE_MAX and len(line.split()) > 1 for line in lines)
    capitals = sum(line.lstrip('«“"—– ')[:1].isupper() for line in lines)
    unended = sum(line.endswith(_UNENDED) for line in lines)
    open_ended = sum(not line.endswith(_ENDED) for line in lines)
    return (
        min(short, capitals) * 10 >= count * 8 and unended * 5 >= count and open_ended * 2 > count
    )


def _is_interview(lines: Sequence[str], language: str) -> bool:
    """Return whether questions alternate with answers, marked as such or in the first person."""
    marked = personal = 0
    for line, after in pairwise(lines):
        if not line.endswith("?") or len(line) > _QUESTION_MAX or after.endswith("?"):
            continue
        marked += line[0] in _DASHES or _label(line) in _QUESTION_LABELS
        personal += is_first_person(tokens(after), language)
    return max(marked, personal) >= _QUESTIONS_LEAST
