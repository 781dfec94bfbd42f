"""Count the work of a call in Python's own instructions: the same on any machine.

Work inside C code, such as a regular expression, is not counted;
`tests.architecture.redos` judges those.
"""

import gc
import sys
from collections.abc import Callable, Sequence
from functools import partial
from types import FrameType
from typing import Any

_GROWTH = 2.3  # 2 is linear, 4 is quadratic
_NOISE = 2_000  # instructions of work that is done once, at some length


def grows_little(read: Callable[[int], object], sizes: Sequence[int]) -> bool:
    """Tell whether the work of `read` at the last size is about twice that at the size before.

    Args:
        read: works on an input of a size.
        sizes: three, each twice the one before.

    Measures once more before it says no: slipcover now and then works in between.
    """
    return _grows_little(read, sizes) or _grows_little(read, sizes)


def _grows_little(read: Callable[[int], object], sizes: Sequence[int]) -> bool:
    work = [instructions(partial(read, size)) for size in sizes]
    return work[2] <= _GROWTH * max(work[1], 2 * work[0]) + _NOISE


def instructions(call: Callable[[], object]) -> int:
    """Return how many instructions of Python `call` runs."""
    count = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        count += event == "opcode"
        return trace

    before, was_collecting = sys.gettrace(), gc.isenabled()
    gc.disable()  # a finalizer of another test's object would be counted, too
    sys.settrace(trace)
    try:
        call()
    finally:
        sys.settrace(before)
        if was_collecting:
            gc.enable()
    return count
