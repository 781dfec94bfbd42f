"""Recognize datelines, the place and the date before a report: "SAN TAVOR (4 p.m.) –".

A dateline belongs to the sentence after it, and is never a sentence of its own.
"""

import re

_MAX = 70  # characters of a dateline
_CAPITALS = r"[A-ZА-ЯЁЎҚҒҲ][A-ZА-ЯЁЎҚҒҲ'‘’ʻʼ.-]+"
_PLACE = rf"{_CAPITALS}(?:[ /]{_CAPITALS}){{0,3}}"
_NAME = r"[A-ZА-ЯЁЎҚҒҲ][\w'‘’ʻʼ-]+"
_NAMED = rf"{_NAME}(?: {_NAME}){{0,2}}"  # "Bellhaven", only before an agency in brackets
_WHEN = r"(?:,(?: [\w.-]{1,12}){1,4})?"
_BRACKET = r"(?: ?\([^()]{1,30}\))"
_DASH = "[–—-]"
_BEFORE_DASH = re.compile(rf"(?:{_PLACE}{_WHEN}{_BRACKET}?|{_NAMED} \([A-Z]{{2,8}}\))[.,]?")
# A line of its own: the place in capitals, the date, the agency.
_ALONE = re.compile(
    rf"{_PLACE}{_WHEN}{_BRACKET}?(?: ?{_DASH}(?: [\w.]{{1,12}}){{0,2}})?[.:]?"
    r"(?: ?[/(][^/()]{2,20}[/)][.:]?)?"
)
_DIGIT = re.compile(r"\d")  # of the date


def opens_with_dateline(text: str) -> bool:
    """Return whether `text`, all that stands before a dash, is a dateline."""
    return len(text) <= _MAX and _BEFORE_DASH.fullmatch(text.strip()) is not None


def is_dateline(sentence: str) -> bool:
    """Return whether a whole sentence is a dateline: "МОСКВА, 5 марта – РИА Новости."."""
    if len(sentence) > _MAX or not sentence[:2].isupper():
        return False
    return _DIGIT.search(sentence) is not None and _ALONE.fullmatch(sentence) is not None
