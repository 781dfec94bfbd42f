"""`make bench`: every figure that the docs state, measured in one run."""

import asyncio
import sys

from tests.bench import (
    beside,
    fanout,
    feeds,
    kills,
    limits,
    pushes,
    reading,
    requests,
    summaries,
    updates,
    wire,
    writers,
)


def main() -> None:
    """Print every table; with `--write`, put those of the summaries into docs/, too."""
    summaries.report(write="--write" in sys.argv)
    reading.report()
    whole = (writers, requests, wire, updates, pushes, limits, kills, fanout, feeds, beside)
    for measured in whole:
        asyncio.run(measured.report())


if __name__ == "__main__":
    main()
