"""Tasks for the pool, in a module that imports little: its processes import it, too."""

import sys
import time
from pathlib import Path

from bot.domain.errors import Unreadable


def count_for_ever() -> None:
    number = 0
    while True:
        number += 1


def hold(started: Path, released: Path) -> None:
    """Say that it is at work, and work until it is released."""
    started.touch()
    while not released.exists():
        time.sleep(0.001)


def refuse(text_key: str, count: int) -> None:
    raise Unreadable(text_key, count=count)


def has_imported(module: str) -> bool:
    return module in sys.modules
