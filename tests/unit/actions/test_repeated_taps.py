"""A double tap is recognized while the first one is handled, and for a moment after."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.actions.repeated_taps import REPEAT_WINDOW, RepeatedTaps

START = datetime(2026, 6, 12, 9, tzinfo=UTC)
KEY = (7, 7, "o:12")


class Clock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        """Return the time of the clock."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """A clock at the start."""
    return Clock()


@pytest.fixture
def taps(clock: Clock) -> RepeatedTaps:
    """An object that has seen no tap."""
    return RepeatedTaps(clock)


def test_a_tap_is_a_repeat_while_the_first_one_is_being_sent(
    taps: RepeatedTaps, clock: Clock
) -> None:
    before = taps.is_repeat(KEY)

    with taps.sending(KEY):
        clock.now += timedelta(minutes=1)

        assert taps.is_repeat(KEY)
    assert not before


def test_a_tap_is_a_repeat_until_the_window_after_the_send_ends(
    taps: RepeatedTaps, clock: Clock
) -> None:
    with taps.sending(KEY):
        clock.now += timedelta(minutes=1)

    assert taps.is_repeat(KEY)
    clock.now += REPEAT_WINDOW
    assert not taps.is_repeat(KEY)


def test_another_tap_is_no_repeat(taps: RepeatedTaps) -> None:
    with taps.sending(KEY):
        assert not taps.is_repeat((7, 7, "o:13"))
        assert not taps.is_repeat((7, 8, "o:12"))


def test_a_tap_after_a_failed_send_is_no_repeat(taps: RepeatedTaps) -> None:
    with pytest.raises(OSError, match="unreachable"), taps.sending(KEY):
        raise OSError("unreachable")

    assert not taps.is_repeat(KEY)


def test_old_taps_are_forgotten_when_there_are_many(taps: RepeatedTaps, clock: Clock) -> None:
    for number in range(10_000):
        with taps.sending(number):
            pass
    clock.now += REPEAT_WINDOW

    with taps.sending(KEY):
        kept = len(vars(taps)["_until"])

    assert kept == 1
