"""Check every pattern of the project; `python -m tests.architecture.redos`."""

import re
import sys
from functools import cache
from typing import Any

from tests.architecture.redos.patterns import Unresolved, collect
from tests.architecture.redos.steps import Method
from tests.architecture.redos.syntax import Unreadable
from tests.architecture.redos.verdict import find_attack
from tests.support.paths import ROOT

_PACKAGES = ("bot", "handlers", "storage")


def main() -> int:
    """Print each pattern that a text can make slow; return the exit code."""
    try:
        uses = collect(ROOT, _PACKAGES)
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
