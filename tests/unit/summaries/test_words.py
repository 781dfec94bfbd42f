"""Words: the fast patterns find the words of the general one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.summaries.lexicons.phrases import Phrases
from bot.summaries.text.vectors import tf_idf
from bot.summaries.text.words import tokens, tokens_of

LETTERS = "aZßİйЁўҚ19²_' ’ʻ`-.,«\u200d\n"


@given(st.text(LETTERS))
def test_the_fast_pattern_finds_the_same_words(text):
    general = tokens(f"{text} ก")  # a letter of an unspaced script needs the general pattern

    assert tokens(text) == general[:-1]


def test_a_repeated_stem_weighs_twice_in_its_vector():
    vector = tf_idf(["a", "b", "a"], {"a": 1.0, "b": 2.0})

    assert vector["a"] == vector["b"] == pytest.approx(0.5**0.5)


@given(st.lists(st.text("ab'ʻ_Ўя1 \u200d北\n", max_size=8)))
def test_texts_together_have_the_words_of_each(texts):
    assert tokens_of(texts) == [tokens(text) for text in texts]


@given(st.lists(st.sampled_from(["a", "for", "for the", "read", "the"]), max_size=6))
def test_a_phrase_is_counted_wherever_it_begins(parts):
    words = " ".join(parts).split()
    pairs = list(zip(words, [*words, ""][1:], strict=True))

    counted = Phrases(["a", "for the", "read th*"]).count_in(words)

    assert counted == sum(
        one == "a" or (one, other) == ("for", "the") or (one == "read" and other[:2] == "th")
        for one, other in pairs
    )
