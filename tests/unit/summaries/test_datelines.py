"""A dateline belongs to the sentence after it, and no summary shows it alone."""

import pytest

from bot.summaries import summarize
from bot.summaries.text.datelines import is_dateline
from bot.summaries.text.sentences import split_sentences

REPORTS = {
    "en": "OLD HARBOR (6 a.m.) – The ferry to Brae ran aground in thick fog.",
    "ru": "ЗАРЕЧЬЕ, 7 мар. – Паром до острова сел на мель в густом тумане.",
    "uz": "QAMISHZOR, 7-mart. – Orolga ketayotgan parom quyuq tumanda qumga oʻtirib qoldi.",
    "uz-Cyrl": "ҚАМИШЗОР (соат 6.00.) – Оролга кетаётган паром қуюқ туманда қумга ўтириб қолди.",
}
MORE = {
    "en": (
        "All 40 passengers were taken ashore in boats. "
        "Divers will look at the hull on Friday. The next ferry leaves on Sunday."
    ),
    "ru": (
        "Всех 40 пассажиров доставили на берег на лодках. "
        "В пятницу водолазы осмотрят корпус. Следующий паром уйдёт в воскресенье."
    ),
    "uz": (
        "Barcha 40 yoʻlovchi qayiqlarda qirgʻoqqa olib chiqildi. "
        "Gʻavvoslar juma kuni kema tagini koʻrikdan oʻtkazadi. Keyingisi yakshanba kuni joʻnaydi."
    ),
    "uz-Cyrl": (
        "Барча 40 йўловчи қайиқларда қирғоққа олиб чиқилди. "
        "Ғаввослар жума куни кема тагини кўрикдан ўтказади. Кейинги паром якшанба куни жўнайди."
    ),
}
LINES = {
    "en": "OLD HARBOR, March 7 (WIRE)",
    "ru": "ЗАРЕЧЬЕ, 7 марта – Волна Пресс.",
    "uz": "QAMISHZOR, 7-mart (XABAR).",
    "uz-Cyrl": "ҚАМИШЗОР, 7 март.",
}


@pytest.mark.parametrize("language", REPORTS)
def test_a_dateline_stays_with_its_sentence(language):
    text = f"{REPORTS[language]} {MORE[language]}"

    assert split_sentences(text, language)[0] == REPORTS[language]


@pytest.mark.parametrize("language", LINES)
def test_a_dateline_of_its_own_is_not_shown(language):
    text = f"{LINES[language]}\n\n{REPORTS[language]} {MORE[language]}"

    shown = summarize("", text, language=language).sentences(5)

    assert LINES[language] not in shown
    assert REPORTS[language] in shown


@pytest.mark.parametrize(
    "sentence", ["BBC, 5 people and a dog.", "FIFA (2026) won.", "NATO agreed.", "A 5-0 win."]
)
def test_a_sentence_in_capitals_is_no_dateline(sentence):
    assert not is_dateline(sentence)
