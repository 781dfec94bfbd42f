"""Truncate or split plain text to the length limits of Telegram messages."""

from bot.domain.joiners import JOINERS, last_safe_cut

ELLIPSIS = "…"


def utf16_length(text: str) -> int:
    """Return the length of plain text as Telegram counts it, in UTF-16 code units.

    The server counts characters; a text never has fewer UTF-16 units, so the result is safe.
    """
    return len(text) + sum(letter > "\uffff" for letter in text)


def truncate(text: str, limit: int) -> str:
    """Return `text` if it has at most `limit` UTF-16 units, else its start with `…`.

    The cut is between words if a word ends in the last fifth, and never inside an emoji.
    """
    if utf16_length(text) <= limit:
        return text
    kept = _start(text, limit - utf16_length(ELLIPSIS))
    space = kept.rfind(" ")
    if space > len(kept) * 4 // 5:
        kept = kept[:space]
    return kept.rstrip().rstrip(JOINERS) + ELLIPSIS


def split(text: str, limit: int) -> list[str]:
    """Split `text` into parts of at most `limit` units, between paragraphs or else words.

    No part is empty; all parts together contain every word in order.
    """
    parts: list[str] = []
    rest = text.strip()
    while utf16_length(rest) > limit:
        head = _start(rest, limit)
        at = max(head.rfind("\n"), 0) or max(head.rfind(" "), 0) or len(head)
        parts.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return [*parts, rest] if rest else parts


def _start(text: str, limit: int) -> str:
    kept = text[:limit]
    while utf16_length(kept) > limit:
        kept = kept[: len(kept) - max(1, (utf16_length(kept) - limit) // 2)]
    return text[: last_safe_cut(text, len(kept))]
