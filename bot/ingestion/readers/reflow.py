"""Reflow the lines of PDF pages into paragraphs; pure.

Lines are joined until one ends a paragraph. Headers and footers that repeat on many pages, and page
numbers, are removed.
"""

import re
from collections import Counter
from collections.abc import Sequence

from bot.ingestion.clean import clean_line

_LINE_MAX = 5_000  # characters
_EDGE = 2  # lines at the top and at the bottom that may be a header or a footer
_FULL_LINE = 0.8  # share of the usual length; a shorter line ends a paragraph or is a heading
_SENTENCE_ENDS = (".", "!", "?", "…", ":", ".”", ".»", '."', ".)")
_DIGITS = re.compile(r"\d+")
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u00ad‐]$")
_BULLET = re.compile(r"[•▪–—*]\s|\d{1,2}[.)]\s")

Page = Sequence[str]  # lines, from the top


def reflow(pages: Sequence[Page]) -> list[str]:
    """Join the lines of the pages to paragraphs."""
    cleaned = [[line for each in page if (line := clean_line(each, _LINE_MAX))] for page in pages]
    lines = [line for page in _without_headers(cleaned) for line in page]
    full_length = _full_length(lines)
    found: list[str] = []
    previous = ""
    for line in lines:
        if not found or _is_paragraph_break(previous, line, full_length):
            found.append(line)
        elif _HYPHEN.search(found[-1]) and line[:1].islower():
            found[-1] = _HYPHEN.sub("", found[-1]) + line
        else:
            found[-1] = f"{found[-1]} {line}"
        previous = line
    return found


def _is_paragraph_break(previous: str, line: str, full_length: int) -> bool:
    """Return whether a paragraph ends between two lines."""
    if _BULLET.match(line):
        return True
    is_short = len(previous) < full_length * _FULL_LINE
    return is_short and (previous.endswith(_SENTENCE_ENDS) or not line[:1].islower())


def _full_length(lines: Sequence[str]) -> int:
    """Return the length of a full line: the 90th percentile."""
    lengths = sorted(map(len, lines))
    return lengths[len(lengths) * 9 // 10] if lengths else 0


def _without_headers(pages: Sequence[Page]) -> list[Page]:
    """Remove page numbers, headers and footers: edge lines that most pages share.

    The comparison ignores digits.
    """
    counts = Counter(
        edge for page in pages for edge in {_DIGITS.sub("#", line) for line in _edges(page)}
    )
    repeated = {edge for edge, count in counts.items() if count >= 3 and count * 2 > len(pages)}

    def is_header(line: str) -> bool:
        without_digits = _DIGITS.sub("#", line)
        return without_digits in repeated or not any(map(str.isalpha, without_digits))

    return [
        [
            line
            for index, line in enumerate(page)
            if _EDGE <= index < len(page) - _EDGE or not is_header(line)
        ]
        for page in pages
    ]


def _edges(page: Page) -> list[str]:
    return [*page[:_EDGE], *page[_EDGE:][-_EDGE:]]
