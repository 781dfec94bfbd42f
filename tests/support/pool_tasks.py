"""Tasks for the process pool, in a module with few imports: each process of the pool imports it."""

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.domain.errors import Unreadable


def count_for_ever() -> None:
    number = 0
    while True:
        number += 1


def hold(started: Path, released: Path) -> None:
    """Create a file at the start, and work until another file exists."""
    started.touch()
    while not released.exists():
        time.sleep(0.01)


def sleep(seconds: float) -> str:
    time.sleep(seconds)
    return "slept"


def work_for(seconds: float, _: bytes = b"") -> int:
    """Use up so much CPU time; return the number of the process."""
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    return os.getpid()


@dataclass(frozen=True, slots=True)
class SlowToLoad:
    """An argument whose unpickling takes CPU time, as an import does."""

    seconds: float

    def __reduce__(self) -> tuple[Callable[[float], int], tuple[float]]:
        return work_for, (self.seconds,)


def refuse(text_key: str, count: int) -> None:
    raise Unreadable(text_key, count=count)


def has_imported(module: str) -> bool:
    return module in sys.modules
