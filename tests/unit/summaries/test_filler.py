"""Sentences without news: source lines, captions and bare questions."""

import pytest

from bot.summaries import RANKER_NAMES, summarize
from bot.summaries.filters.filler import is_filler
from bot.summaries.text.words import tokens
from tests.support.samples import load

SAMPLES = {sample.language: sample for sample in reversed(load())}
FILLER = {
    "en": [
        "This was reported by the Harrow Courier on Monday.",
        "The news was first reported by the county radio.",
        "The mayor of Harrow (pictured) walked over the new bridge on Monday.",
        "Ada Quill (second left) and her sister (right) at the opening of the bridge.",
        "Ada Quill, pictured at the river, has promised a second bridge.",
        "Scroll down for the video of the falling arch of the bridge.",
        "But who will pay for the second bridge of the town?",
        "“Who will pay for the second bridge of the town?”",
        "The Harrow Courier was the first to report the repair of the bridge.",
        "The verdict was first reported by the website Lenn Today.",
        "The figures are collected by volunteers in six villages.",
    ],
    "ru": [
        "Об этом сообщает пресс-служба администрации города.",
        "Об этом в понедельник заявила мэр города Ада Квилл.",
        "Мэр города (на фото) первой прошла по новому мосту.",
        "Но кто заплатит за второй мост через реку?",
        "Первым о ремонте моста сообщил портал «Сойма сегодня».",
        "О закрытии моста первой написала районная газета.",
        "Данные собирают добровольцы в шести сёлах.",
    ],
    "uz": [
        "Bu haqda shahar hokimligi matbuot xizmati xabar berdi.",
        "Bu haqida viloyat radiosi maʼlum qildi.",
        "Shahar hokimi (suratda) yangi koʻprikdan birinchi boʻlib oʻtdi.",
        "Ikkinchi koʻprik uchun pulni kim toʻlaydi?",
        "Koʻprik yopilgani haqida birinchi boʻlib “Oqtepa” sayti xabar berdi.",
        "Maʼlumotlar olti qishloqda koʻngillilar tomonidan yigʻiladi.",
    ],
    "uz-Cyrl": [
        "Бу ҳақда шаҳар ҳокимлиги матбуот хизмати хабар берди.",
        "Шаҳар ҳокими (суратда) янги кўприкдан биринчи бўлиб ўтди.",
        "Иккинчи кўприк учун пулни ким тўлайди?",
        "Кўприк ёпилгани ҳақида биринчи бўлиб “Гулзор” сайти хабар берди.",
        "Маълумотлар олти қишлоқда кўнгиллилар томонидан йиғилади.",
    ],
}
NEWS = {
    "en": [
        "The bridge (above all its arch) was repaired on Monday.",
        "The Left (left with two seats) voted against the bridge.",
        "This was the longest bridge of the county for a hundred years.",
        "Asked “Who will pay?”, the mayor of Harrow left the room.",
        "The mayor pictured a town with two bridges and a park.",
        "The figures show that the bridge carries 3,000 people a day.",
        "The town was the first to publish what its bridges cost.",
    ],
    "ru": [
        "Этот мост был самым длинным в области сто лет.",
        "Слева от реки построят новый вокзал и рынок.",
        "На вопрос «Кто заплатит?» мэр города не ответила.",
        "Первым по новому мосту проехал школьный автобус.",
        "Данные датчиков показали трещину в арке моста.",
    ],
    "uz": [
        "Koʻprik yuz yil davomida viloyatdagi eng uzun koʻprik boʻlgan.",
        "Koʻprikdan birinchi boʻlib maktab avtobusi oʻtdi.",
    ],
    "uz-Cyrl": [
        "Кўприк юз йил давомида вилоятдаги энг узун кўприк бўлган.",
        "Кўприкдан биринчи бўлиб мактаб автобуси ўтди.",
    ],
}


def _pairs(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(language, sentence) for language, listed in table.items() for sentence in listed]


@pytest.mark.parametrize(("language", "sentence"), _pairs(FILLER))
def test_a_sentence_without_news_is_filler(language, sentence):
    assert is_filler(sentence, tokens(sentence), language)


@pytest.mark.parametrize(("language", "sentence"), _pairs(NEWS))
def test_news_is_no_filler(language, sentence):
    assert not is_filler(sentence, tokens(sentence), language)


@pytest.mark.parametrize("language", FILLER)
@pytest.mark.parametrize("ranker", RANKER_NAMES[:3])
def test_no_summary_shows_filler(language, ranker):
    first, *rest = SAMPLES[language].body.splitlines()
    text = "\n".join([first, *FILLER[language], *rest])

    shown = summarize(FILLER[language][0], text, ranker=ranker).sentences(10)

    assert not set(FILLER[language]).intersection(shown)


def test_a_text_of_filler_only_is_shown_whole():
    lines = [FILLER["en"][at] for at in (0, 3, 6)]

    summary = summarize("", "\n".join(lines), language="en")

    assert list(summary.sentences(3)) == lines
