"""Each feature of a sentence changes its score, all other features being equal."""

import pytest

from bot.summaries.lexicons.discourse_markers import is_first_person, is_reminder, reports_speech
from bot.summaries.scoring.rank import score
from bot.summaries.text.document import Document
from bot.summaries.text.words import tokens
from tests.support.samples import load

MARKERS = {
    "en": (
        "We need your help with the bridge.",
        "The mayor said the bridge was safe.",
        "Earlier, the bridge was closed.",
        "The bridge was opened in Harrowmere.",
    ),
    "ru": (
        "Нам нужна ваша помощь с мостом.",
        "Мэр сообщила, что мост безопасен.",
        "Напомним, мост был закрыт.",
        "В городе открыли мост.",
    ),
    "uz": (
        "Bizga ko‘prik uchun yordam kerak.",
        "Hokim ko‘prik xavfsiz, dedi.",
        "Eslatib oʻtamiz, ko‘prik yopilgan edi.",
        "Shaharda ko‘prik ochildi.",
    ),
    "uz-Cyrl": (
        "Бизга кўприк учун ёрдам керак.",
        "Ҳоким кўприк хавфсиз, деди.",
        "Эслатиб ўтамиз, кўприк ёпилган эди.",
        "Шаҳарда кўприк очилди.",
    ),
}
each_language = pytest.mark.parametrize("language", MARKERS)
FILLING = {sample.language: sample.body.splitlines()[0] for sample in load()}


def scores(language: str, *sentences: str, title: str = "") -> list[float]:
    return score(Document.build(title, language, sentences))


@each_language
def test_own_words_speech_and_reminders_are_told_from_news(language):
    asks = [is_first_person, reports_speech, is_reminder]

    for place, sentence in enumerate(MARKERS[language]):
        words = tokens(sentence)
        assert [ask(words, language) for ask in asks] == [place == at for at in range(3)]


def test_a_language_without_lists_has_no_discourse_markers():
    words = tokens("We said it earlier.")

    assert not is_first_person(words, "xx")
    assert not reports_speech(words, "xx")
    assert not is_reminder(words, "xx")


def test_a_script_falls_back_on_its_language():
    assert reports_speech(["dedi"], "uz-Latn")


@each_language
def test_words_of_the_title_raise_the_score_of_a_sentence(language):
    filling = FILLING[language]
    *_, news = MARKERS[language]
    other = news[::-1]

    plain = scores(language, filling, other, news)
    titled = scores(language, filling, other, news, title=news)

    assert titled[2] - titled[1] > plain[2] - plain[1] + 0.5


def test_a_shorter_sentence_with_the_title_scores_higher():
    short = "The bridge in Harrowmere is open."
    long = "After a day of rain the bridge in Harrowmere is open to all who had waited for it."
    filling = "Nothing else happened there."

    first = scores("en", filling, short, long, title="Bridge in Harrowmere is open")
    second = scores("en", filling, long, short, title="Bridge in Harrowmere is open")

    assert first[1] + second[2] > first[2] + second[1]


def test_a_repeated_name_raises_the_score_of_its_sentence():
    again = "The old bridge of Harrowmere was shut."
    once = "The old bridge of Birchfield was shut."
    rest = ["Two years passed.", "People of Harrowmere waited."]

    with_name = scores("en", rest[0], again, rest[1])
    without = scores("en", rest[0], once, rest[1])

    assert with_name[1] > without[1] + 0.1


def test_only_uzbek_pays_for_a_sentence_of_usual_length():
    long = "a bridge of the river " * 6
    places = [scores(language, "The town.", long, "x y.") for language in ("uz", "tr")]

    assert places[0][1] < places[1][1] - 0.2
