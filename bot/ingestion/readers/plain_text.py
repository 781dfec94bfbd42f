"""A pasted text -> a `Draft`.

The first line is the title; then may come a section (a line of up to three words) and the marker
of a picture; then the body; and at the end what stands around an article on a page (`furniture`):
its tags, its rating, invitations to rate and to share. Furniture counts only at the very end and
only whole, so that a word of it within the body stays. Says no in these words:

    text.empty      "There is no text in that."
    text.no_body    "That has a title but no text under it. First the title, then the article."
"""

import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from bot.domain.article import BODY_MAX, TITLE_MAX, Draft
from bot.domain.errors import Unreadable
from bot.domain.folding import drop_apostrophes
from bot.domain.rating import IMPORTED_MAX, ImportedRating
from bot.domain.tag import tags_of_a_page
from bot.ingestion.clean import paragraphs, shorten

_SECTION_WORDS = 3
_SECTION_MAX = 40  # characters
_TAIL = 40  # lines at the end that may be furniture
_NAMES_MAX = 300  # characters of a line of tags
_NAMES_A_LINE = 20

_TAGS = frozenset({"tags", "tag", "теги", "тэги", "метки", "teglar", "teg", "теглар", "тэглар"})
_COUNTS = frozenset(
    {
        *("rate count", "rating count", "ratings count", "vote count", "votes", "ratings"),
        *("количество оценок", "число оценок", "количество голосов", "число голосов", "голосов"),
        *("baholar soni", "ovozlar soni", "баҳолар сони", "овозлар сони"),
    }
)
_MEANS = frozenset(
    {
        *("rating", "average rating", "рейтинг", "оценка", "средняя оценка", "reyting", "baho"),
        *("ortacha baho", "баҳо", "ўртача баҳо"),
    }
)
_INVITATIONS = frozenset(
    {
        *(
            "rate this article",
            "share with your friends",
            "share with friends",
            "share",
            "share this",
        ),
        *("share this article", "оцените статью", "оцените эту статью", "поделиться", "поделитесь"),
        *("поделиться с друзьями", "поделитесь с друзьями", "поделиться в соцсетях"),
        *("maqolani baholang", "ushbu maqolani baholang", "ulashish", "ulashing"),
        *("dostlaringiz bilan ulashing", "dostlar bilan ulashish", "мақолани баҳоланг"),
        *("улашиш", "улашинг", "дўстларингиз билан улашинг", "дўстлар билан улашиш"),
    }
)
_PICTURES = {"image", "[image]", "изображение", "картинка", "rasm", "расм"}

_SECTION = re.compile(r"[^\W\d_][^\d.!?…:;,#\"“”«»()]*")
_HASHTAGS = re.compile(r"#[^\s,;#]+(?:[\s,;]+#[^\s,;#]+)*[\s,;]*")
_NAME = re.compile(r'"([^"]+)"|“([^“”]+)”|«([^«»]+)»|([^\s,;]+)')
_NUMBER = re.compile(r"(\d{1,9}(?:[.,]\d{1,9})?)(?:\s*(?:/|of|out of|из|dan)\s*5)?")
_SENTENCE_END = (".", "!", "?", "…")


@dataclass(slots=True)
class _Furniture:
    """What the end of a text says about its article."""

    names: list[str] = field(default_factory=list)
    votes: int = 0
    mean: Decimal | None = None

    def rating(self) -> ImportedRating | None:
        if not 1 <= self.votes <= IMPORTED_MAX or self.mean is None or not 1 <= self.mean <= 5:
            return None
        return ImportedRating(votes=self.votes, mean=self.mean)


def read_text(text: str) -> Draft:
    """Return the article that a pasted text is.

    A first line that is too long for a title gives the title its beginning and stays in the body.

    Raises:
        Unreadable: there is no text, or only a title.
    """
    lines = paragraphs(text)
    if not lines:
        raise Unreadable("text.empty")
    title = shorten(lines[0], TITLE_MAX)
    rest, furniture = _take_furniture(lines[1:] if title == lines[0] else lines)
    section, body = _take_section(rest)
    if not body:
        raise Unreadable("text.no_body")
    return Draft(
        title=title,
        body=shorten("\n".join(body), BODY_MAX),
        section=section,
        tags=tags_of_a_page(furniture.names),
        imported_rating=furniture.rating(),
    )


def _take_section(lines: Sequence[str]) -> tuple[str | None, list[str]]:
    """Take the section and the picture's marker, in either order, off the beginning.

    The last line is never a section: a short body is a body.
    """
    section: str | None = None
    body = list(lines)
    while body:
        if _label(body[0]) in _PICTURES:
            body.pop(0)
        elif section is None and _is_section(body[0]) and _has_more(body):
            section = body.pop(0)
        else:
            break
    return section, body


def _has_more(lines: Sequence[str]) -> bool:
    return any(_label(line) not in _PICTURES for line in lines[1:])


def _is_section(line: str) -> bool:
    is_short = len(line) <= _SECTION_MAX and len(line.split()) <= _SECTION_WORDS
    return is_short and _SECTION.fullmatch(line) is not None


def _take_furniture(lines: list[str]) -> tuple[list[str], _Furniture]:
    """Take the longest end of `lines` that is furniture and nothing else."""
    for start in range(max(0, len(lines) - _TAIL), len(lines)):
        furniture = _parse(lines[start:])
        if furniture:
            return lines[:start], furniture
    return lines, _Furniture()


def _parse(lines: Sequence[str]) -> _Furniture | None:
    """Read `lines` as furniture; None if one of them is none."""
    found = _Furniture()
    rest = deque(lines)
    while rest:
        if not _read_block(rest, found):
            return None
    return found


def _read_block(rest: deque[str], found: _Furniture) -> bool:
    """Take one block off the beginning of `rest`; say whether it is furniture."""
    line = rest.popleft()
    if _HASHTAGS.fullmatch(line):
        found.names += _names(line)
        return True
    label, _, value = line.partition(":")
    kind = _kind(label)
    if kind is _INVITATIONS:
        return not value
    if value.strip():
        rest.appendleft(value.strip())
    if kind is _TAGS:
        return _read_names(rest, found)
    return kind is not None and _read_number(rest, found, is_mean=kind is _MEANS)


def _read_names(rest: deque[str], found: _Furniture) -> bool:
    before = len(found.names)
    while rest and _is_list_of_names(rest[0]):
        found.names += _names(rest.popleft())
    return len(found.names) > before


def _is_list_of_names(line: str) -> bool:
    is_short = len(line) <= _NAMES_MAX and len(line.split()) <= _NAMES_A_LINE
    return is_short and not line.endswith(_SENTENCE_END) and not _kind(line.partition(":")[0])


def _read_number(rest: deque[str], found: _Furniture, *, is_mean: bool) -> bool:
    number = _NUMBER.fullmatch(rest.popleft()) if rest else None
    if not number:
        return False
    value = Decimal(number.group(1).replace(",", "."))
    if is_mean:
        found.mean = value
    else:
        found.votes = int(value)
    return True


def _names(line: str) -> list[str]:
    return [next(filter(None, groups)) for groups in _NAME.findall(line)]


def _kind(label: str) -> frozenset[str] | None:
    """Return the list of labels that `label` is in."""
    folded = _label(label)
    return next((kind for kind in (_TAGS, _COUNTS, _MEANS, _INVITATIONS) if folded in kind), None)


def _label(line: str) -> str:
    return drop_apostrophes(line).casefold().strip(" .!:")
