"""Metrics count what they know, and have all series from the start."""

import pytest
from prometheus_client import REGISTRY, Counter, Gauge, Histogram

from bot.telemetry.metrics import LabeledCounter, LabeledGauge, LabeledHistogram


def value(name: str, **labels: str) -> float | None:
    return REGISTRY.get_sample_value(name, labels)


def test_a_counter_has_each_series_before_the_first_event() -> None:
    counts = LabeledCounter[str](Counter("test_events_total", "Events", ["kind"]), ("good", "bad"))

    counts.add("good")

    assert (value("test_events_total", kind="good"), value("test_events_total", kind="bad")) == (
        1.0,
        0.0,
    )


def test_an_event_of_an_unknown_kind_is_an_error() -> None:
    counts = LabeledCounter[str](Counter("test_odd_events_total", "Events", ["kind"]), ("good",))

    with pytest.raises(KeyError):
        counts.add("odd")


def test_a_failed_block_is_measured_too() -> None:
    times = LabeledHistogram[str](Histogram("test_seconds", "Time", ["kind"]), ("read",))

    with pytest.raises(ZeroDivisionError), times.measure("read"):
        raise ZeroDivisionError

    assert value("test_seconds_count", kind="read") == 1.0


def test_a_level_that_is_not_given_falls_to_zero() -> None:
    levels = LabeledGauge[str](Gauge("test_rows", "Rows", ["state"]), ("new", "old"))
    levels.set({"new": 3, "old": 4})

    levels.set({"old": 5})

    assert (value("test_rows", state="new"), value("test_rows", state="old")) == (0.0, 5.0)
