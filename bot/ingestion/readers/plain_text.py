"""Parse a pasted text into title, section, body, tags and rating.

The first line is the title. Hashtags above it, before or after its words, and at the end of the
last line are tags, and so is a line `Tags: …` above it. A section (a line of up to three words) and
a marker of a picture may follow, then the body. The end may hold boilerplate of the page: tags, a
rating, and invitations to rate and to share. A line is boilerplate only if all lines after it are
boilerplate too, so that such a word within the body stays. Errors:

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
from bot.domain.tag import split_tag_list, tags_of_a_page
from bot.ingestion.clean import paragraphs, shorten

_SECTION_WORDS = 3
_SECTION_MAX = 40  # characters
_BOILERPLATE_LINES_MAX = 40
_TAG_LINE_MAX = 300  # characters
_TAGS_PER_LINE = 20

_TAGS = frozenset({"tags", "tag", "теги", "тэги", "метки", "teglar", "teg", "теглар", "тэглар"})
_VOTE_COUNTS = frozenset(
    {
        *("rate count", "rating count", "ratings count", "vote count", "votes", "ratings"),
        *("количество оценок", "число оценок", "количество голосов", "число голосов", "голосов"),
        *("baholar soni", "ovozlar soni", "баҳолар сони", "овозлар сони"),
    }
)
_MEAN_RATINGS = frozenset(
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
_HASHTAG = r"#[^\W\d][^\s,;#.!?…:)»”]*"  # within a line of other words
_HASHTAGS_AT_START = re.compile(rf"(?:{_HASHTAG}[\s,;]+)+")
_TAG = re.compile(r'"([^"]+)"|“([^“”]+)”|«([^«»]+)»|([^\s,;]+)')
_COMMA = re.compile("[,;]")
_NUMBER = re.compile(r"(\d{1,9}(?:[.,]\d{1,9})?)(?:\s*(?:/|of|out of|из|dan)\s*5)?")
_SENTENCE_END = (".", "!", "?", "…")


@dataclass(slots=True)
class _Boilerplate:
    """The tags and the rating at the end of a text."""

    tags: list[str] = field(default_factory=list)
    votes: int = 0
    mean: Decimal | None = None

    def rating(self) -> ImportedRating | None:
        if not 1 <= self.votes <= IMPORTED_MAX or self.mean is None or not 1 <= self.mean <= 5:
            return None
        return ImportedRating(votes=self.votes, mean=self.mean)


def read_text(text: str) -> Draft:
    """Return the article in a pasted text.

    If the first line is too long for a title, the title is its beginning, and the line stays in
    the body.

    Raises:
        Unreadable: the text is empty, or has only a title.
    """
    lines, tags = _split_leading_tags(paragraphs(text))
    if not lines:
        raise Unreadable("text.empty")
    title = shorten(lines[0], TITLE_MAX)
    rest, boilerplate = _split_boilerplate(lines[1:] if title == lines[0] else lines)
    section, body = _split_section(rest)
    if not body:
        raise Unreadable("text.no_body")
    return Draft(
        title=title,
        body=shorten("\n".join(body), BODY_MAX),
        section=section,
        tags=tags_of_a_page([*tags, *_trailing_hashtags(body[-1])[1], *boilerplate.tags]),
        imported_rating=boilerplate.rating(),
    )


def _split_leading_tags(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """Split the tags above the title, and in its line, from the lines of a text."""
    rest, tags = deque(lines), list[str]()
    while rest and (found := _tags_of_line(rest[0])):
        tags += found
        rest.popleft()
    if rest:
        title, at_end = _trailing_hashtags(rest.popleft())
        start = _HASHTAGS_AT_START.match(title)
        rest.appendleft(title[start.end() :] if start else title)
        tags += [*(_split_tags(start[0]) if start else ()), *at_end]
    return list(rest), tags


def _tags_of_line(line: str) -> list[str]:
    """Return the tags of a line of hashtags, or of a line `Tags: …`; none for another line."""
    if _HASHTAGS.fullmatch(line):
        return _split_tags(line)
    label, _, value = line.partition(":")
    return split_tag_list(value) if _label_kind(label) is _TAGS and _is_tag_line(value) else []


def _trailing_hashtags(line: str) -> tuple[str, list[str]]:
    """Return a line without the hashtags at its end, and their tags; at least one word remains."""
    words = line.split()
    start = len(words)
    while start > 1 and re.fullmatch(_HASHTAG, words[start - 1]):
        start -= 1
    if start == len(words):
        return line, []
    return " ".join(words[:start]), _split_tags(" ".join(words[start:]))


def _split_section(lines: Sequence[str]) -> tuple[str | None, list[str]]:
    """Split the section and the markers of pictures, in any order, from the body.

    The last line always belongs to the body.
    """
    section: str | None = None
    body = list(lines)
    while body:
        if _fold_label(body[0]) in _PICTURES:
            body.pop(0)
        elif section is None and _is_section(body[0]) and _has_body(body[1:]):
            section = body.pop(0)
        else:
            break
    return section, body


def _has_body(lines: Sequence[str]) -> bool:
    return any(_fold_label(line) not in _PICTURES for line in lines)


def _is_section(line: str) -> bool:
    is_short = len(line) <= _SECTION_MAX and len(line.split()) <= _SECTION_WORDS
    return is_short and _SECTION.fullmatch(line) is not None


def _split_boilerplate(lines: list[str]) -> tuple[list[str], _Boilerplate]:
    """Split the longest possible boilerplate from the end of `lines`."""
    for start in range(max(0, len(lines) - _BOILERPLATE_LINES_MAX), len(lines)):
        boilerplate = _parse(lines[start:])
        if boilerplate:
            return lines[:start], boilerplate
    return lines, _Boilerplate()


def _parse(lines: Sequence[str]) -> _Boilerplate | None:
    """Parse `lines` as boilerplate; return None if a line is not boilerplate."""
    found = _Boilerplate()
    rest = deque(lines)
    while rest:
        if not _read_block(rest, found):
            return None
    return found


def _read_block(rest: deque[str], found: _Boilerplate) -> bool:
    """Remove one block from the beginning of `rest`; return whether it is boilerplate."""
    line = rest.popleft()
    if _HASHTAGS.fullmatch(line):
        found.tags += _split_tags(line)
        return True
    label, _, value = line.partition(":")
    kind = _label_kind(label)
    if kind is _INVITATIONS:
        return not value
    if kind is _TAGS and _is_tag_line(value) and _COMMA.search(value):
        found.tags += split_tag_list(value)
        return True
    if value.strip():
        rest.appendleft(value.strip())
    if kind is _TAGS:
        return _read_tags(rest, found)
    return kind is not None and _read_number(rest, found, is_mean=kind is _MEAN_RATINGS)


def _read_tags(rest: deque[str], found: _Boilerplate) -> bool:
    before = len(found.tags)
    while rest and _is_tag_line(rest[0]):
        found.tags += _split_tags(rest.popleft())
    return len(found.tags) > before


def _is_tag_line(line: str) -> bool:
    is_short = len(line) <= _TAG_LINE_MAX and len(line.split()) <= _TAGS_PER_LINE
    is_label = _label_kind(line.partition(":")[0]) is not None
    return is_short and not line.endswith(_SENTENCE_END) and not is_label


def _read_number(rest: deque[str], found: _Boilerplate, *, is_mean: bool) -> bool:
    number = _NUMBER.fullmatch(rest.popleft()) if rest else None
    if not number:
        return False
    value = Decimal(number.group(1).replace(",", "."))
    if is_mean:
        found.mean = value
    else:
        found.votes = int(value)
    return True


def _split_tags(line: str) -> list[str]:
    return [next(filter(None, groups)) for groups in _TAG.findall(line)]


def _label_kind(label: str) -> frozenset[str] | None:
    """Return the set of labels that contains `label`."""
    folded = _fold_label(label)
    kinds = (_TAGS, _VOTE_COUNTS, _MEAN_RATINGS, _INVITATIONS)
    return next((kind for kind in kinds if folded in kind), None)


def _fold_label(line: str) -> str:
    return drop_apostrophes(line).casefold().strip(" .!:")
