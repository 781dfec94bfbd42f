"""Every summary keeps its promises in each of the four main languages."""

import pytest

from bot.domain.errors import Unreadable
from bot.domain.summary import MAX_LENGTH
from bot.summaries import RANKER_NAMES, summarize
from bot.summaries.filters.quality import Grade, grade_sentences
from bot.summaries.text.document import Document
from bot.summaries.text.quotes import incomplete_quotations
from bot.summaries.text.sentences import split_sentences
from tests.support.samples import Sample, load

SAMPLES = {sample.language: sample for sample in reversed(load())}
LANGUAGES = tuple(SAMPLES)
each_language = pytest.mark.parametrize("language", LANGUAGES)

# A quotation of three sentences whose speaker is named in its last.
QUOTATIONS = {
    "en": "“The bridge must never be closed again. Every family of the town has lost money. "
    "We shall look at the arch each spring,” said the mayor of Harrowmere, Ada Quill.",
    "ru": "«Мост больше никогда не должен закрываться. Каждая семья города потеряла деньги. "
    "Мы будем осматривать арку каждую весну», — сказала мэр города Ада Квилл.",
    "uz": "«Ko‘prik endi hech qachon yopilmasligi kerak. Shahardagi har bir oila pul yo‘qotdi. "
    "Biz har bahorda ravoqni ko‘zdan kechiramiz», — dedi shahar hokimi Ada Kvill.",
    "uz-Cyrl": "«Кўприк энди ҳеч қачон ёпилмаслиги керак. Шаҳардаги ҳар бир оила пул йўқотди. "
    "Биз ҳар баҳорда равоқни кўздан кечирамиз», — деди шаҳар ҳокими Ада Квилл.",
}
LEANING = {
    "en": "However, it was closed for two years because of cracks in its main arch.",
    "ru": "Однако он был закрыт два года из-за трещин в главной арке моста.",
    "uz": "Biroq u asosiy ravoqdagi yoriqlar sababli ikki yil yopiq turgan edi.",
    "uz-Cyrl": "Бироқ у асосий равоқдаги ёриқлар сабабли икки йил ёпиқ турган эди.",
}
SHORT = {
    "en": ["The bridge is open.", "It was closed for two years.", "Why?"],
    "ru": ["Мост открыт.", "Он был закрыт два года.", "Почему?"],
    "uz": ["Ko‘prik ochildi.", "U ikki yil yopiq edi.", "Nega?"],
    "uz-Cyrl": ["Кўприк очилди.", "У икки йил ёпиқ эди.", "Нега?"],
}
BINARY_TEXTS = {
    "en": ["Read more", "Home\nNews\nSport", "Photo: Ann Bell\nSubscribe to our newsletter."],
    "ru": ["Читать далее", "Главная\nНовости", "Фото: Пётр Лугов\nПодписывайтесь на наш канал."],
    "uz": ["Batafsil", "Bosh sahifa\nSport", "Surat: Oqtepa\nTelegram kanalimizga obuna bo‘ling."],
    "uz-Cyrl": ["Батафсил", "Бош саҳифа\nСпорт", "Сурат: Гулзор\nКаналимизга обуна бўлинг."],
}
READ_ALSO = {
    "en": "Read also",
    "ru": "Читайте также",
    "uz": "Shuningdek o‘qing",
    "uz-Cyrl": "Шунингдек ўқинг",
}


def with_lines(sample: Sample, *lines: str, at: int = 0) -> str:
    body = sample.body.splitlines()
    return "\n".join([*body[:at], *lines, *body[at:]])


def texts(title: str, body: str, ranker: str = "default") -> list[str]:
    return [ranked.text for ranked in summarize(title, body, ranker=ranker).ranked]


@each_language
@pytest.mark.parametrize("ranker", ["default", "lead", "luhn"])
def test_a_quotation_keeps_its_speaker(language, ranker):
    sample = SAMPLES[language]
    first, second, _ = split_sentences(QUOTATIONS[language], language)
    title = f"{first} {second}"  # their words make them most like the title

    shown = texts(title, with_lines(sample, QUOTATIONS[language], at=1), ranker)

    assert len(shown) == MAX_LENGTH
    assert all(sentence not in shown for sentence in (first, second))
    assert QUOTATIONS[language] in shown


@each_language
def test_a_quotation_of_the_title_leads_from_its_first_word(language):
    quotation = QUOTATIONS[language]
    title = f"«{quotation.split('. ')[1]}»"  # its news stands inside the quotation

    shown = texts(title, with_lines(SAMPLES[language], quotation, at=3))

    assert quotation in shown[:2]


@each_language
@pytest.mark.parametrize("ranker", ["default", "lead"])
def test_a_long_quotation_is_not_shown_in_parts(language, ranker):
    sample, (first, *rest) = SAMPLES[language], split_sentences(QUOTATIONS[language], language)
    other = next(each for each in load() if each.language == language and each != sample)
    parts = [first, *split_sentences(other.body, language)[:5], *rest]

    shown = texts(first, with_lines(sample, " ".join(parts), at=1), ranker)

    assert not set(parts).intersection(shown)


@each_language
@pytest.mark.parametrize("ranker", ["default", "lead", "lexrank"])
@pytest.mark.parametrize("length", [1, 3, 10])
def test_no_summary_starts_with_a_sentence_that_leans_on_another(language, ranker, length):
    sample = SAMPLES[language]

    summary = summarize(sample.title, with_lines(sample, LEANING[language]), ranker=ranker)

    assert summary.sentences(length)[0] != LEANING[language]


@each_language
def test_a_sentence_does_not_lean_on_one_that_is_left_out(language):
    sample, leaning = SAMPLES[language], LEANING[language]

    shown = texts(leaning, with_lines(sample, READ_ALSO[language], leaning, at=2))

    assert leaning not in shown[:3]


@each_language
@pytest.mark.parametrize("ranker", RANKER_NAMES)
@pytest.mark.parametrize("count", [2, 3])
def test_an_article_of_three_sentences_or_fewer_is_shown_whole(language, ranker, count):
    given = SHORT[language][:count]

    summary = summarize("", " ".join(given), language=language, ranker=ranker)

    assert list(summary.sentences(3)) == given


@each_language
@pytest.mark.parametrize("number", range(3))
def test_junk_gets_a_clear_answer(language, number):
    with pytest.raises(Unreadable) as caught:
        summarize(SAMPLES[language].title, BINARY_TEXTS[language][number])

    assert caught.value.text_key == "summary.too_short"


@each_language
def test_the_cut_text_of_another_article_is_left_out(language):
    sample = SAMPLES[language]
    other = [each for each in load() if each.language == language][-1]
    teaser = f"{split_sentences(other.body, language)[0][:-10]}..."

    shown = texts(other.title, with_lines(sample, READ_ALSO[language], teaser, at=1))

    assert not [text for text in shown if text.endswith("...")]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("ru", "Как передаёт агентство «Сойма», об этом рассказала мэр города."),
        ("uz", "Soyma agentligining bu haqda bergan xabarini hokim tasdiqladi."),
        ("uz-Cyrl", "Сойма агентлигининг бу ҳақда берган хабарини ҳоким тасдиқлади."),
    ],
)
def test_a_sentence_that_points_back_after_a_few_words_leans_too(language, sentence):
    sample = SAMPLES[language]

    summary = summarize(sample.title, with_lines(sample, sentence), language=language)

    assert summary.sentences(3)[0] != sentence


@each_language
def test_a_part_of_the_title_is_not_said_again(language):
    sample = SAMPLES[language]
    other = next(each for each in load() if each.language == language and each != sample)

    title = f"{sample.title}: {other.title}"
    shown = texts(title, with_lines(sample, f"{sample.title}?", at=1))

    assert f"{sample.title}?" not in shown


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "Wednesday, May 3, 2026"),
        ("ru", "29 сентября 2017 г."),
        ("uz", "29-sentabr 2017-yil."),
        ("uz-Cyrl", "29 сентябрь 2017 йил."),
    ],
)
def test_a_date_alone_is_no_news(language, line):
    sentences = split_sentences(SAMPLES[language].body, language)

    document = Document.build("", language, [line, *sentences])

    assert grade_sentences(document)[0] == Grade.WEAK


@pytest.mark.parametrize("language", ["ru", "uz-Cyrl"])
def test_a_sentence_in_another_script_is_left_out(language):
    sample = SAMPLES[language]
    foreign = "Your skills are needed here, the agency wrote in a message."

    assert foreign not in texts(sample.title, with_lines(sample, foreign, at=1))


@each_language
def test_a_page_of_menus_gets_a_clear_answer(language):
    menus = [word.capitalize() for word in SAMPLES[language].body.split() if word.isalpha()]

    with pytest.raises(Unreadable) as caught:
        summarize(SAMPLES[language].title, "\n".join([*menus, " ".join(menus[:8])]))

    assert caught.value.text_key == "summary.too_short"


def test_a_gallery_mark_of_the_page_is_left_out():
    sample = SAMPLES["en"]
    first, *rest = sample.body.splitlines()

    shown = texts(sample.title, "\n".join([f"{first} [gallery-30523]", *rest]))

    assert shown == texts(sample.title, sample.body)


def test_a_quote_that_opens_the_next_sentence_stays_with_it():
    text = 'The sky was red. " It was the smoke , " she said. Nobody slept.'

    assert split_sentences(text, "en")[0] == "The sky was red."


@each_language
def test_more_than_the_title_is_not_the_title(language):
    sample = SAMPLES[language]
    with_number = f"{sample.title}: 475."

    shown = texts(sample.title, with_lines(sample, with_number))

    assert with_number in shown
    assert f"{sample.title}." not in texts(sample.title, with_lines(sample, f"{sample.title}."))


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("“The bridge is open at last.”", True),
        ("“The bridge is open at last,” said Quill, the mayor.", False),
        ('"The bridge is open at last," he said.', False),
        ("«Мост наконец открыт для всех».", True),
        ("«Спартак» выиграл.", False),
        ("„Die Brücke ist endlich wieder offen.“", True),
        ("The bridge is open.", False),
        ("Ada Quill said: “The bridge is open at last.", True),
    ],
)
def test_a_quotation_needs_its_speaker_and_both_marks(sentence, expected):
    assert incomplete_quotations([sentence]) == [expected]


def test_an_unclosed_quotation_ends_before_the_later_sentences():
    sentences = ["He wrote “a line of some words without an end."] + [
        f"The town built bridge number {number} in the north." for number in range(20)
    ]

    assert not any(incomplete_quotations(sentences)[-10:])


def test_a_word_torn_out_of_its_line_is_put_back():
    text = "Pensions will grow\nby 2.5%\n. The fund said so on Monday.\n"

    assert split_sentences(text, "en") == [
        "Pensions will grow by 2.5% .",
        "The fund said so on Monday.",
    ]


def test_a_document_of_some_sentences_keeps_their_places():
    document = Document.build("", "en", ["One bridge.", "“We all saw it fall.”", "Two bridges."])

    some = document.only([1, 2])

    assert some.positions == (1, 2)
    assert some.is_incomplete == (True, False)
