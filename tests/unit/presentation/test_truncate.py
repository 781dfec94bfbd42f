"""`truncate` cuts between words where it can, and never inside a character."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.presentation.truncate import split, truncate, utf16_length

TEXTS = st.text(
    st.sampled_from("aб🙂é \n.\u200c\u200d") | st.characters(codec="utf-8"), max_size=300
)


def utf16(text: str) -> int:
    """Return the length in Telegram's units, measured in another way than ours."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@given(TEXTS)
def test_length_counts_utf16_units(text: str) -> None:
    assert utf16_length(text) == utf16(text)


@given(TEXTS, st.integers(1, 80))
def test_a_cut_text_fits_and_is_a_beginning(text: str, limit: int) -> None:
    shown = truncate(text, limit)

    assert utf16(shown) <= limit
    assert shown == text or (shown.endswith("…") and text.startswith(shown[:-1]))


def test_a_text_is_cut_after_a_word_that_ends_near_the_limit() -> None:
    assert truncate("the quick brown fox jumps", 20) == "the quick brown fox…"


def test_a_text_of_one_long_word_is_cut_all_the_same() -> None:
    assert truncate("a" * 30, 10) == "a" * 9 + "…"


FAMILY = "👩🏽\u200d👩\u200d👧"


@pytest.mark.parametrize("limit", range(10, 30))
def test_an_emoji_is_shown_whole_or_not_at_all(limit: int) -> None:
    text = f"ab🏳️\u200d🌈{FAMILY}{FAMILY}"

    shown = truncate(text, limit)

    wholes = ["ab", "ab🏳️\u200d🌈", f"ab🏳️\u200d🌈{FAMILY}"]
    assert shown in [f"{whole}…" for whole in wholes] or shown == text


@pytest.mark.parametrize("limit", range(12, 40))
def test_no_part_begins_or_ends_inside_an_emoji(limit: int) -> None:
    parts = split(FAMILY * 9, limit)

    assert all(set(part.split(FAMILY)) == {""} for part in parts)


def test_a_word_is_not_cut_beside_its_joiner() -> None:
    text = "شده\u200cاند" * 5

    ends = {truncate(text, limit)[-2] for limit in range(4, len(text))}

    assert ends == {"د", "ش", "ا", "ن"}


def test_joiners_without_end_are_cut_all_the_same() -> None:
    assert truncate("a\u200d" * 50, 20) == "a\u200d" * 9 + "a…"


@given(TEXTS, st.integers(2, 60))
def test_parts_fit_are_not_empty_and_hold_every_word_in_order(text: str, limit: int) -> None:
    parts = split(text, limit)

    assert all(part.strip() and utf16(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_parts_end_between_paragraphs_where_they_can() -> None:
    assert split("one two\n\nthree four\n\nfive", 20) == ["one two\n\nthree four", "five"]
