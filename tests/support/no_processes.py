"""The hooks of the unit tests: a test that starts a process fails."""

import _posixsubprocess
import sys
from collections.abc import Generator
from typing import Any

import pytest

STARTS = {"os.fork", "os.forkpty", "os.posix_spawn", "os.system", "os.exec", "subprocess.Popen"}
_fork_exec = _posixsubprocess.fork_exec


class _ProcessBlock:
    """Knows whether a test is running: outside of tests, pytest may start its workers."""

    is_on = False

    def check(self, event: str) -> None:
        """Refuse to start a process while a test runs."""
        if self.is_on:
            raise RuntimeError(f"a fast test starts no process ({event})")


_process_block = _ProcessBlock()


def _audit(event: str, _: tuple[Any, ...]) -> None:
    if event in STARTS:
        _process_block.check(event)


def _refused(*arguments: Any) -> int:
    """Start processes of multiprocessing, which raise no audit event, only outside of tests."""
    _process_block.check("multiprocessing")
    return _fork_exec(*arguments)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Watch the test and its fixtures."""
    _process_block.is_on = True


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Generator[None, object, object]:
    """Watch until the fixtures have ended."""
    try:
        return (yield)
    finally:
        _process_block.is_on = False


sys.addaudithook(_audit)
_posixsubprocess.fork_exec = _refused
