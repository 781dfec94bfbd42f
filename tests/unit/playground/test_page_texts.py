"""Texts of the page: each exists in every language, and none is unused."""

import re

import pytest

from bot.playground.page.texts import LANGUAGES, Text, catalogue
from tests.support.paths import ROOT

ASSETS = ROOT / "bot" / "playground" / "page" / "assets"
SCRIPTS = "\n".join(file.read_text() for file in sorted(ASSETS.glob("*.js")))
FORMS = {"en": 2, "ru": 3, "uz": 1, "uz-Cyrl": 1}
COMPUTED = re.compile(
    r"(chat\.about|chat\.members|composer|guide\.\d|panel|popup|role|tools\.\w+)\b"
)


def forms(text: Text) -> list[str]:
    """Return the plural forms of a text, or the text as the only one."""
    return [text] if isinstance(text, str) else text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_exactly_the_texts_of_english(language: str) -> None:
    assert catalogue(language).keys() == catalogue("en").keys()
    assert all(form.strip() for text in catalogue(language).values() for form in forms(text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_has_the_placeholders_of_the_english_one(language: str) -> None:
    def placeholders(text: str) -> list[str]:
        return sorted(re.findall(r"\{\w+\}", text))

    for key, text in catalogue("en").items():
        for form in forms(catalogue(language)[key]):
            assert placeholders(form) == placeholders(forms(text)[0]), key


@pytest.mark.parametrize(("language", "count"), FORMS.items())
def test_a_plural_text_has_every_form_of_its_language(language: str, count: int) -> None:
    plural = [text for text in catalogue(language).values() if isinstance(text, list)]

    assert plural
    assert {len(text) for text in plural} == {count}


def test_every_text_that_the_page_says_is_there() -> None:
    said = set(re.findall(r'say\("([\w.]+)"', SCRIPTS))
    named = set(re.findall(r'"((?:tools|message|chat)\.[\w.]+)"', SCRIPTS))

    assert said | named <= catalogue("en").keys()


def test_every_text_is_said_somewhere() -> None:
    literals = set(re.findall(r'"([\w.]+)"', SCRIPTS))

    unsaid = [key for key in catalogue("en").keys() - literals if not COMPUTED.match(key)]

    assert unsaid == []


def test_the_page_loads_nothing_from_elsewhere() -> None:
    for file in ASSETS.iterdir():
        text = file.read_text().replace("http://www.w3.org/2000/svg", "")
        addresses = set(re.findall(r"https?://[\w.$]+", text))
        assert addresses <= {"https://t.me", "https://$"}, file.name
