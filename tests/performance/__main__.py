"""`make bench`: measure every figure that the docs state, or the figures named.

A new process measures each figure, so that no measurement affects another.
"""

import argparse
import asyncio
import importlib
import subprocess
import sys

NAMES = (
    *("summaries", "extraction", "writers", "requests", "bot_api_server", "updates"),
    *("pushes", "limits", "kills", "fanout", "feeds", "beside"),
    *("housekeeping", "memory", "fairness", "answers", "stopping", "idle", "week"),
)


def main() -> None:
    """Print the named tables, or all of them."""
    parser = argparse.ArgumentParser(prog="python -m tests.performance", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--write", action="store_true", help="put the summaries' into docs/, too")
    given = parser.parse_args()
    if unknown := sorted(set(given.names) - set(NAMES)):
        parser.error(f"there is no {', '.join(unknown)}; there are: {', '.join(NAMES)}")
    if len(given.names) == 1:
        _measure(given.names[0], is_written=given.write)
        return
    for name in given.names or NAMES:
        write = ["--write"] if given.write else []
        subprocess.run([sys.executable, "-m", "tests.performance", name, *write], check=True)  # noqa: S603  # our own


def _measure(name: str, *, is_written: bool) -> None:
    report = importlib.import_module(f"tests.performance.{name}").report
    if name == "summaries":
        report(write=is_written)
    elif asyncio.iscoroutinefunction(report):
        asyncio.run(report())
    else:
        report()


if __name__ == "__main__":
    main()
