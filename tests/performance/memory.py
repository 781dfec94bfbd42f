"""Memory and CPU time of a process for slow work, for each kind of the largest input it reads."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.app.container import HEAVY_MODULES
from bot.domain.article import BODY_MAX
from bot.domain.errors import Unreadable
from bot.domain.offload import TookTooLong
from bot.domain.submission import FILE_MAX
from bot.ingestion.feeds.opml import OPML_MAX, read_opml
from bot.ingestion.feeds.parser import FEED_MAX, TAGS_MAX, read_feed
from bot.ingestion.http.allowlist import Allowlist
from bot.ingestion.readers.archive import ELEMENTS_MAX
from bot.ingestion.readers.files import read_file
from bot.ingestion.readers.html_page import HTML_MAX
from bot.workers.process_pool import MEMORY, Pool
from bot.workers.time_limit import TimeLimit
from tests.support.document_files import docx, epub, pdf
from tests.support.feed_site import entry, rss
from tests.support.samples import load

NOW = datetime(2025, 6, 20, 12, tzinfo=UTC)
_UNLIMITED = TimeLimit(base=300.0, most=300.0, hang=3000.0)  # so that the memory is measured
_LINES = [line for sample in load() for line in sample.body.split("\n")]
Task = tuple[str, int, Callable[..., Any], tuple[Any, ...]]  # name, bytes, work, its arguments
Measured = tuple[int, float, str]  # kilobytes, CPU seconds, outcome


async def report() -> None:
    """Print the growth of a process, and its CPU time beside the bot's limit."""
    print(f"\nwith the limit of {MEMORY // 2**20} MB a process, imports included")
    print(f"{'largest input':36} {'bytes':>10} {'grows by':>9} {'CPU time':>9} {'of':>7}")
    for name, size, work, arguments in _tasks():
        pool = Pool(1, _UNLIMITED, memory=MEMORY, preload=HEAVY_MODULES)
        try:
            kilobytes, seconds, outcome = await pool(_measured, work, *arguments)
            figures = f"{kilobytes / 1024:6.0f} MB {seconds:7.2f} s"
        except TookTooLong as error:
            figures, outcome = " " * 19, f"ended: {error}"
        finally:
            await pool.close()
        limit = TimeLimit().cpu_seconds(size)
        print(f"{name:36} {size:10,} {figures} {limit:5.1f} s  {outcome}", flush=True)


def _measured(work: Callable[..., Any], *arguments: Any) -> Measured:
    """Do the work, and measure the growth of memory from its beginning to its peak."""
    Path("/proc/self/clear_refs").write_text("5")  # this resets the peak (proc(5))
    before, began = _kilobytes("VmRSS"), time.process_time()
    try:
        work(*arguments)
        outcome = "read"
    except Unreadable as error:
        outcome = f"refused: {error.text_key}"
    return _kilobytes("VmHWM") - before, time.process_time() - began, outcome


def _kilobytes(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


def _tasks() -> Iterator[Task]:
    yield from _pages_and_texts()
    yield _file("400,000 characters, a.docx", docx("Title", *_text(BODY_MAX)))
    yield _file("1,500,000 characters, a.docx", docx("Title", *_text(1_500_000)))
    yield _file("1,500,000 tags, a.docx", docx(*[""] * (ELEMENTS_MAX // 9)))
    yield _file("400,000 characters, a.epub", epub(_text(BODY_MAX), title="Title"))
    yield _file("1,500,000 tags, a.epub", epub(["<i/>" * (ELEMENTS_MAX - 20)], title="Title"))
    lines = _text(BODY_MAX)
    pages = [lines[at : at + 20] for at in range(0, len(lines), 20)]
    yield _file("400,000 characters, a.pdf", pdf(*pages, title="Title"))
    yield from _feeds()


def _pages_and_texts() -> Iterator[Task]:
    page = "".join(f"<p>{line}</p>" for line in _text(HTML_MAX - 300_000))
    yield _file("news, page.html", f"<html><body><article>{page}".encode()[:HTML_MAX])
    yield _file("short rows, page.html", f"<html><body>{'<p>a b' * 20_000}".encode())
    yield _file("news, text.txt", "\n".join(_text(FILE_MAX // 2)).encode()[:FILE_MAX])


def _feeds() -> Iterator[Task]:
    text = "".join(_text(1_500))
    items = (entry(f"Item {number}", text=text) for number in range(FEED_MAX // (len(text) + 250)))
    yield _feed("feed", rss(*items))
    costly = "<content:encoded/>" * (TAGS_MAX - 10)
    yield _feed("feed, the most tags of one item", rss(costly))
    outline = '<outline title="Feed {0}" xmlUrl="https://news{0}.example.org/feed"/>'
    feeds = "".join(map(outline.format, range(OPML_MAX // (len(outline) + 12))))
    data = f'<opml version="2.0"><body>{feeds}</body></opml>'.encode()
    yield "OPML", len(data), read_opml, (data, Allowlist())


def _file(name: str, data: bytes) -> Task:
    return name, len(data), read_file, (name.rpartition(" ")[2], None, data, NOW)


def _feed(name: str, text: str) -> Task:
    data = text.encode()
    return name, len(data), read_feed, (data, None, "https://news.test/feed", NOW, Allowlist())


def _text(characters: int) -> list[str]:
    """Return numbered lines of the samples, with so many characters in all."""
    lines: list[str] = []
    while characters > 0:
        line = f"{len(lines)}: {_LINES[len(lines) % len(_LINES)]}"
        lines.append(line[:characters])
        characters -= len(line) + 1
    return lines
