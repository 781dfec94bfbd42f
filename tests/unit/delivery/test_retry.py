"""The retry schedule of failed messages."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.errors import BadMarkup, DeliveryUnknown, FloodWait, Rejected
from bot.delivery.retry import MAX_FAILURES, next_attempt
from tests.support.stored_samples import NOW

failures = st.integers(1, MAX_FAILURES - 1)


@given(failures)
def test_a_pause_doubles_from_two_seconds_to_an_hour(failures: int) -> None:
    seconds = min(2.0**failures, 3_600.0)

    due_at = next_attempt(DeliveryUnknown("502"), failures, NOW)

    assert due_at is not None
    assert 0.8 * seconds <= (due_at - NOW).total_seconds() <= 1.2 * seconds


def test_many_messages_that_failed_together_come_apart() -> None:
    assert len({next_attempt(DeliveryUnknown("502"), 1, NOW) for _ in range(100)}) > 90


@given(failures, st.floats(0, 10**6))
def test_a_chat_that_must_wait_does_so_exactly(failures: int, seconds: float) -> None:
    assert next_attempt(FloodWait("429", seconds), failures, NOW) == NOW + timedelta(
        seconds=seconds
    )


def test_a_message_is_given_up_after_about_a_day() -> None:
    pauses = [next_attempt(DeliveryUnknown("502"), count, NOW) for count in range(1, MAX_FAILURES)]
    in_all = sum(((due_at or NOW) - NOW for due_at in pauses), timedelta())

    assert timedelta(hours=18) < in_all < timedelta(hours=32)
    assert next_attempt(DeliveryUnknown("502"), MAX_FAILURES, NOW) is None


def test_a_message_with_a_permanent_error_is_not_retried() -> None:
    assert next_attempt(Rejected("too long"), 1, NOW) is None
    assert next_attempt(BadMarkup("can't parse"), 1, NOW) is None
