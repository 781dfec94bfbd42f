"""The translator chooses, fills and escapes a text."""

import html
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.i18n.html import bold
from bot.i18n.translator import LANGUAGES, closest_language, get_translator, language_named
from tests.support.catalogs import placeholders, texts

FILLED = sorted(key for key, forms in texts("en").items() if placeholders(forms[-1]))
RUSSIAN_VOTES = [
    (0, "голосов"),
    (1, "голос"),
    (2, "голоса"),
    (5, "голосов"),
    (11, "голосов"),
    (21, "голос"),
    (22, "голоса"),
    (111, "голосов"),
]


def tags_of(text: str) -> list[str]:
    return re.findall(r"<[^>]*>", text)


@pytest.mark.parametrize(("count", "votes"), RUSSIAN_VOTES)
def test_russian_counts_in_three_forms(count, votes):
    said = get_translator("ru").text("card.rating", mean=Decimal("4.3"), count=count)

    assert said == f"★ 4,3 · {count} {votes}"


@pytest.mark.parametrize(("count", "votes"), [(0, "votes"), (1, "vote"), (2, "votes")])
def test_english_counts_in_two_forms(count, votes):
    said = get_translator("en").text("card.rating", mean=Decimal("3.0"), count=count)

    assert said == f"★ 3.0 · {count} {votes}"


@pytest.mark.parametrize("count", [0, 1, 2, 21])
def test_uzbek_counts_in_one_form(count):
    said = get_translator("uz").text("card.rating", mean=Decimal("3.0"), count=count)

    assert said == f"★ 3,0 · {count} ovoz"


@given(st.sampled_from(sorted(LANGUAGES)), st.text())
def test_any_value_is_shown_just_as_it_is(language, value):
    written = get_translator(language).html("delete.ask", title=value)

    assert "<" not in written
    assert ">" not in written
    assert html.unescape(written) == get_translator(language).text("delete.ask", title=value)


@given(st.sampled_from(sorted(LANGUAGES)), st.sampled_from(FILLED), st.text(), st.integers(0))
def test_no_value_adds_markup_to_any_text(language, key, value, count):
    named = dict.fromkeys(placeholders(texts("en")[key][-1]), value)

    written = get_translator(language).html(key, **{**named, "count": count})

    assert tags_of(written) in [tags_of(form) for form in texts(language)[key]]
    assert re.search(r"&(?!(amp|lt|gt|quot|#x27);)", written) is None


def test_markup_of_ours_is_kept_as_a_value():
    written = get_translator("en").html("delete.ask", title=bold("<A>"))

    assert written == "Delete “<b>&lt;A&gt;</b>” with its ratings?"


def test_plain_text_is_not_escaped():
    assert (
        get_translator("en").text("delete.ask", title="A & B") == "Delete “A & B” with its ratings?"
    )


def test_an_unknown_key_is_an_error():
    with pytest.raises(KeyError, match=r"no text rating\.lost in uz"):
        get_translator("uz").text("rating.lost")


def test_a_value_that_is_missing_is_an_error():
    with pytest.raises(KeyError, match="title"):
        get_translator("ru").text("delete.ask")


@pytest.mark.parametrize(
    ("language", "day"),
    [("en", "June 8, 2025"), ("ru", "8 июня 2025"), ("uz", "8-iyun"), ("uz-Cyrl", "8 июн")],
)
def test_days_are_written_as_the_language_writes_them(language, day):
    assert day in get_translator(language).date(datetime(2025, 6, 8, tzinfo=UTC))


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("en", "en"),
        ("ru", "ru"),
        ("uz", "uz"),
        ("en-GB", "en"),
        ("RU-ru", "ru"),
        ("uz-Cyrl", "uz-Cyrl"),
        ("uz_Cyrl", "uz-Cyrl"),
        ("UZ-cyrl-UZ", "uz-Cyrl"),
        ("uz-Latn-UZ", "uz"),
        ("uzs", "en"),
        ("kk", "ru"),
        ("ky-KG", "ru"),
        ("tg", "ru"),
        ("uk", "ru"),
        ("de", "en"),
        ("zh-hans", "en"),
        ("", "en"),
        (None, "en"),
    ],
)
def test_a_reader_gets_the_closest_language(code, language):
    assert closest_language(code) == language


@pytest.mark.parametrize(
    ("written", "language"),
    [
        ("RU", "ru"),
        ("русский", "ru"),
        ("O'zbekcha", "uz"),
        ("ўзбекча", "uz-Cyrl"),
        ("uz_CYRL", "uz-Cyrl"),
        ("uz-latn", None),
        ("", None),
    ],
)
def test_a_language_is_found_by_its_code_or_its_name(written, language):
    assert language_named(written) == language


@given(st.none() | st.text())
def test_every_reader_gets_one_of_our_languages(code):
    assert closest_language(code) in LANGUAGES


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.2, "in 1 second"), (42, "in 42 seconds"), (61, "in 2 minutes"), (3_601, "in 2 hours")],
)
def test_a_time_to_wait_is_never_said_shorter_than_it_is(seconds, said):
    wait = timedelta(seconds=seconds)

    assert said in get_translator("en").text("add.too_many.day", maximum=1, wait=wait)
    assert said in get_translator("en").html("add.too_many.day", maximum=1, wait=wait)
