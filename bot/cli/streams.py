"""UTF-8 standard output and error streams that tolerate a closed pipe or a full disk."""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer  # only type checkers have it


class FaultTolerantStream(io.FileIO):
    """A stream that drops data after a failed write, such as to a closed pipe or a full disk.

    Otherwise Python would flush again at exit, fail, and replace the exit code.
    """

    error: OSError | None = None  # of the first failed write
    raises_error = False  # whether the first failed write is raised

    def write(self, data: "ReadableBuffer") -> int:
        """Write or drop `data`; return its number of bytes."""
        view = memoryview(data)
        if self.error is None:
            try:
                return super().write(view)
            except OSError as error:
                self.error = error
                if self.raises_error:
                    raise
        return view.nbytes


@contextmanager
def standard_streams() -> Iterator[FaultTolerantStream]:
    """Replace stdout and stderr with tolerant streams in the block; yield that of stdout."""
    before = sys.stdout, sys.stderr
    out, err = _open_stream(1), _open_stream(2)
    sys.stdout, sys.stderr = _text_stream(out, before[0]), _text_stream(err, before[1])
    try:
        yield out
    finally:
        out.raises_error = False
        sys.stdout.flush()
        sys.stderr.flush()
        sys.stdout, sys.stderr = before


def _open_stream(number: int) -> FaultTolerantStream:
    try:
        return FaultTolerantStream(number, "w", closefd=False)
    except OSError:  # it was closed before the start
        return FaultTolerantStream(os.devnull, "w")


def _text_stream(stream: FaultTolerantStream, before: TextIO | None) -> TextIO:
    return io.TextIOWrapper(
        io.BufferedWriter(stream),
        encoding="utf-8",
        errors="backslashreplace",
        line_buffering=stream.isatty() or stream.fileno() == 2,
        write_through=getattr(before, "write_through", False),
    )
