"""A clock that never goes back."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.workers.monotonic_clock import MonotonicUtcClock
from tests.support.machine_clocks import NOW, Machine

spans = st.timedeltas(timedelta(), timedelta(days=400))


def clock_on(machine: Machine) -> MonotonicUtcClock:
    return MonotonicUtcClock(machine.wall, machine.monotonic)


@given(st.lists(st.tuples(spans, spans), max_size=8))
def test_the_clock_keeps_its_pace_when_the_machine_is_set_back(moves):
    machine = Machine()
    clock = clock_on(machine)
    at = clock()

    for span, back in moves:
        machine.pass_(span)
        machine.now -= back
        was, at = at, clock()
        assert abs(at - was - span) < timedelta(milliseconds=1) or at == machine.now
        assert at >= was


def test_a_clock_that_is_put_forward_is_followed():
    machine = Machine()
    clock = clock_on(machine)
    clock()

    machine.now += timedelta(days=365)
    assert clock() == machine.now
    machine.now -= timedelta(days=300)
    assert clock() == NOW + timedelta(days=365)
    machine.now += timedelta(days=301)
    assert clock() == machine.now
