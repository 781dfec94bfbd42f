"""An age and a year of birth are one fact: a summary tells it once."""

import pytest

from bot.summaries.scoring.selection import select_sentences
from bot.summaries.text.document import Document
from bot.summaries.text.life_dates import life_dates, tell_the_same

# The death with the age, the birth with its year, the work.
LIVES = {
    "en": [
        "The bridge builder Ada Quill has died at the age of 81.",
        "She was born in Harrow in 1945 as the daughter of a ferryman.",
        "Four of the six bridges over the River Lenn are hers.",
    ],
    "ru": [
        "Строитель мостов Ада Квилл умерла на 81-м году жизни.",
        "Она родилась в Сойме в 1945 году в семье паромщика.",
        "Четыре из шести мостов через Лаг построены по её чертежам.",
    ],
    "uz": [
        "Koʻprik quruvchi Ada Kvill 81 yoshida vafot etdi.",
        "U 1945-yilda Oqtepada kemachi oilasida tugʻilgan.",
        "Daryodagi olti koʻprikning toʻrttasi uning chizmalari boʻyicha qurilgan.",
    ],
    "uz-Cyrl": [
        "Кўприк қурувчи Ада Квилл 81 ёшида вафот этди.",
        "У 1945 йилда Гулзорда кемачи оиласида туғилган.",
        "Дарёдаги олти кўприкнинг тўрттаси унинг чизмалари бўйича қурилган.",
    ],
}
each_language = pytest.mark.parametrize("language", LIVES)


@each_language
def test_ages_and_years_of_birth_are_found(language):
    found = [set(life_dates(sentence, language)) for sentence in LIVES[language]]

    assert found == [{"81"}, {"*1945"}, set()]


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("A driver, 30, was hurt.", "The 30-year-old is in hospital.", False),
        ("A driver, 30, was hurt.", "He was born in 1996.", True),
        ("A driver, 30, was hurt.", "His passenger, 24, was not hurt.", False),
        ("A driver, 30, was hurt.", "The road was opened in 1945.", False),
        ("She was born in 1945.", "Quill, born in Harrow in 1945, built bridges.", True),
    ],
)
def test_two_sentences_repeat_the_same_person_s_dates_only(one, other, is_same):
    assert tell_the_same(life_dates(one, "en"), life_dates(other, "en")) == is_same


@each_language
def test_the_year_of_birth_comes_after_other_news(language):
    document = Document.build("", language, LIVES[language])

    chosen = select_sentences(document, [3.0, 2.0, 1.6], diversity=0.6)

    assert chosen == [0, 2, 1]
