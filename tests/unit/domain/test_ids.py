"""Ids in users' input are checked when they are read, and get their type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ids import ROW_ID_MAX, ArticleId, parse_id


@given(st.integers(0, ROW_ID_MAX))
def test_every_id_of_a_row_is_read_back(number: int) -> None:
    assert parse_id(str(number), ArticleId) == number


@pytest.mark.parametrize(
    "written", ["", " 1", "+1", "-1", "1.0", "²", "१", "one", str(ROW_ID_MAX + 1), "9" * 5_000]
)
def test_a_value_that_no_row_can_have_is_not_an_id(written: str) -> None:
    assert parse_id(written, ArticleId) is None
