"""`make bench`: every figure that the docs state, measured in one run."""

import asyncio

from tests.bench import requests, summaries, wire, writers


def main() -> None:
    """Print every table."""
    summaries.report()
    asyncio.run(writers.report())
    asyncio.run(requests.report())
    asyncio.run(wire.report())


if __name__ == "__main__":
    main()
