"""`setup.sh` installs the lock file that a target needs, with a Python that is new enough."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.paths import ROOT

SYSTEM = ("basename", "cp", "date", "mkdir", "rm", "sh")  # commands that the script calls
LOG = 'echo "$(basename "$0") $*" >> log\n'
UV = LOG + "case $1 in venv) mkdir -p .venv/bin; cp path/python3 .venv/bin/python ;; esac\n"


def put_program(folder: Path, name: str, script: str) -> None:
    file = folder / "path" / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"#!/bin/sh\n{script}")
    file.chmod(0o755)


def put_python(folder: Path, name: str, version: str) -> None:
    """Put a program that prints its version, and makes environments with a pip that logs."""
    make = (
        f'mkdir -p .venv/bin; cp "$0" .venv/bin/python; cp path/pip .venv/bin; echo {name} >> log'
    )
    put_program(folder, name, f"case $1 in -c) echo {version} ;; -m) {make} ;; esac\n")
    put_program(folder, "pip", LOG)


def set_up(folder: Path, kind: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the script with a path that has only its own programs and a few of the system's."""
    for name in SYSTEM:
        found = shutil.which(name)
        assert found is not None
        (folder / "path" / name).symlink_to(found)
    return subprocess.run(  # noqa: S603 - our own script
        ["/bin/sh", str(ROOT / "setup.sh"), kind],
        cwd=folder,
        env={"PATH": str(folder / "path"), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def logged(folder: Path) -> str:
    return (folder / "log").read_text()


@pytest.mark.parametrize("version", ["3.10.12", "2.7.18"])
def test_an_old_python_is_one_line_and_installs_nothing(tmp_path: Path, version: str) -> None:
    put_python(tmp_path, "python3", version)

    ended = set_up(tmp_path, "run")

    assert ended.returncode == 2
    assert ended.stderr == (
        f"Xulosa needs Python 3.11 or newer, and python3 is {version}; "
        "install one, or name it: make run PYTHON=python3.13\n"
    )
    assert ended.stdout == ""
    assert not (tmp_path / ".venv").exists()


def test_a_named_python_that_is_missing_is_one_line(tmp_path: Path) -> None:
    put_python(tmp_path, "python3", "3.12.1")

    ended = set_up(tmp_path, "run", PYTHON="python3.99")

    assert ended.returncode == 2
    assert "python3.99 is missing" in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_a_newer_python_is_taken_where_python3_is_old(tmp_path: Path) -> None:
    put_python(tmp_path, "python3", "3.10.12")
    put_python(tmp_path, "python3.12", "3.12.1")

    ended = set_up(tmp_path, "run")

    assert ended.returncode == 0
    assert logged(tmp_path).startswith("python3.12\n")


@pytest.mark.parametrize(
    ("kind", "lock"), [("run", "requirements.lock"), ("dev", "requirements-dev.lock")]
)
@pytest.mark.parametrize("installer", ["uv", "pip"])
def test_each_kind_installs_its_own_lock_file_alone(
    tmp_path: Path, kind: str, lock: str, installer: str
) -> None:
    put_python(tmp_path, "python3", "3.12.1")
    if installer == "uv":
        put_program(tmp_path, "uv", UV)

    ended = set_up(tmp_path, kind)

    said = ended.stdout.splitlines()
    installs = [line for line in logged(tmp_path).splitlines() if "install" in line]
    assert (ended.returncode, ended.stderr) == (0, "")
    assert f"into .venv with {installer}: about " in said[0]
    assert said[-1].startswith("Installed in ")
    assert [line.split()[0] for line in installs] == [installer, installer]
    assert installs[0].endswith(f"--require-hashes --requirement {lock}")
    assert installs[1].endswith("--no-deps --editable .")


def test_an_environment_that_no_longer_works_is_made_anew(tmp_path: Path) -> None:
    put_python(tmp_path, "python3", "3.12.1")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").symlink_to(tmp_path / "gone")

    ended = set_up(tmp_path, "run")

    assert ended.returncode == 0
    assert (tmp_path / ".venv" / "bin" / "python").is_file()


@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make here")
@pytest.mark.parametrize(
    ("target", "kind"),
    [
        ("run", "run"),
        ("playground", "run"),
        ("test-fast", "dev"),
        ("check", "dev"),
        ("setup", "dev"),
    ],
)
def test_each_target_sets_up_what_it_needs(tmp_path: Path, target: str, kind: str) -> None:
    for name in ("Makefile", "requirements.lock", "requirements-dev.lock", "pyproject.toml"):
        (tmp_path / name).symlink_to(ROOT / name)

    planned = subprocess.run(  # noqa: S603 - our own targets
        ["make", "--dry-run", target],  # noqa: S607 - the one on the path
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert f"sh setup.sh {kind}\n" in planned
    assert planned.count("setup.sh") == 1
