"""The tests give the same result on any machine."""

import ast
import os
import subprocess
import sys

import pytest
from hypothesis import settings

from tests.support.hypothesis_profile import PROFILE
from tests.support.paths import ROOT

CLOCKS = ("sleep", "time", "monotonic", "perf_counter", "process_time", "thread_time")
WAYS = {("asyncio", "sleep"), *(("time", clock) for clock in CLOCKS)}
# Why a file outside of the benchmarks asks a clock or sleeps for a time, `asyncio.sleep` included.
CLOCKED = {
    "bot_process.py": "looks at another process until it has done something",
    "test_playground.py": "sets the time of a file",
    "test_standard_streams.py": "looks at a pipe until it is empty",
    "test_kill_nine.py": "looks at another process's database",
    "test_clock_and_disk.py": "looks at a database until it holds something",
    "test_metrics.py": "asks another process until it says something",
    "many_feeds.py": "answers later than others do, at any time",
    "test_passing_faults.py": "looks at a database until it holds something",
    "test_schedule.py": "looks at a database until it holds something",
    "test_settings.py": "looks at a database until it holds something",
    "waiting.py": "looks at a database until it holds nothing",
    "test_inline.py": "talks on while a limit of time runs out",
    "test_event_loop.py": "compares the CPU time of a turn with that of the work",
    "event_loop_turns.py": "compares CPU time",
    "test_under_load.py": "compares the CPU time of a turn with that of the work",
    "test_webhook_posts.py": "sends on while a limit of time runs out",
    "test_postgresql.py": "looks at a database until another transaction waits there",
    "postgresql_server.py": "looks at another process until it has done something",
    "pool_tasks.py": "uses up time, which is not measured, in another process",
    "until_exists.py": "looks for a file until it is there",
}
IN_SIMULATED_TIME = {
    *("test_rate_limiter.py", "test_politeness.py", "test_batching.py"),
    *("test_keyed_task_queue.py", "test_concurrent_workers.py", "test_work_watcher.py"),
    "test_idle_server.py",
}
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
