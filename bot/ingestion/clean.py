"""Strings from outside, made harmless: nothing that controls, hides or never ends."""

import re
import unicodedata

from bot.domain.joiners import JOINERS, drop_stray_joiners, last_safe_cut

_BREAK = re.compile(r"\r\n?|[\n\v\f\x1c-\x1e\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_SPACE = re.compile(r"\s+")
_ELLIPSIS = "…"
_CUT_CATEGORIES = {"Cf", "Cs"}  # zero-width, bidirectional overrides, soft hyphens; surrogates
_NONCHARACTERS = re.compile("[\ufdd0-\ufdef\ufffe\uffff]")


def clean_line(text: str, maximum: int) -> str:
    """Return `text` as one line of at most `maximum` characters, nothing invisible in it.

    Control characters and runs of white space become one space. Format characters (zero-width,
    overrides of the writing direction) and lone surrogates are cut out, but for joiners that join.
    What is too long ends with an ellipsis, after a whole word where one ends in the last fifth.
    """
    return shorten(_SPACE.sub(" ", _without_invisible(text)).strip(), maximum)


def clean_text(text: str, maximum: int) -> str:
    """Return `text` as cleaned paragraphs, one a line, at most `maximum` characters in all."""
    return shorten("\n".join(paragraphs(text)), maximum)


def paragraphs(text: str) -> list[str]:
    """Return the lines of `text` that hold something, each cleaned as `clean_line` does."""
    lines = (_SPACE.sub(" ", _without_invisible(line)).strip() for line in _BREAK.split(text))
    return [line for line in lines if line]


def shorten(text: str, maximum: int) -> str:
    """Return `text`, or its beginning and an ellipsis, in at most `maximum` characters."""
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
    hidden = [sign for sign in set(text) if unicodedata.category(sign) in _CUT_CATEGORIES]
    text = text.translate({ord(sign): None for sign in hidden if sign not in JOINERS})
    return drop_stray_joiners(text)
