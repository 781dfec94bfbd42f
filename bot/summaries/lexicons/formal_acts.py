"""Sentences that add only a day to the news: "The verdict was read on Wednesday."

The lists were written for this project. They are case folded and use the apostrophe `'`.
"""

from collections.abc import Sequence

_MOST_WORDS = 7
_DAYS = {
    "en": "monday tuesday wednesday thursday friday saturday sunday today yesterday",
    "ru": """
        понедельник вторник среду четверг пятницу субботу воскресенье сегодня вчера накануне
    """,
    "uz": "dushanba seshanba chorshanba payshanba juma shanba yakshanba bugun kecha",
    "uz-Cyrl": "душанба сешанба чоршанба пайшанба жума шанба якшанба бугун кеча",
}
_ACTS = {
    "en": "read announced published signed released issued delivered presented",
    "ru": """
        огласили оглашён оглашен объявили объявлен зачитали опубликовали опубликован подписали
        подписан обнародовали вынесли
    """,
    "uz": "eshittirildi imzolandi o'qildi e'lon chop taqdim",
    "uz-Cyrl": "эшиттирилди имзоланди ўқилди эълон чоп тақдим",
}
_PAPERS = {
    "en": "verdict ruling sentence judgment decision report statement law contract treaty",
    "ru": """
        приговор решение вердикт постановление отчёт отчет доклад заявление закон договор соглашение
        документ указ
    """,
    "uz": "hukm qaror hisobot bayonot qonun shartnoma bitim hujjat farmon kelishuv",
    "uz-Cyrl": "ҳукм қарор ҳисобот баёнот қонун шартнома битим ҳужжат фармон келишув",
}
_DAY_WORDS = {language: frozenset(listed.split()) for language, listed in _DAYS.items()}
_ACT_WORDS = {language: frozenset(listed.split()) for language, listed in _ACTS.items()}
_PAPER_WORDS = {language: frozenset(listed.split()) for language, listed in _PAPERS.items()}


def tells_only_a_day(words: Sequence[str], language: str) -> bool:
    """Return whether a short sentence says on which day a paper was read, signed or published.

    Args:
        words: the `words.tokens` of the sentence.
        language: only `en`, `ru`, `uz` and `uz-Cyrl` have lists.
    """
    if len(words) > _MOST_WORDS or language not in _DAY_WORDS:
        return False
    listed = (_DAY_WORDS[language], _ACT_WORDS[language], _PAPER_WORDS[language])
    return not any(each.isdisjoint(words) for each in listed)
