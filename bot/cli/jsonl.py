"""summarize --jsonl: a filter on any number of lines, on all cores, in constant memory."""

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

from bot.domain.errors import Unreadable, XulosaError
from bot.summaries import summarize

_CHUNK = 64  # lines that travel together
_CHUNK_SIZE = 1_000_000  # bytes; a chunk is full when it holds more
_LONGEST = 16_000_000  # bytes of a line; a summary reads 400,000 characters of a text
_BLOCK = 65_536  # bytes read at once; what a pipe of Linux holds
_PULSE = 0.02  # seconds after which, while answers are waited for, input is looked for
_AHEAD = 4  # chunks under way per core; what bounds the memory

Chunk = list[tuple[int, bytes]]  # numbered lines
Answered = list[tuple[int, str, str]]  # line number, the line to print, or else the complaint


def filter_lines(source: BinaryIO, target: BinaryIO, sentences: int, ranker: str) -> bool:
    """Read `{"id", "title", "text"}` a line, write `{"id", "language", "sentences"}` a line.

    In order, and at once where the next line is not there yet. A broken line is reported on
    standard error by its number, and passed over; return whether any was not broken, or there
    was none.

    Raises:
        XulosaError: a process that summarises was ended from outside.
    """
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    under_way: deque[Future[Answered]] = deque()
    told: list[bool] = []
    pool = ProcessPoolExecutor(cores, initializer=_settle)
    try:
        for chunk in _chunks(source):
            if chunk:
                under_way.append(pool.submit(summarize_chunk, chunk, sentences, ranker))
            while len(under_way) >= cores * _AHEAD or (under_way and not _has_more(source)):
                if wait([under_way[0]], _PULSE).done:
                    told.append(_write(target, under_way.popleft().result()))
        told += [_write(target, future.result()) for future in under_way]
    except BrokenProcessPool as error:
        raise XulosaError("a process that summarises was ended from outside") from error
    finally:
        pool.shutdown(cancel_futures=True)
    return any(told) or not told


def _settle() -> None:
    """Leave Ctrl-C to the parent, and end with it, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)


def _chunks(source: BinaryIO) -> Iterator[Chunk]:
    """Yield full chunks, and what there is, perhaps nothing, where the next line is not there."""
    chunk: Chunk = []
    size = number = 0
    for line in _lines(source):
        if line is not None:
            number += 1
            if line.strip():
                chunk.append((number, line))
                size += len(line)
        if line is None or len(chunk) == _CHUNK or size > _CHUNK_SIZE:
            yield chunk
            chunk, size = [], 0
    yield chunk


def _lines(source: BinaryIO) -> Iterator[bytes | None]:
    """Yield the lines of `source`, and None where the next one has to be waited for.

    Of a line that is too long comes its beginning, which is no JSON.
    """
    held = bytearray()  # a line whose end has not come yet
    while block := source.read1(_BLOCK):  # type: ignore[attr-defined]  # buffers have it
        first, *others = block.split(b"\n")
        held += first[: _LONGEST - len(held)]
        for begun in others:
            yield bytes(held)
            held = bytearray(begun)
        if not _has_more(source):
            yield None
    if held:
        yield bytes(held)


def _has_more(source: BinaryIO) -> bool:
    """Say whether reading goes on at once; the end of the stream counts."""
    try:
        return bool(select.select([source], [], [], 0)[0])
    except UnsupportedOperation:  # it is in memory
        return True


def _write(target: BinaryIO, answered: Answered) -> bool:
    """Write what was answered; return whether a line was not broken."""
    for number, line, complaint in answered:
        if complaint:
            print(f"xulosa: line {number}: {complaint}", file=sys.stderr)
        else:
            target.write(line.encode() + b"\n")
    target.flush()
    return any(not complaint for _, _, complaint in answered)


def summarize_chunk(chunk: Chunk, sentences: int, ranker: str) -> Answered:
    """Summarise numbered lines; runs in another process."""
    return [(number, *_summarize_line(line, sentences, ranker)) for number, line in chunk]


def _summarize_line(line: bytes, sentences: int, ranker: str) -> tuple[str, str]:
    try:
        given = json.loads(line, parse_constant=_refuse)
        identity = given.get("id") if isinstance(given, dict) else None
        json.dumps(identity, allow_nan=False)  # 1e999 is read as infinite
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
        pass  # nothing to summarise gives no sentences
    text = json.dumps(answer, ensure_ascii=False)
    return text.encode("utf-8", "replace").decode(), ""


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no JSON")
