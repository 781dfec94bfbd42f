"""Check the prose of the project; `python -m tests.architecture.prose [FILE OR FOLDER]...`."""

import sys
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.prose.names import british_names
from tests.architecture.prose.passages import (
    javascript_passages,
    markdown_passages,
    python_passages,
)
from tests.architecture.prose.rules import RULES
from tests.architecture.prose.sentences import sentences

ROOT = Path(__file__).parents[3]
CHECKED = (
    "bot",
    "handlers",
    "storage",
    "tests",
    "docs",
    ".github",
    *(page.name for page in ROOT.glob("*.md")),
)
_OF_NEWS = ROOT / "docs" / "examples.md"  # its sentences are those of news articles
_PASSAGES = {".py": python_passages, ".js": javascript_passages, ".md": markdown_passages}


def main(arguments: list[str]) -> int:
    """Print each sentence and name to change; return the exit code."""
    paths = [Path(path) for path in arguments] or [ROOT / path for path in CHECKED]
    files = sorted(file for path in paths for file in _files(path))
    findings = [f"{_shown(file)}:{finding}" for file in files for finding in findings_in(file)]
    print("\n".join(findings), file=sys.stderr, end="\n" if findings else "")
    print(f"{len(files)} files, {len(findings)} sentences or names to change")
    return 1 if findings else 0


def _files(path: Path) -> Iterator[Path]:
    """Yield the files of a folder that are ours; npm installs packages into `node_modules`."""
    if path.is_dir():
        found = (file for suffix in _PASSAGES for file in path.rglob(f"*{suffix}"))
        yield from (file for file in found if "node_modules" not in file.parts and file != _OF_NEWS)
    else:
        yield path


def _shown(file: Path) -> Path:
    return file.relative_to(ROOT) if file.is_relative_to(ROOT) else file


def findings_in(file: Path) -> list[str]:
    """Return "line: sentence: what to do" for each finding of a file, in the order of lines."""
    text = file.read_text()
    found = [
        (sentence.line, f"{sentence.text}: {advice}")
        for passage in _PASSAGES[file.suffix](text)
        for sentence in sentences(passage)
        for rule in RULES
        if (advice := rule(sentence))
    ]
    if file.suffix == ".py":
        found += [(line, f"{name}: {advice}") for line, name, advice in british_names(text)]
    return [f"{line}: {finding}" for line, finding in sorted(found)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
