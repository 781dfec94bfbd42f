"""Standard output and standard error as commands need them: UTF-8, and never in the way of work."""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer  # only type checkers have it


class Outlet(io.FileIO):
    """A stream that swallows what nobody can take: its reader left, or the disk is full.

    Python itself would try the rest once more at the very end, and fail with a code of its own.
    """

    fault: OSError | None = None  # the first one
    ends_work = False  # whether a fault is raised, once, since nothing but printing is done

    def write(self, data: "ReadableBuffer") -> int:
        """Write, or drop, `data`; return how many bytes were taken."""
        view = memoryview(data)
        if self.fault is None:
            try:
                return super().write(view)
            except OSError as error:
                self.fault = error
                if self.ends_work:
                    raise
        return view.nbytes


@contextmanager
def standard_streams() -> Iterator[Outlet]:
    """Print through outlets until the block ends, and give the one of standard output."""
    before = sys.stdout, sys.stderr
    out, err = _outlet(1), _outlet(2)
    sys.stdout, sys.stderr = _text(out, before[0]), _text(err, before[1])
    try:
        yield out
    finally:
        out.ends_work = False
        sys.stdout.flush()
        sys.stderr.flush()
        sys.stdout, sys.stderr = before


def _outlet(number: int) -> Outlet:
    try:
        return Outlet(number, "w", closefd=False)
    except OSError:  # it was closed before we began
        return Outlet(os.devnull, "w")


def _text(outlet: Outlet, before: TextIO | None) -> TextIO:
    return io.TextIOWrapper(
        io.BufferedWriter(outlet),
        encoding="utf-8",
        errors="backslashreplace",
        line_buffering=outlet.isatty() or outlet.fileno() == 2,
        write_through=getattr(before, "write_through", False),
    )
