"""Text is cut where it may be cut, and never through a character."""

from hypothesis import given
from hypothesis import strategies as st

from bot.presentation.cut import cut, length, split

TEXTS = st.text(st.sampled_from("aб🙂é \n.") | st.characters(codec="utf-8"), max_size=300)


def utf16(text: str) -> int:
    """Return the length as an independent measure of Telegram's units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@given(TEXTS)
def test_length_counts_utf16_units(text: str) -> None:
    assert length(text) == utf16(text)


@given(TEXTS, st.integers(1, 80))
def test_a_cut_text_fits_and_is_a_beginning(text: str, limit: int) -> None:
    shown = cut(text, limit)

    assert utf16(shown) <= limit
    assert shown == text or (shown.endswith("…") and text.startswith(shown[:-1]))


def test_a_text_is_cut_between_words_where_one_ends_near_the_limit() -> None:
    assert cut("the quick brown fox jumps", 20) == "the quick brown fox…"


def test_a_text_of_one_long_word_is_cut_all_the_same() -> None:
    assert cut("a" * 30, 10) == "a" * 9 + "…"


@given(TEXTS, st.integers(2, 60))
def test_parts_fit_are_not_empty_and_hold_every_word_in_order(text: str, limit: int) -> None:
    parts = split(text, limit)

    assert all(part.strip() and utf16(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_parts_end_between_paragraphs_where_they_can() -> None:
    assert split("one two\n\nthree four\n\nfive", 20) == ["one two\n\nthree four", "five"]
