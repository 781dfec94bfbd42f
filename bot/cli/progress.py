"""Progress of long work on standard error, where that is a terminal."""

import asyncio
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from tqdm import tqdm

tqdm.monitor_interval = 0  # no thread that refreshes slow bars
tqdm.set_lock(threading.RLock())  # its default is a semaphore that processes share
_POLL_INTERVAL = 0.2  # seconds


class Progress:
    """A bar on standard error; it shows nothing unless that is a terminal."""

    def __init__(self, bar: "tqdm[object]") -> None:
        self._bar = bar

    def advance(self, count: int = 1) -> None:
        """Report that `count` more things are done."""
        self._bar.update(count)

    def print(self, text: str) -> None:
        """Print a line on standard output, above the bar if both are on one terminal."""
        with self._bar.external_write_mode(file=sys.stdout):
            print(text)

    def print_error(self, text: str) -> None:
        """Print a line on standard error, above the bar."""
        with self._bar.external_write_mode(file=sys.stderr):
            print(text, file=sys.stderr)


@contextmanager
def progress_of(label: str, total: int | None, unit: str) -> Iterator[Progress]:
    """Show the progress of the work in the block; the bar goes away when the block ends.

    Args:
        label: the name of the work.
        total: the number of things to do; None: unknown.
        unit: the name of one thing; `B` counts bytes.
    """
    with tqdm(
        total=total,
        desc=label,
        unit=unit if unit == "B" else f" {unit}",
        unit_scale=unit == "B",
        disable=None,  # None: shown on a terminal only
        leave=False,
        file=sys.stderr,
    ) as bar:
        yield Progress(bar)


@asynccontextmanager
async def progress_of_copy(label: str, copy: Path, total: int) -> AsyncIterator[None]:
    """Show how a file grows to `total` bytes while the block writes it."""
    with progress_of(label, total, "B") as progress:
        watching = asyncio.create_task(_watch(copy, progress))
        try:
            yield
        finally:
            watching.cancel()


async def _watch(copy: Path, progress: Progress) -> None:
    size = 0
    while True:
        await asyncio.sleep(_POLL_INTERVAL)
        grown = max(size, size_of(copy))
        progress.advance(grown - size)
        size = grown


def size_of(file: Path) -> int:
    """Return the size of a file in bytes; 0 if it is missing."""
    try:
        return file.stat().st_size
    except OSError:
        return 0
