"""Texts are split at a full stop or not: its neighbors decide whether a word is an abbreviation."""

import pytest

from bot.summaries.text.sentences import split_sentences


def assert_distinguished(language: str, *sentences: str) -> None:
    assert split_sentences(" ".join(sentences), language) == list(sentences)


@pytest.mark.parametrize(
    "hour",
    [
        "8 p.m. ET on Tuesday.",
        "8 p.m. EST.",
        "7:30 a.m. CT.",
        "11 p.m. Eastern time.",
        "9 p.m. Pacific on Sunday.",
        "10 a.m. Mountain Standard Time.",
        "6 p.m. GMT.",
        "5 p.m. Saturday.",
        "5 p.m. Saturday, the town said.",
        "5 p.m. June 3.",
        "noon to 5 p.m. Sundays.",
    ],
)
def test_a_time_of_day_goes_on_with_its_zone_or_day(hour):
    assert_distinguished("en", f"The polls of Harrow closed at {hour}", "Counting began at once.")


@pytest.mark.parametrize("start", ["Eastern towns were dark.", "Saturday's fair goes on."])
def test_a_time_of_day_ends_a_sentence_before_another_begins(start):
    assert_distinguished("en", "The shop of Ann Bell closed at 5 p.m.", start)


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        ("en", "The answer of the town is no.", "The vote is over."),
        ("en", "The castle is full of works of art.", "Visitors come by train."),
        ("en", "Nobody asked Ed.", "Miller had left the room."),
        ("en", "The tree bore one fig.", "Birds ate it."),
        ("en", "Wait a sec.", "Quill is coming."),
        ("en", "The wall is 10 ft.", "Climbers need a rope."),
        ("en", "She spoke to the union rep.", "Workers cheered."),
        ("ru", "В доме нашли пять тел.", "Следователи работают на месте."),
        ("ru", "Поезд стоял десять мин.", "Дорогу потом открыли."),
        ("ru", "Матч длился 120 мин.", "Победил клуб из Соймы."),
        ("ru", "Рост девочки 180 см.", "Вес врачи не назвали."),
        ("ru", "Биологи нашли новый ген.", "Учёные искали его десять лет."),
        ("ru", "Страна закупает рис.", "Урожай погиб."),
        ("ru", "В город вошёл полк.", "Жители закрыли ставни."),
        ("uz", "Bu yangi uy.", "Unda besh oila yashaydi."),
        ("uz", "Uning onasi rus.", "Otasi oʻzbek edi."),
        ("uz", "Kitobda uch yuz bet.", "Muallif uni besh yil yozdi."),
        ("uz", "Poyezd 10 min.", "Yoʻlovchilar kutishdi."),
        ("uz-Cyrl", "Бу янги уй.", "Унда беш оила яшайди."),
        ("uz-Cyrl", "Унинг онаси рус.", "Отаси ўзбек эди."),
        ("uz-Cyrl", "Ҳовлида беш тел.", "Терговчилар келди."),
        ("uk", "Країна купує рис.", "Врожай загинув."),
        ("kk", "Бұл жаңа үй.", "Онда бес отбасы тұрады."),
        ("kk", "Далада қалың қар.", "Жолдар жабық."),
        ("tr", "Cevap no.", "Halk sandığa gitti."),
        ("de", "Das ist eine neue Art.", "Die Forscher sind froh."),
        ("de", "Der Bürgermeister heißt Max.", "Köln feiert."),
        ("fr", "La réponse est no.", "Le maire part."),
        ("fr", "La police enquête sur le vol.", "Lyon attend."),
        ("es", "La ciudad vive del art.", "El museo abre."),
        ("es", "Es lo que la tierra da.", "Los vecinos siembran."),
        ("it", "La risposta è no.", "Il sindaco parte."),
    ],
)
def test_an_ambiguous_word_ends_a_sentence(language, first, second):
    assert_distinguished(language, first, second)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "See No. 4 and fig. 2 of the plan."),
        ("en", "The town of Ft. Worth asked Rep. Doe and Gen. Hale."),
        ("ru", "Приехал ген. Иванов и встретил мэра."),
        ("ru", "Приехал ген. И. Петров и встретил мэра."),
        ("ru", "Звоните: тел. 55-12 или тел. +7 33 12."),
        ("ru", "План показан на рис. 4 и на рис. 5."),
        ("uz", "Manzil: Bogʻ koʻchasi, uy. 12."),
        ("uz-Cyrl", "Учрашувга ген. Каримов келди."),
        ("de", "Das regelt Art. 5 des Gesetzes."),
        ("fr", "La loi dit à l'art. 5 que le pont reste."),
        ("es", "La ley dice en su art. 5 que el puente queda."),
    ],
)
def test_a_word_before_a_number_or_name_is_an_abbreviation(language, sentence):
    assert_distinguished(language, sentence)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "The rule stands on p. 12 of the book."),
        ("en", "The firm Weber & Co. KG builds bridges."),
        ("en", "The ticket costs Rs. 450 in the city."),
        ("en", "The mayor met Edward I. Harrow on Monday."),
        ("en", "At 7 p.m. Dr. Quill opened the fair."),
        ("en", "A. The bridge is open."),
        ("de", "Wir sprachen mit Dr. med. Weber über die Klinik."),
        ("de", "Der Verein kath. Frauen lädt ein."),
        ("ru", "Автобус идёт в пгт. Заречный каждое утро."),
        ("ru", "Слово бутерброд (от нем. Butterbrot) знают все."),
        ("ru", "Оно пришло от нем. Kunst и живёт у нас."),
        ("uk", "Слово дах (від нім. Dach) знають усі."),
    ],
)
def test_an_abbreviation_of_the_news_ends_no_sentence(language, sentence):
    assert_distinguished(language, sentence, "The end." if language == "en" else "42 is enough.")


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        ("en", "She became the first mayor of the U.S.", "Thousands came to the square."),
        ("en", "The shop had closed at 6 P.M.", "Visitors stood outside."),
        ("en", "They went there, you and I.", "Did Ann know it?"),
        ("en", "The bridge is over 5 m.", "3 lorries fit on it."),
        ("ru", "Мы говорили о нем.", "Он не пришёл."),
        ("ja", "橋が開通した．", "次は図書館だ．"),
    ],
)
def test_a_full_stop_of_the_news_ends_a_sentence(language, first, second):
    assert_distinguished(language, first, second)


def test_a_decimal_point_in_full_width_ends_nothing():
    assert_distinguished("ja", "長さは３．５キロだ．", "橋は新しい．")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("ru", "«Мост открыт, – сказала мэр. – Завтра пойдут автобусы»."),
        ("ru", "— Куда ты? — спросил отец. — Завтра ведь праздник."),
        ("uz-Cyrl", "– Кўприк очилди, – деди ҳоким. – Эртага автобуслар юради."),
        ("uz", "– Ko‘prik ochildi, – dedi hokim. – Ertaga avtobuslar yuradi."),
    ],
)
def test_speech_goes_on_after_its_speaker(language, sentence):
    assert_distinguished(language, sentence)


def test_a_dash_without_a_speaker_begins_a_sentence():
    assert_distinguished("ru", "Мост открыт.", "— Автобусы пойдут завтра.")
