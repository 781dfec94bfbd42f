"""Words: the fast patterns find the words of the general one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.summaries.text.vectors import tf_idf
from bot.summaries.text.words import tokens

LETTERS = "aZßİйЁўҚ19²_' ’ʻ`-.,«\u200d\n"


@given(st.text(LETTERS))
def test_the_fast_pattern_finds_the_same_words(text):
    general = tokens(f"{text} ก")  # a letter of an unspaced script needs the general pattern

    assert tokens(text) == general[:-1]


def test_a_repeated_stem_weighs_twice_in_its_vector():
    vector = tf_idf(["a", "b", "a"], {"a": 1.0, "b": 2.0})

    assert vector["a"] == vector["b"] == pytest.approx(0.5**0.5)
