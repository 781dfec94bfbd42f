"""Errors survive pickling, since extraction and summaries run in other processes."""

import pickle
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import (
    NotAllowed,
    NotFound,
    NotUnderstood,
    OperatorError,
    PersonError,
    Refused,
    TryAgainLater,
    Unreadable,
    XulosaError,
)

KINDS = [PersonError, NotUnderstood, NotFound, NotAllowed, Refused, Unreadable]
VALUES = st.dictionaries(
    st.sampled_from(["written", "maximum", "reason", "args"]), st.text() | st.integers()
)


@given(st.sampled_from(KINDS), st.text(min_size=1), VALUES)
def test_a_persons_error_survives_pickling(kind, text_key, values):
    error = pickle.loads(pickle.dumps(kind(text_key, **values)))  # noqa: S301 -- our own

    assert type(error) is kind
    assert (error.text_key, error.values) == (text_key, values)
    assert str(error) == text_key


@pytest.mark.parametrize("after", [None, timedelta(seconds=30)])
def test_try_again_later_survives_pickling(after):
    error = pickle.loads(pickle.dumps(TryAgainLater("busy", after)))  # noqa: S301 -- our own

    assert (str(error), error.after) == ("busy", after)


def test_an_operators_error_survives_pickling():
    error = pickle.loads(pickle.dumps(OperatorError("BOT_TOKEN: missing")))  # noqa: S301 -- our own

    assert str(error) == "BOT_TOKEN: missing"


@pytest.mark.parametrize("kind", [*KINDS, TryAgainLater, OperatorError])
def test_every_error_is_one_of_ours(kind):
    assert issubclass(kind, XulosaError)
