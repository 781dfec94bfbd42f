"""`make test` with tests that fail once, that always fail, and with a pytest that crashes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import coverage_floor
from tests.support.paths import ROOT
from tests.support.rerun import CRASHED

SAMPLES = """
import os, pathlib, pytest

def is_first(name):
    seen = pathlib.Path(__file__).with_name(name)
    return not seen.exists() and seen.touch() is None

def test_good():
    pass

def test_skipped():
    pytest.skip()

def test_flaky():
    assert not is_first("flaky")

def test_bad():
    assert False

def test_crash():
    os._exit(3)

def test_crashing_once():
    if is_first("crashing"):
        os._exit(3)
"""


def rerun(folder: Path, *options: str, samples: str) -> tuple[int, list[str]]:
    """Run the samples as `make test` runs tests; return the exit code and the lines of output."""
    (folder / "test_samples.py").write_text(samples)
    (folder / "pytest.ini").write_text("[pytest]\naddopts = -q -p xdist\n")
    runs_pytest = [sys.executable, "-m", "pytest", *options]
    ended = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "tests.support.rerun", *runs_pytest],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    return ended.returncode, ended.stdout.splitlines()


def test_a_second_failure_fails_the_run_and_flakes_are_listed(tmp_path: Path) -> None:
    code, lines = rerun(tmp_path, "--numprocesses", "2", samples=SAMPLES)

    end = lines.index("flaky, passed when run again:")
    assert code == 1
    assert sorted(lines[end + 1 : end + 3]) == named("crashing_once", "flaky")
    assert lines[end + 4] == "failed:"
    assert sorted(lines[end + 5 : end + 7]) == named("bad", "crash")
    assert lines[-1] == "3 passed, 2 failed, 1 skipped, 2 flaky"
    assert (tmp_path / CRASHED).exists()


def test_a_run_whose_failing_tests_are_flaky_passes(tmp_path: Path) -> None:
    code, lines = rerun(tmp_path, "-k", "good or flaky", samples=SAMPLES)

    assert code == 0
    assert lines[-1] == "2 passed, 0 failed, 0 skipped, 1 flaky"
    assert not (tmp_path / CRASHED).exists()


def test_a_run_that_passes_at_once_is_the_only_one(tmp_path: Path) -> None:
    code, lines = rerun(tmp_path, "-k", "good", samples=SAMPLES)

    assert code == 0
    assert lines[-1] == "1 passed, 0 failed, 0 skipped, 0 flaky"
    assert "1 failed, run once more, alone:" not in lines


@pytest.mark.parametrize(
    ("samples", "exit_code"),
    [
        pytest.param("import nowhere", 2, id="not-collected"),
        pytest.param("", 5, id="no-tests"),
        pytest.param("def test_ctrl_c():\n    raise KeyboardInterrupt", 2, id="interrupted"),
        pytest.param(
            "import pytest\n\n@pytest.mark.parametrize('n', range(51))\n"
            "def test_many(n):\n    assert False",
            1,
            id="too-many-failures",
        ),
    ],
)
def test_an_end_that_is_not_of_single_tests_fails_the_run(
    tmp_path: Path, samples: str, exit_code: int
) -> None:
    code, lines = rerun(tmp_path, samples=samples)

    assert code == exit_code
    assert not any("run once more" in line for line in lines)


def test_an_error_inside_pytest_fails_the_run(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text("def pytest_sessionstart():\n    raise OSError")

    code, _ = rerun(tmp_path, samples=SAMPLES)

    assert code == pytest.ExitCode.INTERNAL_ERROR


def test_coverage_is_too_low_unless_a_worker_crashed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("report.json").write_text('{"files": {}}')

    assert coverage_floor.main(Path("report.json"), ["bot/domain"]) == 1
    CRASHED.parent.mkdir()
    CRASHED.touch()
    assert coverage_floor.main(Path("report.json"), ["bot/domain"]) == 0


def named(*names: str) -> list[str]:
    return [f"  test_samples.py::test_{name}" for name in names]
