"""Holds the rooms that decide to 95 % of their branches; run after the tests, by `make test`."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

FLOOR = 95.0  # per cent, lines and branches together
ROOMS = ("bot/domain", "bot/actions", "bot/presentation", "storage")


def main() -> int:
    """Print each room's coverage; return 1 if one is below the floor."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "coverage.json")
        command = [sys.executable, "-m", "coverage", "json", "--quiet", "-o", str(report)]
        subprocess.run(command, check=True)  # noqa: S603 - our own interpreter and module
        files = json.loads(report.read_text())["files"]
    below = False
    for room in ROOMS:
        share = _share([file for name, file in files.items() if name.startswith(f"{room}/")])
        below |= share < FLOOR
        print(f"{room:20} {share:5.1f} %" + ("  below the floor" if share < FLOOR else ""))
    return int(below)


def _share(files: list[dict[str, dict[str, int]]]) -> float:
    sums = [file["summary"] for file in files]
    total = sum(each["num_statements"] + each["num_branches"] for each in sums)
    covered = sum(each["covered_lines"] + each["covered_branches"] for each in sums)
    return 100 * covered / total if total else 0.0


if __name__ == "__main__":
    sys.exit(main())
