"""Sentences that add only a day, and dialogue with a second part, come last."""

import pytest

from bot.summaries.filters.filler import is_filler
from bot.summaries.text.quotes import incomplete_quotations
from bot.summaries.text.words import tokens

ONLY_A_DAY = {
    "en": "The ruling was published on Friday.",
    "ru": "Решение огласили в пятницу.",
    "uz": "Qaror juma kuni eʼlon qilindi.",
    "uz-Cyrl": "Қарор жума куни эълон қилинди.",
}
WITH_NEWS = {
    "en": "The ruling closes both mines on Friday.",
    "ru": "По решению обе шахты закроют в пятницу.",
    "uz": "Qarorga koʻra ikkala kon juma kuni yopiladi.",
    "uz-Cyrl": "Қарорга кўра иккала кон жума куни ёпилади.",
}
GOES_ON = {
    "en": "– The mill has no door, – says the miller. – Come in through the window.",
    "ru": "– У мельницы нет двери, – говорит мельник. – Заходите через окно.",
    "uz": "– Tegirmonning eshigi yoʻq, – deydi tegirmonchi. – Derazadan kiring.",
    "uz-Cyrl": "– Тегирмоннинг эшиги йўқ, – дейди тегирмончи. – Деразадан киринг.",
}
ENDS = {
    "en": "– The mill has no door, – says the miller.",
    "ru": "– У мельницы нет двери, – говорит мельник.",
    "uz": "– Tegirmonning eshigi yoʻq, – deydi tegirmonchi.",
    "uz-Cyrl": "– Тегирмоннинг эшиги йўқ, – дейди тегирмончи.",
}


@pytest.mark.parametrize("language", ONLY_A_DAY)
def test_a_sentence_that_adds_only_a_day_is_filler(language):
    assert is_filler(ONLY_A_DAY[language], tokens(ONLY_A_DAY[language]), language)
    assert not is_filler(WITH_NEWS[language], tokens(WITH_NEWS[language]), language)


@pytest.mark.parametrize("language", GOES_ON)
def test_dialogue_that_goes_on_is_a_part_of_a_quotation(language):
    assert incomplete_quotations([GOES_ON[language]]) == [True]
    assert incomplete_quotations([ENDS[language]]) == [False]
