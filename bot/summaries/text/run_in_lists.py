"""Split run-in lists: items in one paragraph, such as "1. The bridge 2. The road"."""

import re
from collections.abc import Iterable

# A marker before an item: "• 9.", "2)", "1.)", "(b)", "c.".
_MARKER = re.compile(
    r"(?<!\S)(?:(?P<bullet>[•⁃▪●])\s?(?:\d{1,2}[.)])?"
    r"|(?P<opening>\(?)(?P<key>[1-9]\d?|[a-z])(?P<closing>\.\)|\)|\.))(?=\s)"
)
_SECOND_MARKERS = ("•", "⁃", "▪", "●", "2.", "2)", "b.", "b)")
_BEFORE_LIST = ".:;!?"  # a list begins a paragraph, or follows one of these


def split_items(paragraph: str) -> Iterable[str]:
    """Return the items of a run-in list, and the text before it; a text without a list as it is.

    A list has at least two items with the same kind of marker, in order: 1, 2 or a, b. Bullets need
    no numbers.
    """
    if not any(map(paragraph.__contains__, _SECOND_MARKERS)):
        return (paragraph,)
    ends = [*_item_starts(paragraph), len(paragraph)]
    starts = [0, *ends[:-1]]
    return [paragraph[start:end] for start, end in zip(starts, ends, strict=True)]


def _item_starts(paragraph: str) -> list[int]:
    """Return the positions of the markers of all lists."""
    found: list[int] = []
    items: list[int] = []
    kind = expected = ""
    for marker in _MARKER.finditer(paragraph):
        key = marker["key"] or ""
        if items and _kind(marker) == kind and (not key or key == expected):
            items.append(marker.start())
        elif key in {"1", "a", ""} and _begins_list(paragraph, marker.start()):
            found += items if len(items) > 1 else []
            items, kind = [marker.start()], _kind(marker)
        else:
            continue
        expected = str(int(key) + 1) if key.isdigit() else chr(ord(key) + 1) if key else ""
    return found + (items if len(items) > 1 else [])


def _kind(marker: re.Match[str]) -> str:
    return marker["bullet"] or f"{marker['opening']}{marker['key'].isdigit()}{marker['closing']}"


def _begins_list(paragraph: str, at: int) -> bool:
    before = paragraph[max(0, at - 8) : at].rstrip()
    return not before or before[-1] in _BEFORE_LIST
