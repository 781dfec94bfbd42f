"""How many links one person may hand in."""

import asyncio
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.errors import RateLimited, Unreadable
from bot.domain.submission import LinkLimits
from storage.store import Store
from tests.support.hypothesis_profile import SHARED_FIXTURE
from tests.support.stored_samples import ANN, BOB, NOW, submission

FEW = LinkLimits(per_minute=3, per_day=5)
PEOPLE = count(1_000)  # user ids: each example has its own person
SECOND = timedelta(seconds=1)


async def is_taken(store: Store, number: int, after: timedelta, **fields: Any) -> bool:
    """Submit the link `number` at `NOW + after`; return whether it is accepted."""
    new = submission(message_id=number, payload=f"https://example.org/{number}", **fields)
    try:
        await store.submissions.put(new, NOW + after, limits=FEW)
    except RateLimited:
        return False
    return True


async def test_the_limit_per_minute_is_a_sliding_window(store: Store):
    for number in range(3):
        assert await is_taken(store, number, number * 10 * SECOND)

    with pytest.raises(RateLimited) as refused:
        await store.submissions.put(submission(message_id=9), NOW + 35 * SECOND, limits=FEW)

    assert refused.value.text_key == "add.too_many.minute"
    assert refused.value.values == {"wait": 25 * SECOND, "maximum": 3}
    assert not await is_taken(store, 9, 59 * SECOND)
    assert await is_taken(store, 9, 60 * SECOND)
    assert not await is_taken(store, 10, 60 * SECOND)


async def test_a_link_beyond_the_days_limit_waits_until_tomorrow(store: Store):
    for number in range(5):
        assert await is_taken(store, number, timedelta(hours=number))

    with pytest.raises(RateLimited) as refused:
        await store.submissions.put(submission(message_id=9), NOW + timedelta(hours=5), limits=FEW)

    assert refused.value.text_key == "add.too_many.day"
    assert refused.value.values == {"wait": timedelta(hours=19), "maximum": 5}
    assert await is_taken(store, 9, timedelta(hours=24))


@pytest.mark.parametrize("text_key", ["page.too_heavy", "file.too_heavy"])
async def test_a_link_that_took_too_long_counts_for_five(store: Store, text_key: str):
    assert await is_taken(store, 1, 0 * SECOND)
    (heavy,) = await store.submissions.due(NOW, 1)
    await store.submissions.refuse(heavy.id, Unreadable(text_key))

    assert not await is_taken(store, 2, 59 * SECOND)
    assert not await is_taken(store, 2, timedelta(hours=23))
    assert await is_taken(store, 2, timedelta(hours=24))


async def test_a_link_refused_at_once_counts_for_one(store: Store):
    assert await is_taken(store, 1, 0 * SECOND)
    (refused,) = await store.submissions.due(NOW, 1)
    await store.submissions.refuse(refused.id, Unreadable("page.broken"))

    assert await is_taken(store, 2, 1 * SECOND)


async def test_an_editor_has_no_days_limit(store: Store):
    limits = LinkLimits(per_minute=3, per_day=None)

    for hour in range(8):
        new = submission(message_id=hour, payload=f"https://example.org/{hour}")
        await store.submissions.put(new, NOW + timedelta(hours=hour), limits=limits)


async def test_a_request_that_comes_again_is_not_counted_again(store: Store):
    for _ in range(9):
        assert await is_taken(store, 1, timedelta())

    assert await is_taken(store, 2, timedelta())
    assert await is_taken(store, 3, timedelta())
    assert not await is_taken(store, 4, timedelta())
    assert await is_taken(store, 1, timedelta())


async def test_concurrent_links_are_accepted_up_to_the_limit_exactly(store: Store):
    answers = await asyncio.gather(*(is_taken(store, number, timedelta()) for number in range(30)))

    assert sum(answers) == 3
    assert len(await store.submissions.due(NOW, 50)) == 3


async def test_links_of_others_and_texts_do_not_count_for_the_limit(store: Store):
    for number in range(3):
        await is_taken(store, number, timedelta(), user_id=BOB)
    for number in range(3, 6):
        await is_taken(store, number, timedelta(), kind="text")

    assert await is_taken(store, 9, timedelta(), user_id=ANN)


async def test_a_clock_that_goes_back_a_year_locks_nobody_out(store: Store):
    for number in range(3):
        await is_taken(store, number, timedelta(days=365))

    assert await is_taken(store, 9, timedelta())


@settings(SHARED_FIXTURE, max_examples=25)
@given(gaps=st.lists(st.integers(0, 45), max_size=25))
async def test_no_minute_ever_holds_more_than_its_limit(store: Store, gaps: list[int]):
    person = next(PEOPLE)
    taken: list[int] = []
    moment = 0
    limits = LinkLimits(per_minute=3, per_day=None)

    for number, gap in enumerate(gaps):
        moment += gap
        in_this_minute = [each for each in taken if each > moment - 60]
        new = submission(person, number, user_id=person, payload=f"https://e.org/{number}")
        putting = store.submissions.put(new, NOW + moment * SECOND, limits=limits)
        if len(in_this_minute) < 3:
            await putting
            taken.append(moment)
        else:
            with pytest.raises(RateLimited) as refused:
                await putting
            assert refused.value.wait == (in_this_minute[0] + 60 - moment) * SECOND
