"""Quotas of one user: links in sliding windows, and stored characters."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.chat import ChatThread
from bot.domain.errors import NotAllowed, RateLimited
from bot.domain.ids import ChatId, MessageId, UserId
from bot.domain.quotas import (
    LinkWindow,
    PastSubmission,
    link_windows,
    require_below_limit,
    require_storage_space,
)
from bot.domain.retention import CHARACTERS_MAX
from bot.domain.submission import A_DAY, A_MINUTE, LinkLimits, NewSubmission

NOW = datetime(2026, 6, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)
WINDOW = LinkWindow(text_key="add.too_many.minute", span=A_MINUTE, maximum=3)


def past(seconds: float, *, is_too_heavy: bool = False) -> PastSubmission:
    return PastSubmission(created_at=NOW - seconds * SECOND, is_too_heavy=is_too_heavy)


def submission(kind: Any) -> NewSubmission:
    return NewSubmission(
        kind=kind,
        payload="x",
        user_id=UserId(1),
        thread=ChatThread(chat_id=ChatId(1)),
        message_id=MessageId(1),
        is_listed=False,
    )


def test_texts_have_no_window_and_links_have_two():
    limits = LinkLimits(per_minute=3, per_day=5)

    assert link_windows(submission("text"), limits) == []
    for kind in ("link", "file"):
        spans = [(each.span, each.maximum) for each in link_windows(submission(kind), limits)]
        assert spans == [(A_DAY, 5), (A_MINUTE, 3)]


def test_no_limit_a_day_leaves_the_window_of_a_minute():
    limits = LinkLimits(per_minute=3, per_day=None)

    assert [each.span for each in link_windows(submission("link"), limits)] == [A_MINUTE]


def test_limit_waits_until_the_oldest_link_leaves_the_window():
    with pytest.raises(RateLimited) as refused:
        require_below_limit(WINDOW, [past(5), past(15), past(35)], NOW)

    assert refused.value.text_key == "add.too_many.minute"
    assert refused.value.values == {"wait": 25 * SECOND, "maximum": 3}


def test_links_outside_of_the_window_do_not_count():
    require_below_limit(WINDOW, [past(-60), past(5), past(15), past(60)], NOW)


def test_too_heavy_submission_counts_as_five_links():
    wide = LinkWindow(text_key="add.too_many.day", span=A_DAY, maximum=5)

    require_below_limit(wide, [past(number) for number in range(4)], NOW)
    with pytest.raises(RateLimited):
        require_below_limit(wide, [past(1, is_too_heavy=True)], NOW)


@given(st.lists(st.floats(-200, 200, allow_nan=False), max_size=8))
def test_wait_is_never_longer_than_the_window(ages: list[float]):
    with suppress(RateLimited):
        require_below_limit(WINDOW, [past(age) for age in sorted(ages)], NOW)
        return

    with pytest.raises(RateLimited) as refused:
        require_below_limit(WINDOW, [past(age) for age in sorted(ages)], NOW)
    assert timedelta(0) < refused.value.wait <= A_MINUTE


def test_storage_is_full_at_the_limit():
    require_storage_space(CHARACTERS_MAX - 1)
    with pytest.raises(NotAllowed, match=r"add\.full"):
        require_storage_space(CHARACTERS_MAX)
