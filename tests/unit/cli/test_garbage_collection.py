"""Commands collect garbage less often than Python does by itself."""

import gc
from collections.abc import Iterator

import pytest

from bot.cli import GC_THRESHOLD, main


@pytest.fixture
def stock_threshold() -> Iterator[None]:
    """The threshold of a fresh interpreter; gives the session's own back."""
    before = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


@pytest.mark.usefixtures("stock_threshold")
def test_a_command_collects_garbage_less_often(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", "bash"]) == 0

    assert gc.isenabled()
    assert gc.get_threshold() == (GC_THRESHOLD, 10, 10)
