"""The tests give the same result wherever they run."""

import ast
import os
import subprocess
import sys

import pytest
from hypothesis import settings

from tests.support.hypothesis_profile import PROFILE
from tests.support.paths import ROOT

PRINT = "from tests.support.hypothesis_profile import PROFILE; print(PROFILE)"


def test_properties_are_tested_by_the_project_s_profile() -> None:
    assert settings.get_current_profile_name() == "xulosa"
    assert settings.default == PROFILE


@pytest.mark.parametrize("ci", [{}, {"CI": "true"}, {"GITHUB_ACTIONS": "true"}], ids=str)
def test_the_profile_is_the_same_with_and_without_ci(ci: dict[str, str]) -> None:
    ended = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", PRINT],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **ci},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )

    assert ended.stdout.strip() == repr(PROFILE)


def clocked(source: str) -> bool:
    """Return whether a module asks a clock, or sleeps for longer than a turn of the loop."""
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and (node.func.value.id, node.func.attr) in WAYS
        and not (node.args and ast.unparse(node.args[0]) == "0")
        for node in ast.walk(ast.parse(source))
    )


def test_only_these_tests_ask_a_clock_or_sleep() -> None:
    found = {
        file.name
        for file in (ROOT / "tests").rglob("*.py")
        if not {"bench", "performance"} & set(file.parts) and clocked(file.read_text())
    }

    assert found == CLOCKED.keys() | IN_SIMULATED_TIME


@pytest.mark.parametrize("call", ["time.sleep(1)", "await asyncio.sleep(0.1)", "time.monotonic()"])
def test_a_clock_is_seen(call: str) -> None:
    assert clocked(f"async def test(): {call}")
    assert not clocked("async def test(): await asyncio.sleep(0)")
