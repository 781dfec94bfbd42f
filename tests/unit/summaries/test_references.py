"""References inside a sentence: pronouns, bare roles and surnames that need an earlier sentence."""

import pytest

from bot.summaries import summarize
from bot.summaries.text.references import needed_positions
from bot.summaries.text.words import tokens
from tests.support.samples import load

SAMPLES = {sample.language: sample for sample in reversed(load())}
FIRST = {
    "en": "Otto Brandt has left the hospital of Harrow.",
    "ru": "Отто Брандт вышел из больницы города.",
    "uz": "Otto Brandt shahar kasalxonasidan chiqdi.",
    "uz-Cyrl": "Отто Брандт шаҳар касалхонасидан чиқди.",
}
OPEN = {
    "en": [
        "According to the report, his heart is sound again.",
        "Police said she was found near the old bridge.",
        "The company said the sale ends in March.",
        "Five years later the clinic was sold to the county.",
        "The next day the doctors opened the ward again.",
        "The house was built by his grandfather.",
        "The first in the queue had come before dawn.",
        "The money came from the county.",
    ],
    "ru": [
        "По данным источника, его сердце снова здорово.",
        "Ранее сообщалось, что она уехала из города.",
        "Компания сообщила об окончании продажи в марте.",
        "Спустя пять лет больницу продали области.",
        "На следующий день врачи снова открыли отделение.",
        "Дом построил ещё его дед.",
        "Первыми в очереди стояли пенсионеры.",
        "Деньги на ремонт выделила область.",
    ],
    "uz": [
        "Maʼlumotlarga qaraganda, uning yuragi yana sogʻlom.",
        "Xabarga koʻra, ular shahardan ketgan.",
        "Kompaniya sotuv martda tugashini aytdi.",
        "Besh yildan keyin kasalxona viloyatga sotildi.",
        "Ertasi kuni shifokorlar boʻlimni yana ochdi.",
        "Uyni hali bobosi qurgan edi.",
        "Birinchisi tong otmasdan kelgan edi.",
        "Pulni viloyat ajratdi.",
    ],
    "uz-Cyrl": [
        "Маълумотларга қараганда, унинг юраги яна соғлом.",
        "Хабарга кўра, улар шаҳардан кетган.",
        "Компания сотув мартда тугашини айтди.",
        "Беш йилдан кейин касалхона вилоятга сотилди.",
        "Эртаси куни шифокорлар бўлимни яна очди.",
        "Уйни ҳали бобоси қурган эди.",
        "Биринчиси тонг отмасдан келган эди.",
        "Пулни вилоят ажратди.",
    ],
}
CLOSED = {
    "en": [
        "The mayor said she would build a second bridge.",
        "Ada Quill lost her seat in the council.",
        "The company Harrow Stone said the sale ends in March.",
        "In 2012 the clinic closed, and five years later it was sold.",
        "Two days after the flood the clinic opened again.",
        "The surgeon Ada Quill works in the ward of her grandfather.",
        "The first train of the new line left on Monday.",
    ],
    "ru": [
        "Мэр города заявила, что она построит второй мост.",
        "Компания «Лаг» продана в марте.",
        "В 2012 году больницу закрыли, а спустя пять лет продали.",
        "Через два года у реки построят новую больницу.",
        "Хирург Ада Квилл работает в отделении, где лечился её дед.",
        "Первый поезд новой линии ушёл в понедельник.",
    ],
    "uz": [
        "Shahar hokimi uning uyiga bordi.",
        "Kompaniya “Lag” martda sotildi.",
        "2012-yilda kasalxona yopildi va besh yildan keyin sotildi.",
        "Ikki yildan keyin daryo boʻyida yangi kasalxona quriladi.",
        "Jarroh Ada Kvill bobosi davolangan boʻlimda ishlaydi.",
        "Yangi yoʻnalishning birinchi poyezdi dushanba kuni joʻnadi.",
    ],
    "uz-Cyrl": [
        "Шаҳар ҳокими унинг уйига борди.",
        "Компания “Лаг” мартда сотилди.",
        "2012 йилда касалхона ёпилди ва беш йилдан кейин сотилди.",
        "Икки йилдан кейин дарё бўйида янги касалхона қурилади.",
        "Жарроҳ Ада Квилл бобоси даволанган бўлимда ишлайди.",
        "Янги йўналишнинг биринчи поезди душанба куни жўнади.",
    ],
}
BARE = {
    "en": "The doctors say Brandt may work again in May.",
    "ru": "По словам врачей, Брандт вернётся к работе в мае.",
    "uz": "Shifokorlar aytishicha, Brandt may oyida ishga qaytadi.",
    "uz-Cyrl": "Шифокорлар айтишича, Брандт май ойида ишга қайтади.",
}


def _needed(language: str, *sentences: str, title: str = "") -> list[frozenset[int]]:
    return needed_positions(title, language, sentences, [tuple(tokens(s)) for s in sentences])


@pytest.mark.parametrize(
    ("language", "sentence"),
    [(language, sentence) for language, listed in OPEN.items() for sentence in listed],
)
def test_an_open_reference_needs_the_sentence_before(language, sentence):
    assert _needed(language, FIRST[language], sentence)[1] == {0}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [(language, sentence) for language, listed in CLOSED.items() for sentence in listed],
)
def test_a_reference_to_its_own_sentence_needs_no_other(language, sentence):
    assert _needed(language, FIRST[language], sentence)[1] == set()


@pytest.mark.parametrize(
    ("language", "grant", "spent"),
    [
        ("en", "The county has given a grant of two million.", "The grant pays for new beds."),
        ("ru", "Область выделила грант в два миллиона.", "Грант пойдёт на новые койки."),
        ("uz", "Viloyat ikki millionlik grant ajratdi.", "Grant yangi karavotlarga sarflanadi."),
        ("uz-Cyrl", "Вилоят икки миллионлик грант ажратди.", "Грант янги каравотларга кетади."),
    ],
)
def test_a_bare_thing_needs_the_sentence_that_first_names_it(language, grant, spent):
    sentences = FIRST[language], grant, CLOSED[language][0], spent

    assert _needed(language, *sentences)[3] == {1}
    assert _needed(language, *sentences, title=grant)[3] == set()


@pytest.mark.parametrize("language", BARE)
def test_a_bare_surname_needs_the_full_name(language):
    sentences = FIRST[language], CLOSED[language][0], BARE[language]

    assert _needed(language, *sentences)[2] == {0}


@pytest.mark.parametrize("language", BARE)
def test_a_surname_of_the_title_needs_nothing(language):
    assert _needed(language, FIRST[language], BARE[language], title=FIRST[language])[1] == set()


@pytest.mark.parametrize("language", BARE)
@pytest.mark.parametrize("sentence", [*range(8), "bare"])
def test_a_summary_does_not_open_with_an_unexplained_reference(language, sentence):
    open_one = BARE[language] if sentence == "bare" else OPEN[language][sentence]
    first, second, *rest = SAMPLES[language].body.splitlines()
    text = "\n".join([first, FIRST[language], open_one, second, *rest])

    shown = summarize(SAMPLES[language].title, text, language=language).sentences(5)

    assert open_one not in shown or FIRST[language] in shown
