"""Each feature of a sentence changes its score, all other features being equal."""

import pytest

from bot.summaries import summarize
from bot.summaries.lexicons.discourse_markers import is_first_person, is_reminder, reports_speech
from bot.summaries.scoring.rank import POSITION, score
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
SAMPLES = {sample.language: sample for sample in reversed(load())}
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


# A title, a scene, the news, its outcome and a twin of the outcome without one.
STORIES = {
    "en": (
        "Harrow opens a second bridge over the Lenn",
        "At dawn the fog still lay over the meadows, and a heron stood in the reeds.",
        "Harrow opened a second bridge over the River Lenn on Monday.",
        "Nobody in the town was hurt by the fall of the old arch.",
        "Nobody in the town was near by the fall of the old arch.",
    ),
    "ru": (
        "В Сойме открыли второй мост через Лаг",
        "На рассвете над лугами ещё лежал туман, и в камышах стояла цапля.",
        "В понедельник в Сойме открыли второй мост через реку Лаг, который строили шесть лет.",
        "При падении старой арки никто из жителей города не пострадал.",
        "При падении старой арки никто из жителей города не присутствовал.",
    ),
    "uz": (
        "Oqtepada daryo ustida ikkinchi koʻprik foydalanishga topshirildi",
        "Tongda dalalar ustida hali tuman yotar, qamishzorda laylak turardi.",
        "Dushanba kuni Oqtepada daryo ustida olti yil qurilgan ikkinchi koʻprik topshirildi.",
        "Eski ravoq qulashidan shaharda hech kim jabrlanmadi.",
        "Eski ravoq qulashidan shaharda hech kim uygʻonmadi.",
    ),
    "uz-Cyrl": (
        "Гулзорда дарё устида иккинчи кўприк фойдаланишга топширилди",
        "Тонгда далалар устида ҳали туман ётар, қамишзорда лайлак турарди.",
        "Душанба куни Гулзорда дарё устида олти йил қурилган иккинчи кўприк топширилди.",
        "Эски равоқ қулашидан шаҳарда ҳеч ким жабрланмади.",
        "Эски равоқ қулашидан шаҳарда ҳеч ким уйғонмади.",
    ),
}


@each_language
def test_a_scene_before_the_news_has_no_bonus_of_its_place(language):
    title, scene, news, outcome, twin = STORIES[language]
    text = "\n".join([scene, news, outcome, twin, *SAMPLES[language].body.splitlines()])

    assert scene not in summarize(title, text, language=language).sentences(2)


@each_language
def test_a_first_sentence_with_the_news_keeps_its_bonus(language):
    title, _, news, outcome, twin = STORIES[language]

    assert scores(language, news, outcome, twin, title=title)[0] > POSITION


@each_language
def test_an_outcome_near_the_beginning_is_worth_more(language):
    title, scene, news, outcome, twin = STORIES[language]

    first = scores(language, news, outcome, twin, scene, title=title)
    second = scores(language, news, twin, outcome, scene, title=title)

    assert first[1] + second[2] > first[2] + second[1] + 0.1


@each_language
def test_the_outcome_before_a_sentence_like_the_title_is_no_scene(language):
    title, scene, news, outcome, _ = STORIES[language]
    near_news = f"{outcome[:-1]}, {title.split()[-1]}."

    after_scene = scores(language, scene, near_news, news, title=title)
    before_news = scores(language, scene, scene[::-1], news, title=title)

    assert after_scene[1] > before_news[1] + POSITION / 2


@each_language
def test_a_short_sentence_with_the_outcome_is_shown(language):
    short = {
        "en": "Nobody was hurt.",
        "ru": "Никто не пострадал.",
        "uz": "Hech kim jabrlanmadi.",
        "uz-Cyrl": "Ҳеч ким жабрланмади.",
    }[language]
    title, _, news, _, twin = STORIES[language]
    text = "\n".join([news, short, twin, *SAMPLES[language].body.splitlines()])

    assert short in summarize(title, text, language=language).sentences(3)


@each_language
def test_a_detail_far_down_costs_more_than_its_place_alone(language):
    title, scene, news, _, twin = STORIES[language]
    filling = [f"{scene} {number}" for number in range(14)]

    near = scores(language, news, *filling[:4], twin, *filling[4:], title=title)[5]
    far = scores(language, news, *filling, twin, title=title)[15]

    assert near - far > POSITION / 6 - POSITION / 16 + 0.1


def test_only_uzbek_pays_for_a_sentence_of_usual_length():
    long = "a bridge of the river " * 6
    places = [scores(language, "The town.", long, "x y.") for language in ("uz", "tr")]

    assert places[0][1] < places[1][1] - 0.2
