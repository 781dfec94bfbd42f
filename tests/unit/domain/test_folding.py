"""Folding maps many spellings to one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.folding import APOSTROPHES, drop_apostrophes, fold, fold_for_search, latin

UZBEK_WORDS = (
    ("Ўзбекистон", "ozbekiston"),
    ("Фарғона", "fargona"),
    ("Қашқадарё", "qashqadaryo"),
    ("Европа", "yevropa"),
    ("поезд", "poyezd"),
    ("объект", "obyekt"),
    ("милиция", "militsiya"),
    ("цирк", "sirk"),
    ("боец", "boyets"),
    ("Чўлпон", "cholpon"),
    ("Россия", "rossiya"),
    ("щётка", "shyotka"),
    ("мышь", "mish"),
)


@pytest.mark.parametrize(("cyrillic", "expected"), UZBEK_WORDS)
def test_cyrillic_is_spelled_in_latin_by_the_uzbek_alphabet(cyrillic, expected):
    assert fold(cyrillic) == expected


def test_letters_of_other_cyrillic_alphabets_stay():
    assert latin("їжак і ґава") == "їjak і ґava"


@pytest.mark.parametrize("apostrophe", APOSTROPHES)
def test_every_apostrophe_is_dropped(apostrophe):
    assert fold(f"O{apostrophe}zbekiston") == "ozbekiston"


def test_accents_that_are_no_part_of_a_letter_are_dropped():
    assert fold("Росси\u0301я") == fold("Россия")
    assert fold("İstanbul") == "istanbul"


def test_a_decomposed_letter_is_the_composed_one():
    assert fold("и\u0306од") == fold("йод")


def test_a_key_keeps_the_diacritics_that_search_drops():
    assert fold("Café") == "café"
    assert fold_for_search("Café") == "cafe"


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("Фарғона", "Farg'ona"),
        ("cafe", "café"),
        ("ежик", "Ёжик"),
        ("oʻzbek", "ЎЗБЕК"),
        ("strasse", "Straße"),
        ("fi", "ﬁ"),
        ("Росси\u0301я", "россия"),
        ("شدهاند", "شده\u200cاند"),
    ],
)
def test_search_finds_one_spelling_by_the_other(typed, written):
    assert fold_for_search(typed) == fold_for_search(written)


def test_search_sees_words_only():
    assert fold_for_search(" a_b\n(c)* — d ") == "a b c d"


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)
    assert fold_for_search(fold_for_search(text)) == fold_for_search(text)


@given(st.text(st.characters(min_codepoint=0x400, max_codepoint=0x45F)))
def test_folding_cyrillic_twice_is_folding_it_once(text):
    assert fold(fold(text)) == fold(text)


@given(st.lists(st.text(), max_size=4), st.sampled_from("\u200c\u200d"))
def test_joiners_never_matter(parts, joiner):
    assert fold(joiner.join(parts)) == fold("".join(parts))
    assert fold_for_search(joiner.join(parts)) == fold_for_search("".join(parts))


@given(st.text())
def test_case_and_apostrophes_never_matter(text):
    assert fold(drop_apostrophes(text)) == fold(text)
    assert fold(text.casefold()) == fold(text)


@given(st.text(st.sampled_from("абвгдеёжзийклмнопрстуфхцчшщъыьэюяўқғҳ")))
def test_russian_and_uzbek_become_plain_ascii(word):
    assert fold(word).isascii()
    assert fold_for_search(word).isascii()
