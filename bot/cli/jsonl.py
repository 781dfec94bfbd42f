"""The filter `summarize --jsonl`: JSON lines in order, on all cores, in constant memory."""

import json
import multiprocessing
import os
import select
import signal
import sys
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from io import UnsupportedOperation
from typing import BinaryIO

from bot.cli.progress import Progress, progress_of
from bot.domain.errors import Unreadable, XulosaError
from bot.summaries import summarize

_CHUNK_LINES = 64  # lines per task of the process pool
_CHUNK_BYTES = 1_000_000  # a chunk with more bytes is full
_LINE_MAX = 16_000_000  # bytes; a summary reads 400,000 characters of a text
_BLOCK = 65_536  # bytes per read; the capacity of a Linux pipe
_INPUT_POLL = 0.02  # seconds; how often input is checked while results are pending
_PENDING_PER_CORE = 4  # chunks; this bounds the memory

Chunk = list[tuple[int, bytes]]  # numbered lines
Results = list[tuple[int, str, str]]  # line number, line to print, or else the error


def filter_lines(source: BinaryIO, target: BinaryIO, sentences: int, ranker: str) -> bool:
    """Read `{"id", "title", "text"}` a line, write `{"id", "language", "sentences"}` a line.

    Results keep the order of the lines, and are written at once if no further line is ready. An
    invalid line is reported on standard error by its number and skipped. Return False if there
    were lines and all were invalid.

    Raises:
        XulosaError: a worker process was killed.
    """
    with progress_of("summarize", None, "texts") as progress:
        return _filter_lines(source, target, sentences, ranker, progress)


def _filter_lines(
    source: BinaryIO, target: BinaryIO, sentences: int, ranker: str, progress: Progress
) -> bool:
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    pending: deque[Future[Results]] = deque()
    outcomes: list[bool] = []
    pool = ProcessPoolExecutor(cores, initializer=_set_up_worker)
    try:
        for chunk in _chunks(source):
            if chunk:
                pending.append(pool.submit(summarize_chunk, chunk, sentences, ranker))
            while len(pending) >= cores * _PENDING_PER_CORE or (pending and not _has_more(source)):
                if wait([pending[0]], _INPUT_POLL).done:
                    outcomes.append(_write_results(target, pending.popleft().result(), progress))
        outcomes += [_write_results(target, future.result(), progress) for future in pending]
    except BrokenProcessPool as error:
        raise XulosaError("a worker process was killed") from error
    finally:
        pool.shutdown(cancel_futures=True)
    return any(outcomes) or not outcomes


def _set_up_worker() -> None:
    """Ignore Ctrl-C in a worker process, and end it when the parent ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_exit_with_parent, daemon=True).start()


def _exit_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)


def _chunks(source: BinaryIO) -> Iterator[Chunk]:
    """Yield full chunks; if no further line is ready, yield an incomplete or empty chunk."""
    chunk: Chunk = []
    size = number = 0
    for line in _lines(source):
        if line is not None:
            number += 1
            if line.strip():
                chunk.append((number, line))
                size += len(line)
        if line is None or len(chunk) == _CHUNK_LINES or size > _CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    yield chunk


def _lines(source: BinaryIO) -> Iterator[bytes | None]:
    """Yield the lines of `source`, and None when the next line is not ready.

    A line that is too long is truncated, so that it is not valid JSON.
    """
    partial = bytearray()  # an incomplete line
    while block := source.read1(_BLOCK):  # type: ignore[attr-defined]  # BinaryIO lacks it, buffered streams do not
        first, *others = block.split(b"\n")
        partial += first[: _LINE_MAX - len(partial)]
        for start in others:
            yield bytes(partial)
            partial = bytearray(start)
        if not _has_more(source):
            yield None
    if partial:
        yield bytes(partial)


def _has_more(source: BinaryIO) -> bool:
    """Return whether a read would not block; the end of the stream counts too."""
    try:
        return bool(select.select([source], [], [], 0)[0])
    except UnsupportedOperation:  # an in-memory stream
        return True


def _write_results(target: BinaryIO, results: Results, progress: Progress) -> bool:
    """Write the results and report the errors; return whether any line was valid."""
    for number, line, error in results:
        if error:
            progress.print_error(f"xulosa: line {number}: {error}")
        else:
            target.write(line.encode() + b"\n")
    target.flush()
    progress.advance(len(results))
    return any(not error for _, _, error in results)


def summarize_chunk(chunk: Chunk, sentences: int, ranker: str) -> Results:
    """Summarize numbered lines; runs in a worker process."""
    return [(number, *_summarize_line(line, sentences, ranker)) for number, line in chunk]


def _summarize_line(line: bytes, sentences: int, ranker: str) -> tuple[str, str]:
    try:
        given = json.loads(line, parse_constant=_reject_constant)
        identity = given.get("id") if isinstance(given, dict) else None
        json.dumps(identity, allow_nan=False)  # raises for 1e999, which is read as infinity
    except ValueError:
        return "", "this is no JSON"
    except RecursionError:
        return "", "this is nested too deep"
    if not isinstance(given, dict) or not isinstance(given.get("text"), str):
        return "", 'this is no object with a "text"'
    title = given.get("title")
    answer: dict[str, object] = {"id": identity, "language": "und", "sentences": []}
    try:
        summary = summarize(title if isinstance(title, str) else "", given["text"], ranker=ranker)
        answer |= {"language": summary.language, "sentences": summary.sentences(sentences)}
    except Unreadable:
        pass  # a text without sentences gets an empty list
    text = json.dumps(answer, ensure_ascii=False)
    return text.encode("utf-8", "replace").decode(), ""


def _reject_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")
