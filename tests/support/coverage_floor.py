"""`make test` fails if tests run less than 95 % of the lines and branches of some packages."""

import json
import sys
from pathlib import Path

FLOOR = 95.0  # per cent, lines and branches together
ROOMS = ("bot/domain", "bot/actions", "bot/presentation", "storage")


def main(report: Path) -> int:
    """Print each package's coverage in slipcover's report; return 1 if one is below the floor."""
    files = json.loads(report.read_text())["files"]
    below = False
    for room in ROOMS:
        share = _share([file for name, file in files.items() if name.startswith(f"{room}/")])
        below |= share < FLOOR
        print(f"{room:20} {share:5.1f} %" + ("  below the floor" if share < FLOOR else ""))
    return int(below)


def _share(files: list[dict[str, dict[str, int]]]) -> float:
    sums = [file["summary"] for file in files]
    covered = sum(each["covered_lines"] + each["covered_branches"] for each in sums)
    missing = sum(each["missing_lines"] + each["missing_branches"] for each in sums)
    return 100 * covered / (covered + missing) if covered else 0.0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
