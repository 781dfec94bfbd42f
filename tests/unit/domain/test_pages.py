"""A page that has become empty is replaced by the last one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.pages import existing_page, last_page


@pytest.mark.parametrize(
    ("page", "count", "expected"),
    [(0, 0, 0), (1, 41, 1), (2, 41, 2), (2, 40, 1), (7, 20, 0), (1, 0, 0)],
)
def test_an_empty_page_becomes_the_last_one(page: int, count: int, expected: int) -> None:
    assert existing_page(page, count, 20) == expected


@given(st.integers(1, 1_000), st.integers(1, 50))
def test_the_last_page_has_an_entry_and_the_next_has_none(count: int, size: int) -> None:
    assert last_page(count, size) * size < count <= (last_page(count, size) + 1) * size
