"""Summaries: the best sentences, in the article's order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import NotUnderstood
from bot.domain.summary import DEFAULT_LENGTH, MAX_LENGTH, RankedSentence, Summary, parse_length

RANKS = st.lists(st.integers(0, 200), min_size=1, max_size=MAX_LENGTH, unique=True)


def summary(positions: list[int]) -> Summary:
    ranked = tuple(RankedSentence(text=f"Sentence {at}.", position=at) for at in positions)
    return Summary(language="en", ranked=ranked)


def test_the_best_sentences_stand_in_the_articles_order():
    assert summary([7, 0, 3]).sentences(2) == ("Sentence 0.", "Sentence 7.")


@given(RANKS)
def test_a_longer_summary_contains_the_shorter_one(positions):
    whole = summary(positions)

    for length in range(1, MAX_LENGTH):
        assert set(whole.sentences(length)) <= set(whole.sentences(length + 1))


@given(RANKS, st.integers(1, MAX_LENGTH))
def test_sentences_keep_the_articles_order_and_the_length(positions, length):
    texts = summary(positions).sentences(length)

    at = [int(text.removeprefix("Sentence ").rstrip(".")) for text in texts]
    assert at == sorted(positions[:length])


def test_a_summary_without_sentences_is_refused():
    with pytest.raises(ValueError, match="1 to 10 sentences"):
        summary([])


def test_a_summary_of_more_than_ten_sentences_is_refused():
    with pytest.raises(ValueError, match="1 to 10 sentences"):
        summary(list(range(MAX_LENGTH + 1)))


def test_a_sentence_twice_is_refused():
    with pytest.raises(ValueError, match="once"):
        summary([1, 1])


@pytest.mark.parametrize("number", range(1, MAX_LENGTH + 1))
def test_a_length_may_be_a_number(number):
    assert parse_length(str(number)) == number


@pytest.mark.parametrize(
    ("short", "medium", "long"),
    [
        ("short", "medium", "long"),
        ("SHORT", "Medium", "Long"),
        ("коротко", "средне", "подробно"),
        ("Кратко", "средняя", "длинная"),
        ("qisqa", "oʻrta", "uzun"),
        ("qisqacha", "o'rta", "batafsil"),
        ("қисқа", "ўрта", "узун"),
    ],
)
def test_a_length_may_be_a_word_of_any_language(short, medium, long):
    lengths = [parse_length(word) for word in (short, medium, long)]

    assert lengths == [1, DEFAULT_LENGTH, 5]


@pytest.mark.parametrize("written", ["", "0", "11", "-1", "3.5", "²", "٣", "many", "9" * 5_000])
def test_any_other_length_is_refused(written):
    with pytest.raises(NotUnderstood) as caught:
        parse_length(written)

    assert caught.value.text_key == "summary.length"
