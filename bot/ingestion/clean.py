"""Sanitize untrusted text: remove control and invisible characters, and limit the length."""

import re
import unicodedata

from bot.domain.joiners import JOINERS, drop_stray_joiners, last_safe_cut

_BREAK = re.compile(r"\r\n?|[\n\v\f\x1c-\x1e\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_SPACE = re.compile(r"\s+")
_NOT_LETTERS = re.compile(r"[\W_]+")
_ELLIPSIS = "…"
_REMOVED_CATEGORIES = {"Cf", "Cs"}  # format characters such as zero-width ones; surrogates
_NONCHARACTERS = re.compile("[\ufdd0-\ufdef\ufffe\uffff]")


def clean_line(text: str, maximum: int) -> str:
    """Return `text` as one line of at most `maximum` characters without invisible characters.

    Control characters and runs of white space become one space. Format characters (zero-width,
    bidirectional overrides) and lone surrogates are removed, except joiners between letters.
    A shortened text ends with an ellipsis, after a whole word if one ends in the last fifth.
    """
    return shorten(_SPACE.sub(" ", _without_invisible(text)).strip(), maximum)


def clean_text(text: str, maximum: int) -> str:
    """Return the clean paragraphs of `text`, one per line, at most `maximum` characters in all."""
    return shorten("\n".join(paragraphs(text)), maximum)


def paragraphs(text: str) -> list[str]:
    """Split `text` into lines, clean each as `clean_line` does, and drop the empty ones."""
    lines = (_SPACE.sub(" ", _without_invisible(line)).strip() for line in _BREAK.split(text))
    return [line for line in lines if line]


def letters(text: str) -> str:
    """Return only the letters and digits of `text`, to compare headlines."""
    return _NOT_LETTERS.sub("", text)


def folded_letters(text: str) -> str:
    """Return only the letters and digits of `text`, case folded."""
    return letters(text).casefold()


def shorten(text: str, maximum: int) -> str:
    """Truncate `text` to at most `maximum` characters, with an ellipsis at the end."""
    if len(text) <= maximum:
        return text
    start = text[: last_safe_cut(text, maximum - len(_ELLIPSIS))].rstrip(JOINERS)
    word_end = max(start.rfind(" "), start.rfind("\n"))
    return (start[:word_end] if word_end >= maximum * 4 // 5 else start).rstrip() + _ELLIPSIS


def _without_invisible(text: str) -> str:
    text = _CONTROL.sub(" ", text)
    if text.isascii():
        return text
    text = _NONCHARACTERS.sub("", text)
    hidden = [char for char in set(text) if unicodedata.category(char) in _REMOVED_CATEGORIES]
    text = text.translate({ord(char): None for char in hidden if char not in JOINERS})
    return drop_stray_joiners(text)
