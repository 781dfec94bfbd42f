"""Cutting text to what a message holds: always the text, never its markup."""

from bot.domain.joiners import JOINERS, whole_until

ELLIPSIS = "…"


def length(text: str) -> int:
    """Return how long Telegram finds plain `text`, in UTF-16 code units.

    The server counts characters; UTF-16 units are never fewer, so this errs on the safe side.
    """
    return len(text) + sum(letter > "\uffff" for letter in text)


def cut(text: str, limit: int) -> str:
    """Return `text` if it is at most `limit` units long, else its beginning with `…`.

    Cut between words where one ends in the last fifth, never inside a character or an emoji.
    """
    if length(text) <= limit:
        return text
    kept = _beginning(text, limit - length(ELLIPSIS))
    space = kept.rfind(" ")
    if space > len(kept) * 4 // 5:
        kept = kept[:space]
    return kept.rstrip().rstrip(JOINERS) + ELLIPSIS


def split(text: str, limit: int) -> list[str]:
    """Cut `text` into parts of at most `limit` units: between paragraphs, else between words.

    No part is empty, and together they hold every word in order.
    """
    parts: list[str] = []
    rest = text.strip()
    while length(rest) > limit:
        head = _beginning(rest, limit)
        at = max(head.rfind("\n"), 0) or max(head.rfind(" "), 0) or len(head)
        parts.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return [*parts, rest] if rest else parts


def _beginning(text: str, limit: int) -> str:
    kept = text[:limit]
    while length(kept) > limit:
        kept = kept[: len(kept) - max(1, (length(kept) - limit) // 2)]
    return text[: whole_until(text, len(kept))]
