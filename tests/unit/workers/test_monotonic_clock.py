"""A clock that goes back only after a jump."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.workers.monotonic_clock import MonotonicUtcClock
from tests.support.machine_clocks import NOW, Machine

HOUR = timedelta(hours=1)
spans = st.timedeltas(timedelta(), timedelta(days=400))
set_backs = st.timedeltas(timedelta(), timedelta(days=1))


def clock_on(machine: Machine) -> MonotonicUtcClock:
    return MonotonicUtcClock(machine.wall, machine.monotonic)


@given(st.lists(st.tuples(spans, set_backs), max_size=8))
def test_the_clock_never_goes_back_when_the_machine_is_set_back(moves):
    machine = Machine()
    clock = clock_on(machine)
    at = clock()

    for span, back in moves:
        machine.pass_(span)
        machine.now -= back
        was, at = at, clock()
        assert at >= was + 0.89 * span
        assert at >= machine.now
    assert clock.jumps == 0


def test_a_clock_that_was_set_back_is_right_again_later():
    machine = Machine()
    clock = clock_on(machine)
    clock()
    machine.now -= HOUR

    machine.pass_(HOUR)
    assert clock() - machine.now == 0.9 * HOUR
    machine.pass_(10 * HOUR)
    assert clock() == machine.now


def test_a_clock_that_is_put_forward_is_followed():
    machine = Machine()
    clock = clock_on(machine)
    clock()

    machine.now += timedelta(days=365)
    assert clock() == machine.now
    machine.now -= HOUR
    assert clock() == NOW + timedelta(days=365)


def test_a_clock_that_jumps_back_by_days_is_followed():
    machine = Machine()
    clock = clock_on(machine)
    clock()
    machine.now += timedelta(days=730)
    clock()

    machine.now -= timedelta(days=730)
    assert clock() == machine.now
    assert clock.jumps == 1
    machine.pass_(HOUR)
    assert clock() == machine.now
    assert clock.jumps == 1


def test_a_clock_that_is_reset_is_not_followed():
    machine = Machine()
    clock = clock_on(machine)
    clock()

    machine.now = datetime(1970, 1, 1, tzinfo=UTC)
    assert clock() == NOW
    assert clock.jumps == 0
