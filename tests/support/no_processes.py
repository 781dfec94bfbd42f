"""Makes a test fail that starts a process: a plugin of `make test-fast`."""

import _posixsubprocess
import sys
from collections.abc import Generator
from typing import Any

import pytest

STARTS = {"os.fork", "os.forkpty", "os.posix_spawn", "os.system", "os.exec", "subprocess.Popen"}
_fork_exec = _posixsubprocess.fork_exec


class _Guard:
    """Knows whether a test is running: pytest's own workers may be started."""

    is_on = False

    def check(self, event: str) -> None:
        """Refuse to start a process while a test runs."""
        if self.is_on:
            raise RuntimeError(f"a fast test starts no process ({event})")


_guard = _Guard()


def _audit(event: str, _: tuple[Any, ...]) -> None:
    if event in STARTS:
        _guard.check(event)


def _refused(*arguments: Any) -> int:
    """Start what multiprocessing starts, which is not audited, outside of tests only."""
    _guard.check("multiprocessing")
    return _fork_exec(*arguments)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol() -> Generator[None, object, object]:
    """Watch over each test, its fixtures included."""
    _guard.is_on = True
    try:
        return (yield)
    finally:
        _guard.is_on = False


sys.addaudithook(_audit)
_posixsubprocess.fork_exec = _refused
