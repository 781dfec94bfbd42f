"""Tasks for the pool, in a module that imports little: its processes import it, too."""

import sys
import time
from pathlib import Path

from bot.domain.errors import Unreadable


def count_for_ever() -> None:
    number = 0
    while True:
        number += 1


def work_for(seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        pass


def touch_later(path: Path, seconds: float) -> None:
    work_for(seconds)
    path.touch()


def refuse(text_key: str, count: int) -> None:
    raise Unreadable(text_key, count=count)


def has_imported(module: str) -> bool:
    return module in sys.modules
