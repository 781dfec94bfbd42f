"""The order of the tests when several workers run them.

pytest-xdist gives each worker an equal share of the list, and a worker that has none left takes
the end of another's share. So each share mixes tests that wait with tests that compute, which
keeps the cores busy, and ends with short ones, so that all workers finish together.
"""

from collections.abc import Sequence
from itertools import chain, groupby
from typing import Protocol, TypeVar

WAITING = ("tests/e2e/", "tests/browser/")  # most of their time, these wait for a process
LAST_WAITING = 0.8  # share of a worker's list after which no test waits


class Test(Protocol):
    """A test as pytest collects it."""

    @property
    def nodeid(self) -> str:
        """Its file and its name, such as `tests/unit/test_a.py::test_b`."""


AnyTest = TypeVar("AnyTest", bound=Test)


def spread(tests: Sequence[AnyTest], workers: int) -> list[AnyTest]:
    """Return the tests in the order that suits this number of workers; a file stays whole."""
    files = [list(file) for _, file in groupby(tests, key=lambda test: test.nodeid.split("::")[0])]
    waiting = [file for file in files if file[0].nodeid.startswith(WAITING)]
    computing = [file for file in files if not file[0].nodeid.startswith(WAITING)]
    placed = [(LAST_WAITING * n / len(waiting), file) for n, file in enumerate(waiting)]
    placed += [(n / len(computing), file) for n, file in enumerate(computing)]
    shares: list[list[AnyTest]] = [[] for _ in range(workers)]
    for _, file in sorted(placed, key=lambda each: each[0]):
        min(shares, key=len).extend(file)
    return list(chain.from_iterable(shares))
