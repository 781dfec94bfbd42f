"""Requires that tests cover 95 % of packages: `python -m tests.support.coverage_floor FILE …`."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.support.rerun import CRASHED

FLOOR = 95.0  # per cent, lines and branches together


def main(report: Path, packages: Sequence[str]) -> int:
    """Print the coverage of each package in slipcover's report; return 1 if one is too low.

    A worker that crashes takes the coverage of its tests with it: then no package is too low.
    """
    if CRASHED.exists():
        print("coverage: unknown, a worker of the tests crashed")
        return 0
    files = json.loads(report.read_text())["files"]
    below = False
    for package in packages:
        share = _share([file for name, file in files.items() if name.startswith(f"{package}/")])
        below |= share < FLOOR
        print(f"{package:20} {share:5.1f} %" + ("  below the floor" if share < FLOOR else ""))
    return int(below)


def _share(files: list[dict[str, dict[str, int]]]) -> float:
    """Return how many per cent of the lines and branches of files are covered; 0.0 for no files."""
    sums = [file["summary"] for file in files]
    covered = sum(each["covered_lines"] + each["covered_branches"] for each in sums)
    missing = sum(each["missing_lines"] + each["missing_branches"] for each in sums)
    return 100 * covered / (covered + missing) if covered else 0.0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
