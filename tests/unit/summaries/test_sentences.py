import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.summaries.text.sentences import split_sentences
from tests.support.hard_sentences import HARD, boundary_f1
from tests.support.instruction_count import grows_little

LANGUAGES = st.sampled_from(["en", "ru", "uz", "uz-Cyrl", "de", "el", "zh", "und", "xx-Nope"])
MARKS = "Mr.|A.|т.е.|...|?!|(|)|«|»|\"|5.|U.S.|。|He|он|so'm|—|[1]|و|؟|।|北京|!|, | |\n|\r\n"
PIECES = st.sampled_from(sorted({*MARKS.split("|"), "\x00", "\ud800", "\u2028"}))
TEXTS = st.one_of(st.text(), st.lists(PIECES).map("".join))


@pytest.mark.parametrize("language", HARD)
def test_hard_sentences_are_split(language):
    assert boundary_f1(language) >= 0.95


def test_every_language_with_abbreviations_has_hard_sentences():
    assert set(HARD) == {"en", "ru", "uz", "uz-Cyrl", "uk", "kk", "tr", "de", "fr", "es"}
    assert all(sum(map(len, texts)) >= 20 for texts in HARD.values())


@given(TEXTS, LANGUAGES)
def test_splitting_loses_no_character_but_white_space(text, language):
    sentences = split_sentences(text, language)

    assert "".join("".join(sentences).split()) == "".join(text.split())


@given(TEXTS, LANGUAGES)
def test_every_sentence_stands_in_the_text_word_for_word(text, language):
    folded = " ".join(text.split())

    for sentence in split_sentences(text, language):
        assert sentence in folded


@pytest.mark.parametrize(
    ("language", "text", "count"),
    [
        ("zh", "市长今天宣布了新计划。居民们很高兴！什么时候开始？下个月。", 4),
        ("ja", "橋が開通した。「とても便利だ。」と住民は言った。次は図書館だ。", 3),
        ("ar", "افتتح الجسر اليوم. متى يبدأ العمل؟ غدا صباحا.", 3),
        ("ur", "پل آج کھل گیا۔ لوگ خوش ہیں۔", 2),
        ("hi", "पुल आज खुल गया। लोग खुश हैं। अब क्या होगा?", 3),
        ("hy", "Կամուրջը բացվեց։ Մարդիկ ուրախ են։", 2),
        ("de", "Am 5. Mai kam Dr. Weiß z. B. nach Köln. Er blieb bis zum 7. Juni.", 2),
        ("fr", "M. Durand est arrivé à 8 h. Il est reparti. « Enfin ! » dit-elle.", 3),
        ("es", "El Sr. Ruiz llegó tarde. ¿Por qué? ¡Nadie lo sabe!", 3),
        ("tr", "Prof. Dr. Kaya 19. yüzyılı anlattı. Salon doluydu.", 2),
        ("uk", "У 2020 р. Іваненко став мером. Він живе на вул. Садовій.", 2),
        ("kk", "Абай көш. 5-үйде тұрады. Ол дәрігер.", 2),
        ("el", "Τι έγινε; Κανείς δεν ξέρει.", 2),
    ],
)
def test_other_languages_have_their_own_marks_and_abbreviations(language, text, count):
    assert len(split_sentences(text, language)) == count


def test_a_new_line_ends_a_sentence():
    assert split_sentences("First line\nSecond line\n\nthird line", "en") == [
        "First line",
        "Second line",
        "third line",
    ]


def test_a_wrapped_line_goes_on():
    text = "The bridge over the\nriver was closed,\nsaid the mayor.\nIt will open soon."

    assert split_sentences(text, "en") == [
        "The bridge over the river was closed, said the mayor.",
        "It will open soon.",
    ]


def test_every_spelling_of_the_uzbek_apostrophe_is_the_same():
    for apostrophe in "'ʻ‘’`ʼ":
        text = (
            f"Narxi 5 ming so{apostrophe}m. O{apostrophe}rtoqlar keldi. G{apostrophe}. Aliyev ham."
        )

        assert len(split_sentences(text, "uz")) == 3


@pytest.mark.parametrize("piece", ["1. ", "(. ", '. "', "А. ", ". ", "a\nB\n", "Aa bb. ", "[1]."])
def test_work_grows_with_the_text_and_not_faster(piece):
    def read(count: int) -> object:
        return split_sentences(piece * count, "en")

    read(1)
    assert grows_little(read, (500, 1_000, 2_000))


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("de", ["»Das ist falsch.« ", "Er ging nach Köln."]),
        ("de", ["»Das ist falsch!«, rief er. ", "»Ist es so?« ", "Niemand weiß es."]),
        ("de", ["„Das ist falsch.“ ", "Er ging nach Köln."]),
        ("ru", ["Мост открыт. ", "«Спартак» выиграл. ", "Это так!"]),
        ("fr", ["Il part. ", "« Enfin ! » dit-elle. ", "Lyon attend."]),
        ("zh", ["卡尔希批准新桥。", "“新桥将改变城市。”市长说。", "居民很高兴。"]),
        ("zh", ["“很好。”", "居民们都笑了。"]),
        ("zh", ["「新橋很好。」市長說。", "大家都同意。"]),
        ("ja", ["「とても便利だ。」と住民は言った。", "次は図書館だ。"]),
    ],
)
def test_a_mark_closes_or_opens_by_where_it_stands(language, sentences):
    text = "".join(sentences)

    assert split_sentences(text, language) == [sentence.strip() for sentence in sentences]


@pytest.mark.parametrize("mark", "\u200b\u200f\u200e\u202c\u2060\ufeff\u00ad")
def test_an_invisible_mark_hides_no_boundary(mark):
    for text in (
        f"Rain fell.{mark} The cup goes.",
        f"Rain fell. {mark}The cup goes.",
        f"“Rain fell.”{mark} The cup goes.",
        f"افتتح الجسر اليوم.{mark} متى يبدأ العمل؟",
    ):
        assert len(split_sentences(text, "en")) == 2


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        ("en", "The rate of the bank is 14 percent.", "Loans will cost more."),
        ("en", "The mayor flew to London.", "The council met without her."),
        ("ru", "Турнир соберёт сотни любителей.", "На момент открытия зал был полон."),
        ("ru", "Турнир соберёт сотни любителей.", "В зале нет мест."),
        ("ru", "Мост открыт!", "«Спартак» выиграл."),
        ("uz", "Bizga yangi koʻprik kerak.", "Biz shunday deb oʻylaymiz."),
        ("uz", "Bizga yangi koʻprik kerak.", "Oʻtgan yil u yopildi."),
        ("uz", "Bizga yangi ko‘prik kerak.", "O‘tgan yil u yopildi."),
        ("uz-Cyrl", "Бизга янги кўприк керак.", "Биз шундай деб ўйлаймиз."),
    ],
)
def test_a_space_that_was_lost_hides_no_boundary(language, first, second):
    assert split_sentences(first + second, language) == [first, second]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The site runs on Node.js and System.Text in the U.S.A today."),
        ("en", "A man with a Ph.D from Harrow asked Dr.Smith and Prof.Quill for help."),
        ("en", "The papers are in report.Final.docx on the server."),
        ("ru", "По данным Mail.Ru и Lenta.Ru, такси Яндекс.Такси подорожало."),
        ("ru", "Так сказал т.Иванов с ул.Садовая и им.Ленина, а также проф.Петров."),
        ("uz", "Bu haqda kun.uz va Gazeta.Uz yozdi, prof.Karimov tasdiqladi."),
    ],
)
def test_a_full_stop_inside_a_name_is_no_boundary(language, text):
    assert split_sentences(text, language) == [text]


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("en", ["The base was shown by Brig. Gen. Pat Ryder.", "The Rt. Hon. Ada Quill saw it."]),
        ("en", ["They waited for the rain . . . .", "It came in the night."]),
        ("en", ["They waited . . . and left."]),
        ("en", ["The shop closed.", "iPhone sales fell.", "eBay sells old ones."]),
        ("ru", ["Завод открыли в начале 1990-х гг.", "Страна ждала машин."]),
    ],
)
def test_rare_forms_are_distinguished(language, sentences):
    assert split_sentences(" ".join(sentences), language) == sentences


@pytest.mark.parametrize(
    "items",
    [
        ["1. The bridge opens.", "2. The road is closed.", "3. The fair ends"],
        ["1) the bridge", "2) the road"],
        ["1.) The bridge", "2.) The road"],
        ["a. The bridge", "b. The road", "c. The fair"],
        ["(a) The bridge is new.", "(b) The road is old."],
        ["• 9. The bridge", "• 10. The road"],
        ["• The bridge", "• The road"],
        ["The council voted on three things:", "1. the bridge", "2. the road", "3. the fair"],
    ],
)
def test_the_items_of_a_run_in_list_are_separate(items):
    assert split_sentences(" ".join(items), "en") == items


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The town won 2. 1 was the score of the guests"),
        ("en", "Harrow • Monday • News"),
        ("en", "She lives in house 1. Its owner"),
        ("de", "1. FC Köln gewann gegen die 2. Mannschaft von Bonn"),
    ],
)
def test_numbers_that_are_no_list_are_not_items(language, text):
    assert len(split_sentences(text, language)) <= 2


def test_thai_is_split_at_the_spaces_between_sentences():
    sentences = [
        "สะพานข้ามแม่น้ำแห่งใหม่เปิดใช้งานแล้วเมื่อเช้าวันจันทร์ที่ผ่านมา",
        "การก่อสร้างใช้เวลาสามปี และใช้งบประมาณหกสิบล้านบาทตามที่กระทรวงแจ้ง",
        "รถโดยสารจะเริ่มวิ่งผ่านสะพานในวันอังคารนี้",
    ]

    assert split_sentences(" ".join(sentences), "th") == sentences


def test_an_unpunctuated_lead_line_is_a_sentence():
    lead = "What the whole town has been waiting for"
    body = "The bridge over the river was opened on Monday by the mayor, who had promised it. " * 2

    assert split_sentences(f"{lead}\n{body}", "en")[0] == lead


@pytest.mark.parametrize("text", ["The bri\u00addge is open.", "این خبر می\u200cشود."])
def test_soft_hyphens_and_joiners_stay_in_the_sentence(text):
    assert split_sentences(f"{text} {text}", "en") == [text, text]
