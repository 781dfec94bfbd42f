"""Run the tests, then each failed test again, alone: `python -m tests.support.rerun COMMAND`.

COMMAND runs pytest. A test that passes the second time is flaky: it is listed, and fails nothing.
A test that fails twice fails the run. So do an error of the collection, an interruption, an error
of pytest's, a run without tests, and more failures than `MOST`.
"""

import json
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

MOST = 50  # failures to run again; more than this are not chance
TOTALS = Path(".pytest_cache/totals")
CRASHED = Path(".pytest_cache/crashed")  # exists if a worker crashed in the first run
FAILED = "failed"
NOTHING: dict[str, Any] = {"outcomes": {}, "is_whole": True}  # pytest ended before it began
NOT_COLLECTED = "not collected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """How one run of pytest ended.

    Args:
        code: its exit code.
        outcomes: by test: passed, skipped or failed; or not collected, for a file.
        is_whole: no worker crashed.
    """

    code: int
    outcomes: Mapping[str, str]
    is_whole: bool

    def those(self, outcome: str) -> list[str]:
        """Return the tests that had this outcome."""
        return [name for name, each in self.outcomes.items() if each == outcome]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option for the file of outcomes: this module is also a plugin."""
    parser.addoption("--outcomes", type=Path, help="write the outcome of each test to this file")


def pytest_configure(config: pytest.Config) -> None:
    """Record the outcomes in the process that gets the reports of all workers."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Notes(config.getoption("outcomes")))


class _Notes:
    """Records the worst outcome of each test's phases; the crash of a worker is one of them."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._outcomes: dict[str, str] = {}
        self._is_whole = True

    @pytest.hookimpl(optionalhook=True)  # xdist has it
    def pytest_testnodedown(self, error: object) -> None:
        self._is_whole = self._is_whole and not error

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed or self._outcomes.get(report.nodeid, "passed") == "passed":
            self._outcomes[report.nodeid] = report.outcome

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self._outcomes[report.nodeid] = NOT_COLLECTED

    def pytest_sessionfinish(self) -> None:
        noted = {"outcomes": self._outcomes, "is_whole": self._is_whole}
        self._file.write_text(json.dumps(noted))


def main(command: Sequence[str]) -> int:
    """Run `command`, then its failed tests again; return the exit code."""
    signal.signal(signal.SIGINT, lambda *_: None)  # pytest ends itself, and says where it was
    first = _run(command)
    failed = first.those(FAILED)
    if first.code != pytest.ExitCode.TESTS_FAILED or first.those(NOT_COLLECTED):
        return _close(first, flaky=[], failed=failed)
    if not 0 < len(failed) <= MOST:
        return _close(first, flaky=[], failed=failed)
    print(f"\n{len(failed)} failed, run once more, alone:", flush=True)
    alone = ["--numprocesses", "1", "--max-worker-restart", str(MOST)]
    second = _run([sys.executable, "-m", "pytest", *alone, *failed])
    flaky = [name for name in failed if second.outcomes.get(name) == "passed"]
    return _close(first, flaky, [name for name in failed if name not in flaky])


def _run(command: Sequence[str]) -> Run:
    """Run pytest; return its exit code and outcomes."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "outcomes.json")
        noted = ["-p", "tests.support.rerun", "--outcomes", str(file)]
        code = subprocess.call([*command, *noted])  # noqa: S603 - the command of the Makefile
        ended: dict[str, Any] = json.loads(file.read_text()) if file.exists() else NOTHING
    return Run(code=code, **ended)


def _close(first: Run, flaky: list[str], failed: list[str]) -> int:
    """Print the flaky tests, the failed ones and the totals; return the exit code."""
    for title, names in (("flaky, passed when run again", flaky), ("failed", failed)):
        if names:
            print("\n  ".join([f"\n{title}:", *names]))
    counts = Counter(first.outcomes.values())
    totals = (
        f"{counts['passed'] + len(flaky)} passed, {len(failed)} failed, "
        f"{counts['skipped']} skipped, {len(flaky)} flaky"
    )
    TOTALS.parent.mkdir(exist_ok=True)
    TOTALS.write_text(totals + "\n")
    CRASHED.unlink(missing_ok=True)
    if not first.is_whole:
        CRASHED.touch()
    print(f"\n{totals}", flush=True)
    is_forgiven = first.code == pytest.ExitCode.TESTS_FAILED and flaky and not failed
    return 0 if is_forgiven else first.code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
