"""Commands that serve run without uvloop, and refuse Windows in one line."""

import sys
from pathlib import Path

import pytest

from bot.cli.event_loop import require_unix, run_server
from bot.domain.errors import OperatorError
from storage.engine.database import Database, embedded
from storage.engine.lock import instance_lock


def test_a_server_runs_without_uvloop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvloop", None)  # as if it were not installed
    served: list[str] = []

    async def serve() -> None:
        served.append("yes")

    run_server(serve())

    assert served == ["yes"]


def test_windows_is_refused_in_one_line() -> None:
    require_unix("linux")

    with pytest.raises(OperatorError, match=r"does not run on Windows.*WSL") as raised:
        require_unix("win32")

    assert "\n" not in str(raised.value)


def test_a_lock_without_fcntl_is_refused_in_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "fcntl", None)  # as on Windows

    with (
        pytest.raises(OperatorError, match="Windows"),
        instance_lock(Database(embedded(tmp_path / "xulosa.db"))),
    ):
        pass
