"""The lines of printed pages -> paragraphs; pure.

A page knows lines, not paragraphs. Lines are joined until one ends a paragraph; what stands at the
top or foot of many pages (a header, a page's number) is left out.
"""

import re
from collections import Counter
from collections.abc import Sequence

from bot.ingestion.clean import clean_line

_LINE_MAX = 5_000  # characters
_EDGE = 2  # lines at the top and at the foot that may be a header or a footer
_FULL = 0.8  # of the longest usual line; a shorter one ends a paragraph, or is a heading
_ENDS = (".", "!", "?", "…", ":", ".”", ".»", '."', ".)")
_DIGITS = re.compile(r"\d+")
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u00ad‐]$")
_BULLET = re.compile(r"[•▪–—*]\s|\d{1,2}[.)]\s")

Page = Sequence[str]  # its lines, from the top


def reflow(pages: Sequence[Page]) -> list[str]:
    """Return the paragraphs that the lines of the pages make."""
    cleaned = [[line for each in page if (line := clean_line(each, _LINE_MAX))] for page in pages]
    lines = [line for page in _without_edges(cleaned) for line in page]
    usual = _usual_length(lines)
    found: list[str] = []
    before = ""  # the last line
    for line in lines:
        if not found or _ends(before, line, usual):
            found.append(line)
        elif _HYPHEN.search(found[-1]) and line[:1].islower():
            found[-1] = _HYPHEN.sub("", found[-1]) + line
        else:
            found[-1] = f"{found[-1]} {line}"
        before = line
    return found


def _ends(before: str, line: str, usual: int) -> bool:
    """Say whether a paragraph ends between two lines."""
    if _BULLET.match(line):
        return True
    is_short = len(before) < usual * _FULL
    return is_short and (before.endswith(_ENDS) or not line[:1].islower())


def _usual_length(lines: Sequence[str]) -> int:
    """Return how long a full line is: nine in ten are no longer."""
    lengths = sorted(map(len, lines))
    return lengths[len(lengths) * 9 // 10] if lengths else 0


def _without_edges(pages: Sequence[Page]) -> list[Page]:
    """Leave out what stands at the edges of most pages, numbers aside, and bare numbers there."""
    counts = Counter(
        edge for page in pages for edge in {_DIGITS.sub("#", line) for line in _edges(page)}
    )
    often = {edge for edge, count in counts.items() if count >= 3 and count * 2 > len(pages)}

    def is_boilerplate(line: str) -> bool:
        bare = _DIGITS.sub("#", line)
        return bare in often or not any(map(str.isalpha, bare))

    return [
        [
            line
            for place, line in enumerate(page)
            if _EDGE <= place < len(page) - _EDGE or not is_boilerplate(line)
        ]
        for page in pages
    ]


def _edges(page: Page) -> list[str]:
    return [*page[:_EDGE], *page[_EDGE:][-_EDGE:]]
