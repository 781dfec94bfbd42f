"""The third sentence tells a consequence of the news: a deadline, a cause, a forecast."""

import pytest

from bot.summaries import summarize
from bot.summaries.lexicons.consequences import CONSEQUENCES
from bot.summaries.text.words import tokens

SENTENCES = {
    "en": [
        "The deadline is May 4.",
        "The flood was caused by a broken pump.",
        "Nine are in hospital.",
    ],
    "ru": [
        "Заявки принимают до 4 мая.",
        "Причиной стала поломка насоса.",
        "В больницу попали девять человек.",
    ],
    "uz": [
        "Hujjatlar 4-maygacha qabul qilinadi.",
        "Toshqinga nasosning buzilgani sabab boʻldi.",
        "Toʻqqiz kishi tuman kasalxonasida yotibdi.",
    ],
    "uz-Cyrl": [
        "Ҳужжатлар 4 майгача қабул қилинади.",
        "Тошқинга насоснинг бузилгани сабаб бўлди.",
        "Тўққиз киши туман касалхонасида ётибди.",
    ],
}
REPORTS = {  # the news, a detail, the consequence, more details
    "en": (
        "Evening courses in carpentry begin in the old mill",
        "Harrow opens a school for adults in June, in the old mill beside the river.",
        "The hall has large windows and a floor of pale oak.",
        "The deadline is May 4.",
        "A stove stands in the corner beside the long bench. Tea is served in the yard at seven.",
    ),
    "ru": (
        "В старой мельнице начнутся вечерние курсы столяров",
        "В июне Заречье откроет у реки школу для взрослых, в старой мельнице.",
        "В зале большие окна и светлый дубовый пол.",
        "Заявки принимают до 4 мая.",
        "В углу возле длинного верстака стоит печка. Чай пьют во дворе в семь часов.",
    ),
    "uz": (
        "Eski tegirmonda kechki duradgorlik kurslari boshlanadi",
        "Qamishzor iyunda daryo boʻyidagi eski tegirmonda kattalar uchun maktab ochadi.",
        "Zalning derazalari katta, poli esa och rangli emandan.",
        "Hujjatlar 4-maygacha qabul qilinadi.",
        "Burchakda uzun dastgoh yonida pechka turibdi. Choy hovlida soat yettida ichiladi.",
    ),
    "uz-Cyrl": (
        "Эски тегирмонда кечки дурадгорлик курслари бошланади",
        "Қамишзор июнда дарё бўйидаги эски тегирмонда катталар учун мактаб очади.",
        "Залнинг деразалари катта, поли эса оч рангли эмандан.",
        "Ҳужжатлар 4 майгача қабул қилинади.",
        "Бурчакда узун дастгоҳ ёнида печка турибди. Чой ҳовлида соат еттида ичилади.",
    ),
}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [(language, each) for language, listed in SENTENCES.items() for each in listed],
)
def test_a_consequence_is_known_by_its_words(language, sentence):
    assert CONSEQUENCES.occur_in(tokens(sentence), language)


@pytest.mark.parametrize("language", REPORTS)
def test_a_detail_is_no_consequence(language):
    assert not CONSEQUENCES.occur_in(tokens(REPORTS[language][2]), language)


@pytest.mark.parametrize("language", REPORTS)
def test_a_deadline_is_shown_before_a_detail(language):
    title, news, detail, deadline, rest = REPORTS[language]

    text = f"{news} {rest} {detail} {deadline}"
    shown = summarize(title, text, language=language).sentences(3)

    assert news in shown
    assert deadline in shown
    assert detail not in shown
