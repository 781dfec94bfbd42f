"""Quotations are shown whole: with their speaker, from the opening to the closing mark."""

import pytest

from bot.summaries import summarize
from bot.summaries.text.quotes import incomplete_quotations, join_quotations
from bot.summaries.text.sentences import split_sentences
from tests.support.instruction_count import grows_little
from tests.support.samples import load

SPEAKERLESS = {
    "uz": "“Biz “Paxtakor” klubi uchun yangi stadion quramiz. Ishlar bahorda boshlanadi.”",
    "uz-Cyrl": "“Биз “Пахтакор” клуби учун янги стадион қурамиз. Ишлар баҳорда бошланади.”",
    "en": "‘The bridge will change the town for ever. It’s what the boys’ club wanted.’",
    "ja": "「新しい橋は町を大きく変える。みんながとても喜んでいる。」",
    "zh": "“新桥将永远改变城市。居民们都很高兴。”",
    "ru": "— Мост навсегда изменит город Карши.",
    "es": "—El puente cambiará la ciudad para siempre.",
    "de": "»Die Brücke wird die Stadt für immer ändern.«",
    "fi": "”Silta muuttaa kaupungin ikuisesti ja kaikki iloitsevat.”",
}
NAMED = [
    "‘The bridge is open at last,’ said Quill, the mayor.",
    "‘The bridge is open at last’, said Quill, the mayor.",
    "‘Big Four’ carmakers met the mayor of Harrow on Monday.",
    "‘Tis the season of floods in the valley of the Harrow.",
    "「橋が開いた。」と市長は言った。",
    "“新桥将改变城市。”市长说。",
    "— Мост навсегда изменит город, — сказал мэр.",
    "— Мост откроют! — сказал мэр города.",
    "—El puente cambiará la ciudad —dijo el alcalde.",
    "— купить хлеб и молоко.",
    "“Real”ning yangi hujumchisi Parijdan Toshkentga keldi.",
    "Oʻzbekiston ta”lim vaziri yangi maktabni ochdi.",
    'The town bought pipes of 6" and 12" for the bridge.',
    "»Das ist falsch«, sagte der Bürgermeister von Harrow.",
    "The town’s boys’ club has a new house, it’s said.",
]
ENDS = {
    "en": "We have no words,” said Ada Quill of Harrow.",
    "ru": "Слов нет», — заявил Мальдонадо.",
    "uz": "Soʻz yoʻq”, — dedi hokim Aziz Karimov.",
    "uz-Cyrl": "Сўз йўқ», — деди ҳоким Азиз Каримов.",
}


@pytest.mark.parametrize("language", SPEAKERLESS)
def test_a_quotation_is_known_by_any_marks(language):
    sentences = split_sentences(SPEAKERLESS[language], language)

    assert all(incomplete_quotations(sentences))


@pytest.mark.parametrize("sentence", NAMED)
def test_a_sentence_that_only_looks_like_a_quotation_stays(sentence):
    assert incomplete_quotations([sentence]) == [False]


def test_a_list_with_dashes_is_not_dialogue():
    lines = ["Что изменится:", "— Мост откроют в мае.", "— Автобусы поедут к реке."]

    assert not any(incomplete_quotations(lines))


@pytest.mark.parametrize("language", ENDS)
def test_the_end_of_a_quotation_is_known_without_its_beginning(language):
    assert incomplete_quotations([ENDS[language]]) == [True]


def test_a_nested_quotation_that_ends_is_not_the_end_of_all():
    sentences = ["“We go to “Harrow", "Road” on Monday, and then we rest there.", "So be it.”"]

    assert incomplete_quotations(sentences) == [True, True, True]


@pytest.mark.parametrize("sample", load(), ids=lambda sample: sample.name)
@pytest.mark.parametrize("ranker", ["default", "lead"])
def test_no_summary_begins_with_the_end_of_a_quotation(sample, ranker):
    end = ENDS[sample.language]

    summary = summarize(end[:20], f"{end}\n{sample.body}", ranker=ranker)

    assert all(summary.sentences(length)[0] != end for length in range(1, 11))


JOINED = {
    "en": ["Nobody slept.", "“We have no words. The river rose,” said Ada Quill.", "It was dry."],
    "ru": ["Никто не спал.", "«Слов нет. Река поднялась», — заявил Мальдонадо.", "Было сухо."],
    "uz": ["Hech kim uxlamadi.", "“Soʻz yoʻq. Daryo toshdi”, — dedi Aziz Karimov.", "Quruq edi."],
    "uz-Cyrl": ["Ҳеч ким ухламади.", "“Сўз йўқ. Дарё тошди”, — деди Азиз Каримов.", "Қуруқ эди."],
}


@pytest.mark.parametrize("language", JOINED)
def test_direct_speech_and_its_speaker_are_one_sentence(language):
    split = split_sentences(" ".join(JOINED[language]), language)

    assert len(split) == 4
    assert join_quotations(split) == JOINED[language]


def test_a_speaker_before_the_quotation_is_joined_too():
    sentences = ["The mayor said: “The river rose.", "Nobody was hurt.”", "It was dry again."]

    assert join_quotations(sentences) == [" ".join(sentences[:2]), sentences[2]]


@pytest.mark.parametrize(
    "sentences",
    [
        ["“We have no words.", "The river rose.”", "The mayor left."],  # no speaker
        ["The mayor said: “The river rose.", "Nobody was hurt.", "It was dry again."],  # no end
        ["“The river rose.", "“The town did not.”", "It was dry again."],  # two quotations
        ["“The river rose. " + "High. " * 70, "No,” said Ada Quill.", "It was dry."],  # too long
    ],
)
def test_other_quotations_stay_apart(sentences):
    assert join_quotations(sentences) == sentences


def test_a_bracket_with_a_full_stop_is_one_sentence():
    sentences = ["The bridge (it was closed.", "It had cracks) is open.", "It is dry."]

    assert join_quotations(sentences) == [" ".join(sentences[:2]), sentences[2]]
    assert incomplete_quotations(sentences) == [True, False, False]


@pytest.mark.parametrize("piece", ["“a ", "« ", "‘a’ ", "’ ", "— A. ", '" ', "”, "])
def test_work_grows_with_the_marks_and_not_faster(piece):
    def read(count: int) -> object:
        return incomplete_quotations(join_quotations([f"A{piece * count}", *[piece] * count]))

    read(1)
    assert grows_little(read, (500, 1_000, 2_000))
