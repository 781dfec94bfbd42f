"""Makes a release: `python -m deploy.release 1.0.0`, or `make release VERSION=1.0.0`.

It sets the version, dates the changelog, commits and tags. Then it builds into dist/ a wheel, a
source distribution, a bill of materials and the checksums of these. It pushes nothing.
`python -m deploy.release --build` only builds, as the workflow of a pushed tag does.
"""

import hashlib
import re
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from deploy.packages import bill_of_materials, read_packages

_VERSION_FILE = Path("bot/__init__.py")
_CHANGELOG = Path("CHANGELOG.md")
_DIST = Path("dist")
_VERSION = re.compile(r"\d+\.\d+\.\d+")
_ASSIGNED = re.compile(r'(?<=__version__ = ")[^"]+')
_UNRELEASED = re.compile(r"^## Unreleased\n(?P<changes>.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)


class NoRelease(Exception):
    """A release cannot be made; the message says why."""


def main(words: list[str]) -> int:
    """Make a release in the current folder; return the exit code."""
    try:
        if words == ["--build"]:
            build()
        elif len(words) == 1:
            prepare(words[0], datetime.now(UTC).date())
            build()
            print(f"Look at it, then publish it: git push origin main v{words[0]}")
        else:
            raise NoRelease("name the version, such as 1.0.0")
    except NoRelease as error:
        print(f"release: {error}", file=sys.stderr)
        return 2
    return 0


def prepare(version: str, today: date) -> None:
    """Set the version, date the changelog, commit and tag.

    Raises:
        NoRelease: the version is not a newer one, or the folder has changes or no news.
    """
    source, changelog = _VERSION_FILE.read_text(), _CHANGELOG.read_text()
    require_newer(version, version_in(source))
    if _git("status", "--porcelain"):
        raise NoRelease("commit or stash the changes first")
    if _git("tag", "--list", f"v{version}"):
        raise NoRelease(f"there is a tag v{version} already")
    dated = dated_changelog(changelog, version, today)
    _VERSION_FILE.write_text(_ASSIGNED.sub(version, source))
    _CHANGELOG.write_text(dated)
    _git("commit", "--quiet", "--all", "--message", f"chore(release): {version}")
    _git("tag", "--annotate", f"v{version}", "--message", f"Xulosa {version}")


def build() -> None:
    """Build the files of the current version into dist/."""
    _DIST.mkdir(exist_ok=True)
    for old in _DIST.iterdir():
        old.unlink()
    _run(sys.executable, "-m", "hatchling", "build", "--directory", str(_DIST))
    version = version_in(_VERSION_FILE.read_text())
    materials = _DIST / f"xulosa-{version}.cdx.json"
    materials.write_text(bill_of_materials(version, read_packages(Path())))
    sums = [
        f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n"
        for file in sorted(_DIST.iterdir())
    ]
    (_DIST / "SHA256SUMS").write_text("".join(sums))


def version_in(source: str) -> str:
    """Return the version that a module assigns."""
    found = _ASSIGNED.search(source)
    if found is None:
        raise NoRelease(f"{_VERSION_FILE} has no version")
    return found[0]


def require_newer(version: str, current: str) -> None:
    """Refuse a version that is malformed, or not newer than the current one."""
    if not _VERSION.fullmatch(version):
        raise NoRelease(f"{version} is not a version such as 1.0.0")
    if _numbers(version) <= _numbers(current):
        raise NoRelease(f"{version} is not newer than {current}")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def dated_changelog(text: str, version: str, today: date) -> str:
    """Return a changelog whose unreleased changes are those of `version`."""
    found = _UNRELEASED.search(text)
    if found is None or not found["changes"].strip():
        raise NoRelease(f"{_CHANGELOG} has no unreleased changes")
    heading = f"## Unreleased\n\n## {version} - {today.isoformat()}\n"
    return text[: found.start()] + heading + found["changes"] + text[found.end() :]


def _git(*words: str) -> str:
    return _run("git", *words)


def _run(*command: str) -> str:
    try:
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603
    except (OSError, subprocess.CalledProcessError) as error:
        raise NoRelease(f"{command[0]} {command[1]} failed") from error


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
