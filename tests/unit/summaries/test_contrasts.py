"""Sentences that contrast with another one, choose from what it names, or answer its question."""

import pytest

from bot.summaries.text.references import needed_positions
from bot.summaries.text.words import tokens

FIRST = {
    "en": "The county of Harrow will build six new schools.",
    "ru": "Область построит шесть новых школ.",
    "uz": "Viloyat oltita yangi maktab quradi.",
    "uz-Cyrl": "Вилоят олтита янги мактаб қуради.",
}
OPEN = {
    "en": [
        "Rents in the villages, however, fell by a tenth.",
        "Behind the wooden ones there is a garden.",
        "The other four follow in two years.",
        "All the others stay as they are.",
        "The first pupil came by boat.",
        "“Chalk and Rain” is her second film.",
    ],
    "ru": [
        "Аренда в сёлах, однако, подешевела на десятую часть.",
        "Остальные откроются через два года.",
        "Всех прочих повезут автобусы.",
        "Одновременно в сёлах закрываются магазины.",
        "Первый ученик приехал на лодке.",
        "«Мел и дождь» – его второй фильм.",
    ],
    "uz": [
        "Qishloqlarda, aksincha, ijara oʻndan bir arzonlashdi.",
        "Qolganlari ikki yildan keyin ochiladi.",
        "Boshqalarini avtobus olib boradi.",
        "Birinchi oʻquvchi qayiqda keldi.",
        "Har yili u yetti metr siljiydi.",
        "“Boʻr va yomgʻir” uning ikkinchi filmi.",
    ],
    "uz-Cyrl": [
        "Қишлоқларда, аксинча, ижара ўндан бир арзонлашди.",
        "Қолганлари икки йилдан кейин очилади.",
        "Бошқаларини автобус олиб боради.",
        "Биринчи ўқувчи қайиқда келди.",
        "Ҳар йили у етти метр силжийди.",
        "«Бўр ва ёмғир» унинг иккинчи фильми.",
    ],
}
CLOSED = {
    "en": [
        "The first half ended without a goal.",
        "Old bridges cost less to paint than the new ones do.",
        "The rest of the money comes from the state.",
        "Prices rose in towns of over ten thousand people; rents, however, fell.",
    ],
    "ru": [
        "Первый тайм закончился без голов.",
        "Одновременно с ремонтом в школе обновят столовую.",
        "Первый вице-премьер подписал договор.",
    ],
    "uz": [
        "Birinchi sentabrdan narxlar oshadi.",
        "Poytaxtda yozda narxlar ikki baravar oshdi, qishloqlarda, aksincha, arzonlashdi.",
    ],
    "uz-Cyrl": [
        "Биринчи сентябрдан нархлар ошади.",
        "Пойтахтда ёзда нархлар икки баравар ошди, қишлоқларда, аксинча, арзонлашди.",
    ],
}
QUESTIONS = {
    "en": ("Who may apply?", "Families with an income of under 30,000 dollars."),
    "ru": ("Кто может подать заявление?", "Семьи с доходом ниже 30 тысяч рублей."),
    "uz": ("Kim ariza berishi mumkin?", "Daromadi uch million soʻmdan kam oilalar."),
    "uz-Cyrl": ("Ким ариза бериши мумкин?", "Даромади уч миллион сўмдан кам оилалар."),
}


def _needs_of_last(language: str, *sentences: str) -> frozenset[int]:
    words = [tuple(tokens(sentence)) for sentence in sentences]
    return needed_positions("", language, sentences, words)[-1]


def _pairs(listed: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(language, sentence) for language, several in listed.items() for sentence in several]


@pytest.mark.parametrize(("language", "sentence"), _pairs(OPEN))
def test_a_contrast_or_choice_needs_the_sentence_before(language, sentence):
    assert _needs_of_last(language, FIRST[language], sentence) == {0}


@pytest.mark.parametrize(("language", "sentence"), _pairs(CLOSED))
def test_a_sentence_with_both_sides_needs_no_other(language, sentence):
    assert _needs_of_last(language, FIRST[language], sentence) == set()


@pytest.mark.parametrize("language", QUESTIONS)
def test_an_answer_needs_the_question_before_it(language):
    question, answer = QUESTIONS[language]

    assert _needs_of_last(language, FIRST[language], question, answer) == {1}
    assert _needs_of_last(language, question, FIRST[language], answer) == set()
