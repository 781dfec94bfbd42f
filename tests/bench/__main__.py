"""`make bench`: every figure that the docs state, measured in one run."""

import asyncio
import sys

from tests.bench import feeds, reading, requests, summaries, wire, writers


def main() -> None:
    """Print every table; with `--write`, put those of the summaries into docs/, too."""
    summaries.report(write="--write" in sys.argv)
    reading.report()
    asyncio.run(writers.report())
    asyncio.run(requests.report())
    asyncio.run(wire.report())
    asyncio.run(feeds.report())


if __name__ == "__main__":
    main()
