"""summarize --jsonl: a filter on any number of lines, on all cores, in constant memory."""

import json
import os
import sys
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from typing import BinaryIO

from bot.domain.errors import Unreadable
from bot.summaries import summarise

_CHUNK = 64  # lines that travel together
_CHUNK_SIZE = 1_000_000  # bytes; a chunk is full when it holds more
_LONGEST = 16_000_000  # bytes of a line; a summary reads 400,000 characters of a text
_AHEAD = 4  # chunks under way per core; what bounds the memory

Chunk = list[tuple[int, bytes]]  # numbered lines
Answered = list[tuple[int, str, str]]  # line number, the line to print, or else the complaint


def filter_lines(source: BinaryIO, target: BinaryIO, sentences: int, ranker: str) -> None:
    """Read `{"id", "title", "text"}` a line, write `{"id", "language", "sentences"}` a line.

    In order. A broken line is reported on standard error by its number, and passed over.
    """
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    with ProcessPoolExecutor(cores) as pool:
        under_way: deque[Future[Answered]] = deque()
        for chunk in _chunks(source):
            under_way.append(pool.submit(summarise_chunk, chunk, sentences, ranker))
            if len(under_way) >= cores * _AHEAD:
                _write(target, under_way.popleft().result())
        for future in under_way:
            _write(target, future.result())
    target.flush()


def _chunks(source: BinaryIO) -> Iterator[Chunk]:
    chunk: Chunk = []
    size = 0
    for number, line in enumerate(_lines(source), start=1):
        if not line.strip():
            continue
        chunk.append((number, line))
        size += len(line)
        if len(chunk) == _CHUNK or size > _CHUNK_SIZE:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _lines(source: BinaryIO) -> Iterator[bytes]:
    """Yield the lines of `source`; of one that is too long, its beginning (which is no JSON)."""
    while line := source.readline(_LONGEST):
        yield line
        while not line.endswith(b"\n") and len(line) == _LONGEST:
            line = source.readline(_LONGEST)  # the rest is passed over


def _write(target: BinaryIO, answered: Answered) -> None:
    for number, line, complaint in answered:
        if complaint:
            print(f"xulosa: line {number}: {complaint}", file=sys.stderr)
        else:
            target.write(line.encode() + b"\n")


def summarise_chunk(chunk: Chunk, sentences: int, ranker: str) -> Answered:
    """Summarise numbered lines; runs in another process."""
    return [(number, *_summarise_line(line, sentences, ranker)) for number, line in chunk]


def _summarise_line(line: bytes, sentences: int, ranker: str) -> tuple[str, str]:
    try:
        given = json.loads(line)
    except ValueError:
        return "", "this is no JSON"
    except RecursionError:
        return "", "this is nested too deep"
    if not isinstance(given, dict) or not isinstance(given.get("text"), str):
        return "", 'this is no object with a "text"'
    title = given.get("title")
    answer: dict[str, object] = {"id": given.get("id"), "language": "und", "sentences": []}
    try:
        summary = summarise(title if isinstance(title, str) else "", given["text"], ranker=ranker)
        answer |= {"language": summary.language, "sentences": summary.sentences(sentences)}
    except Unreadable:
        pass  # nothing to summarise gives no sentences
    text = json.dumps(answer, ensure_ascii=False)
    return text.encode("utf-8", "replace").decode(), ""
