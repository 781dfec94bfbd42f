"""Check a commit message: git's commit-msg hook."""

import re
import sys
from pathlib import Path

TYPES = ("feat", "fix", "docs", "test", "perf", "refactor", "style", "build", "ci", "chore")
SUBJECT_MAX = 100  # characters
_SUBJECT = re.compile(rf"(?:{'|'.join(TYPES)})(?:\([a-z0-9_-]+\))?: [a-z].*[^.]")
_WRITTEN_BY_GIT = ("Merge ", "Revert ", "fixup! ", "squash! ")


def problem_in(message: str) -> str | None:
    """Return the problem in a commit message, or None."""
    subject, *rest = message.splitlines() or [""]
    if subject.startswith(_WRITTEN_BY_GIT):
        return None
    if len(subject) > SUBJECT_MAX:
        return f"the first line has {len(subject)} characters; {SUBJECT_MAX} are the most"
    if not _SUBJECT.fullmatch(subject):
        types = ", ".join(TYPES)
        return f"write `type(area): imperative`, as `fix(delivery): retry a 502`; types: {types}"
    if rest and rest[0]:
        return "leave the second line empty"
    return None


def main() -> int:
    """Print the problem of the message in a file; return the exit code."""
    problem = problem_in(Path(sys.argv[1]).read_text(encoding="utf-8"))
    if problem:
        print(f"commit message: {problem}", file=sys.stderr)
    return 1 if problem else 0


if __name__ == "__main__":
    sys.exit(main())
