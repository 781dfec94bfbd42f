"""How the tests are spread over the workers of a run."""

from dataclasses import dataclass

from tests.support.worker_shares import WAITING, spread

WORKERS = 4
FILES = [f"tests/{folder}/test_{n}.py" for folder in ("e2e", "unit") for n in range(40)]


@dataclass(frozen=True)
class Sample:
    """A test with nothing but its name."""

    nodeid: str


TESTS = [Sample(f"{file}::test_{n}") for file in FILES for n in range(3)]


def test_no_test_is_lost_and_a_file_stays_whole() -> None:
    order = spread(TESTS, WORKERS)

    assert sorted(test.nodeid for test in order) == sorted(test.nodeid for test in TESTS)
    places = {test: place for place, test in enumerate(order)}
    assert all(places[TESTS[n + 2]] - places[TESTS[n]] == 2 for n in range(0, len(TESTS), 3))


def test_each_share_mixes_both_kinds_and_ends_with_short_tests() -> None:
    order = spread(TESTS, WORKERS)

    size = len(TESTS) // WORKERS
    for first in range(0, len(TESTS), size):
        waits = [test.nodeid.startswith(WAITING) for test in order[first : first + size]]
        assert 10 < sum(waits[:30]) < 20
        assert not any(waits[-6:])
