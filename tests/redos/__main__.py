"""Check every pattern of the project; `python -m tests.redos`."""

import re
import sys
from functools import cache
from pathlib import Path
from typing import Any

from tests.redos.patterns import Unresolved, collect
from tests.redos.steps import Method
from tests.redos.syntax import Unreadable
from tests.redos.verdict import find_attack

_ROOT = Path(__file__).parents[2]
_PACKAGES = ("bot", "handlers", "storage")


def main() -> int:
    """Print each pattern that a text can make slow; return the exit code."""
    try:
        uses = collect(_ROOT, _PACKAGES)
    except Unresolved as error:
        print(error, file=sys.stderr)
        return 1
    findings = 0
    for use in uses:
        for method in sorted(use.methods):
            attack = _judged(use.pattern, method)
            if attack:
                findings += 1
                print(f"{use.place}: {method}: {attack}", file=sys.stderr)
    print(f"{len(uses)} regular expressions, {findings} that a text can make slow")
    return 1 if findings else 0


@cache
def _judged(pattern: re.Pattern[Any], method: Method) -> str | None:
    try:
        attack = find_attack(pattern, method)
    except Unreadable as error:
        return f"cannot be judged: {error}"
    return str(attack) if attack else None


if __name__ == "__main__":
    sys.exit(main())
