"""Sentences that depend on the one before them, and sentences that only look so."""

import pytest

from bot.summaries.text.anaphora import is_anaphoric
from bot.summaries.text.words import tokens

LEAN = {
    "en": [
        "It's the longest bridge of the valley.",
        "They’ve closed it twice since spring.",
        "That's why the arch was replaced.",
        "This could slow the traffic.",
        "These repairs took two years.",
        "Despite this, the fair went on.",
        "Since then two million people have crossed.",
        "In fact, nobody had asked.",
    ],
    "ru": [
        "Эту арку заменили весной.",
        "В этой части города моста не было.",
        "Благодаря этому ярмарка состоялась.",
        "У него два пролёта.",
        "К тому же мост подорожал.",
        "В-третьих, не хватает рабочих.",
        "В результате мост закрыли на два года.",
        "В результате пострадали трое рабочих.",
        "По его мнению, мост простоит век.",
    ],
    "uz": [
        "Ushbu ko‘prik eng uzunidir.",
        "Bunday ko‘prik ilgari bo‘lmagan.",
        "Oʻz navbatida, hokim vaʼda berdi.",
        "Shunga qaramay, yarmarka oʻtdi.",
        "Aks holda ko`prik yopiladi.",
    ],
    "uz-Cyrl": [
        "Ушбу кўприк энг узунидир.",
        "Бундай кўприк бўлмаган.",
        "Шунга қарамай, ярмарка ўтди.",
    ],
    "uk": ["Цю арку замінили.", "До того ж міст подорожчав."],
    "kk": ["Бұған әкім жауап берді.", "Себебі көпір ескі."],
    "tr": ["Bununla birlikte köprü açıldı.", "Çünkü köprü eskiydi."],
    "de": ["Diese Brücke ist alt.", "Außerdem fehlt Geld.", "Allerdings bleibt sie zu."],
    "fr": ["Car le pont est vieux.", "Celui-ci est fermé.", "Son arche est fissurée."],
    "es": ["A pesar de ello, abrió.", "De hecho, nadie preguntó."],
}
STANDALONE = {
    "en": [
        "IT Park Lenn opened a campus in Harrowmere.",
        "This summer the fair comes back to Harrowmere.",
        "Then-mayor Quill closed the bridge.",
    ],
    "ru": [
        "А. Лугов, смотритель моста, уволен.",
        "Этим летом в Сойме откроют мост.",
        "В этом году мост простоит без ремонта.",
        "В результате пожара на складе погиб сторож.",
        "В результате ДТП на мосту никто не погиб.",
    ],
    "uz": [
        "Bu yil paxta hosili oshdi.",
        "Shu yilning 5-may kuni koʻprik ochildi.",
        "U-20 terma jamoasi finalga chiqdi.",
        "U. Oqtepaliyev koʻprikni ochdi.",
    ],
    "uz-Cyrl": ["Бу йил пахта ҳосили ошди.", "У. Гулзоров кўприкни очди."],
    "uk": ["Цього року міст відкрили.", "А. Петренко очолив міст."],
    "kk": ["Осы жылы көпір ашылды."],
    "tr": ["Bu sabah köprü açıldı."],
    "de": ["Diesen Sommer öffnet die Brücke."],
    "fr": ["Ce mercredi, le pont a rouvert.", "Son Heung-min a marqué."],
    "es": ["Este lunes abrió el puente."],
}


def listed(sentences: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(language, one) for language, found in sentences.items() for one in found]


@pytest.mark.parametrize(("language", "sentence"), listed(LEAN))
def test_a_sentence_that_leans_on_the_one_before_is_known(language, sentence):
    assert is_anaphoric(sentence, tokens(sentence), language)


@pytest.mark.parametrize(("language", "sentence"), listed(STANDALONE))
def test_a_date_a_name_or_a_cause_at_the_start_leans_on_nothing(language, sentence):
    assert not is_anaphoric(sentence, tokens(sentence), language)
