"""Letters of the texts: one alphabet in a word, and the right apostrophes in Uzbek."""

import re
from collections.abc import Iterator

import pytest

from bot.i18n.translator import LANGUAGES
from bot.playground.page.texts import catalogue as page_catalogue
from tests.support.catalogs import every_form

NAMES_OF_LANGUAGES = {"command.language"}  # each is written in its own alphabet
MARKUP = re.compile(r"</?[a-z]+>")
PLACEHOLDER = re.compile(r"\{\w+\}")
CYRILLIC, LATIN = r"[\u0400-\u052f]", r"[A-Za-zʻʼ]"
in_every_language = pytest.mark.parametrize("language", LANGUAGES)


def every_text(language: str) -> Iterator[tuple[str, str]]:
    """Return every form of every text of the bot and of the page, without markup, with its key."""
    for key, form in every_form(language):
        yield key, MARKUP.sub("", form)
    for key, text in page_catalogue(language).items():
        for form in [text] if isinstance(text, str) else text:
            yield f"page: {key}", form


@in_every_language
def test_no_word_mixes_two_alphabets(language: str) -> None:
    mixed = re.compile(rf"{CYRILLIC}{LATIN}|{LATIN}{CYRILLIC}")

    assert [(key, form) for key, form in every_text(language) if mixed.search(form)] == []


@in_every_language
def test_no_text_has_letters_of_another_alphabet_than_its_own(language: str) -> None:
    is_cyrillic = language in {"ru", "uz-Cyrl"}
    foreign = re.compile("[ʻʼ]" if is_cyrillic else CYRILLIC)
    own = re.compile(CYRILLIC if is_cyrillic else LATIN)
    texts = [(key, form) for key, form in every_text(language) if key not in NAMES_OF_LANGUAGES]

    assert [key for key, form in texts if foreign.search(form)] == []
    with_words = [(key, form) for key, form in texts if re.search(r"[^\W\d_]", bare(form))]
    assert [key for key, form in with_words if not own.search(form)] in ([], ["page: dialog.alert"])


def bare(form: str) -> str:
    """Return a text without its placeholders."""
    return PLACEHOLDER.sub("", form)


def test_uzbek_latin_uses_its_own_two_apostrophe_letters() -> None:
    odd = re.compile("['`´‘’]|(?<![OoGg])ʻ|[OoGg]ʼ")

    assert [(key, form) for key, form in every_text("uz") if odd.search(form)] == []


def test_uzbek_cyrillic_has_no_letters_that_only_russian_has() -> None:
    assert [(key, form) for key, form in every_text("uz-Cyrl") if re.search("[щы]", form)] == []
