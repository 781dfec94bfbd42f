"""Detect times that count from an earlier sentence: "five years later", "на следующий день".

Such a time at the beginning of a sentence misleads if the summary lacks the event it counts from.
"""

import re
from collections.abc import Sequence

_NEAR_START = 6  # words
_SEARCHED = 40  # words
_EN_COUNT = (
    r"(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|several|some|many"
    r"|a few|a couple of)"
)
_EN_UNIT = r"(?:minute|hour|day|night|week|month|year|decade|century|season)"
_EN_DAY = r"(?:day|night|morning|afternoon|evening|week|weekend|month|year|summer|winter|season)"
_RU_COUNT = (
    r"(?:(?:\d+|два|две|три|четыре|пять|шесть|семь|восемь|девять|десять|двадцать|несколько|пару"
    r"|полтора) )?"
)
_RU_UNIT = r"(?:минут|час|день|дня|дней|сутки|недел|месяц|год|лет|полгода|десятилети)\w{0,3}\b"
_UZ_COUNT = r"(?:\d+|bir|ikki|uch|to'rt|besh|olti|yetti|sakkiz|to'qqiz|o'n|yigirma|bir necha|yarim)"
_UZ_UNIT = r"(?:daqiqa|soat|kun|hafta|oy|yil)"
_CYRL_COUNT = r"(?:\d+|бир|икки|уч|тўрт|беш|олти|етти|саккиз|тўққиз|ўн|йигирма|бир неча|ярим)"
_CYRL_UNIT = r"(?:дақиқа|соат|кун|ҳафта|ой|йил)"
_TIMES = {
    "en": re.compile(
        rf"\b{_EN_COUNT} {_EN_UNIT}s? (?:later|earlier|afterwards?|beforehand)\b"
        rf"|\b(?:the (?:next|following|same|previous)|that same) {_EN_DAY}\b"
        rf"|^(?:on |in |at |by )?that (?:{_EN_DAY}|time|moment)\b|^(?:shortly"
        rf"|soon) after(?:wards?)? [a-z]+ed\b"
    ),
    "ru": re.compile(
        rf"\b(?:спустя {_RU_COUNT}{_RU_UNIT}(?! (?:после|с)\b)"
        rf"|через {_RU_COUNT}{_RU_UNIT}(?! после))"
        r"|\b(?:год|дн|дня|месяц|недел|час)\w{0,4} (?:позже|спустя)\b|\bгодом (?:ранее|раньше)\b"
        r"|\bна следующ(?:ий|ее|ую) (?:день|утро|ночь|неделю)\b|\bв ту ночь\b"
        r"|\b(?:в т(?:от|у|ом) же|тем же|той же) (?:день|вечер|год|ночь|году|утром|вечером|летом"
        r"|зимой|ночью)\b"
    ),
    "uz": re.compile(
        rf"\b{_UZ_COUNT} (?:\w+ )?{_UZ_UNIT}(?:dan (?:keyin|so'ng)| o'tib"
        rf"| o'tgach)\b"
        rf"|^ertasi(?:ga| kuni)\b|\bo'sha (?:kun|yil|kech|oqshom|payt|vaqt)\w*|^shu (?:kuni|yili)\b"
    ),
    "uz-Cyrl": re.compile(
        rf"\b{_CYRL_COUNT} (?:\w+ )?{_CYRL_UNIT}(?:дан (?:кейин|сўнг)| ўтиб"
        rf"| ўтгач)\b"
        rf"|^эртаси(?:га| куни)\b|\bўша (?:кун|йил|кеч|оқшом|пайт|вақт)\w*|^шу (?:куни|йили)\b"
    ),
}
# Endings of the past tense. "In two years" counts from today in a sentence about the future.
_PAST_ENDINGS = {
    "ru": re.compile(r"л(?:а|о|и|ся|ась|ось|ись)?\b"),
    "uz": re.compile("(?:(?<![ay])di|gan|dilar)$"),
    "uz-Cyrl": re.compile("(?:(?<![ай])ди|ган|дилар)$"),
}
# A sentence without one of these words has no such time; this is tested first, as it is faster.
_HINTS = {
    "en": """
        later earlier afterward afterwards beforehand next following same previous that soon shortly
    """,
    "ru": "спустя через позже ранее раньше следующий следующее следующую тот ту том тем той",
    "uz": "keyin so'ng o'tib o'tgach ertasi ertasiga o'sha shu",
    "uz-Cyrl": "кейин сўнг ўтиб ўтгач эртаси эртасига ўша шу",
}
_HINT_WORDS = {language: frozenset(listed.split()) for language, listed in _HINTS.items()}


def refers_to_earlier_time(words: Sequence[str], language: str) -> bool:
    """Return whether a time near the start of the sentence counts from an earlier sentence.

    A number of four digits before it is the year from which it counts.

    Args:
        words: the `words.tokens` of the sentence.
        language: `en`, `uz-Cyrl` …; only the four main languages have patterns.
    """
    hints = _HINT_WORDS.get(language)
    if hints is None or hints.isdisjoint(words[: 2 * _NEAR_START]):
        return False
    text = " ".join(words[:_SEARCHED])
    found = _TIMES[language].search(text)
    if found is None:
        return False
    past = _PAST_ENDINGS.get(language)
    if past and not past.search(text if language == "ru" else words[-1]):
        return False
    before = found.string[: found.start()].split()
    return len(before) <= _NEAR_START and not any(
        word.isdecimal() and len(word) == 4 for word in before
    )
