"""Detect the ages and years of birth of a sentence: "aged 71" and "born in 1953" are one fact."""

import re

_DIGIT = re.compile("[0-9]")
_AGES = {
    "en": re.compile(
        r"\b(\d{1,3})-year-old|\baged (\d{1,3})\b|\bage of (\d{1,3})\b|, (\d{1,2}),"
        r"|\b(?:was|is|turned|be) (\d{1,3})(?: years old)?(?=[,.]| (?:years|when|and|on|last)\b)"
    ),
    "ru": re.compile(
        r"\b(\d{1,3})-летн|\bвозрасте (\d{1,3})\b|\bна (\d{1,3})-м году"
        r"|\b(?:было|исполнилось|исполнится|ему|ей) (\d{1,3}) (?:лет|год)"
    ),
    "uz": re.compile(r"\b(\d{1,3}) yosh"),
    "uz-Cyrl": re.compile(r"\b(\d{1,3}) ёш"),
}
_BIRTHS = {
    "en": re.compile(
        r"\bborn\b[^.]{0,60}\b(1[89]\d\d|20\d\d)\b|\bin (1[89]\d\d|20\d\d)\b[^.]{0,30}\bborn\b"
    ),
    "ru": re.compile(
        r"\bродил(?:ся|ась|ись)\b[^.]{0,60}\b(1[89]\d\d|20\d\d)\b|\b(1[89]\d\d|20\d\d)\b[^.]{0,40}\bродил(?:ся|ась)"
    ),
    "uz": re.compile(
        r"\b(1[89]\d\d|20\d\d)[^.]{0,60}\btugʻil|\b(1[89]\d\d|20\d\d)[^.]{0,60}\btug['‘’]il"
    ),
    "uz-Cyrl": re.compile(r"\b(1[89]\d\d|20\d\d)[^.]{0,60}\bтуғил"),
}


def life_dates(sentence: str, language: str) -> frozenset[str]:
    """Return the ages ("71") and years of birth ("*1953") that a sentence tells."""
    ages = _AGES.get(language)
    if ages is None or _DIGIT.search(sentence) is None:
        return frozenset()
    found = {next(filter(None, each.groups())) for each in ages.finditer(sentence)}
    births = {next(filter(None, each.groups())) for each in _BIRTHS[language].finditer(sentence)}
    return frozenset(found | {f"*{year}" for year in births})


def tell_the_same(one: frozenset[str], other: frozenset[str]) -> bool:
    """Return whether one tells the age and the other the year of birth, or both the same year."""
    years, others = [{each for each in dates if each[0] == "*"} for dates in (one, other)]
    if years and others:
        return not years.isdisjoint(others)
    return bool(one and other) and bool(years or others)
