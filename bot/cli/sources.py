"""Sources of texts for commands: a URL, a file, or standard input."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from bot.domain.article import Draft
from bot.domain.errors import Unreadable, XulosaError
from bot.domain.offload import TookTooLong
from bot.ingestion.decode import decode
from bot.ingestion.readers.files import is_document, read_file, require_text
from bot.ingestion.readers.plain_text import read_text

_TITLE_MAX = 200  # characters; a longer first line is not a title
_SENTENCE_ENDS = (".", "!", "?", "…", "。", ":", ";", ",")
_PAGES = (".html", ".htm", ".xhtml")


class UnreadableFile(XulosaError):
    """A file cannot be read; the message says which and why."""


def read_source(source: str) -> tuple[str, str]:
    """Return title and text of a source; the title is empty if the first line is a sentence.

    Raises:
        XulosaError: the source cannot be read, or is empty.
    """
    if "://" in source:
        draft = asyncio.run(_read_link(source))
        return draft.title, draft.body
    name, data = read_bytes(source)
    if is_document(data):
        draft = asyncio.run(_read_document(name, data))
        return draft.title, draft.body
    require_text(data)
    if name.lower().endswith(_PAGES) or data.lstrip()[:1] == b"<":
        draft = read_file(name if name != "-" else "page.html", None, data, datetime.now(UTC))
        return draft.title, draft.body
    text = decode(data)
    first = text.strip().partition("\n")[0].strip()
    if len(first) > _TITLE_MAX or first.endswith(_SENTENCE_ENDS):
        return "", text
    try:
        draft = read_text(text)
    except Unreadable:
        return "", text  # a single line: the summarizer decides whether it is enough
    return draft.title, draft.body


async def read_draft(source: str, piped: bytes) -> Draft:
    """Return the article of a source; cancellation stops a running fetch at once.

    Args:
        source: a URL, a file, or `-`.
        piped: the content of standard input, for `-`.

    Raises:
        XulosaError: the source cannot be read, or has no article.
    """
    if "://" in source:
        return await _read_link(source)
    name, data = (source, piped) if source == "-" else read_bytes(source)
    if is_document(data):
        return await _read_document(name, data)
    return read_file("text.txt" if name == "-" else name, None, data, datetime.now(UTC))


def read_bytes(source: str) -> tuple[str, bytes]:
    """Return the name and content of a file, or of standard input for `-`.

    Raises:
        UnreadableFile: the file cannot be read.
    """
    if source == "-":
        return source, standard_input().read()
    try:
        return Path(source).name, Path(source).read_bytes()
    except OSError as error:
        raise UnreadableFile(f"{source}: {error.strerror}") from error


def standard_input() -> BinaryIO:
    """Return standard input.

    Raises:
        UnreadableFile: it was closed before the start.
    """
    if sys.stdin is None:
        raise UnreadableFile("standard input is closed")
    return sys.stdin.buffer


async def _read_document(name: str, data: bytes) -> Draft:
    """Return the article of a document, read in a process with limits on time and memory.

    Raises:
        Unreadable: the document exceeds the limits, or has no text.
    """
    from bot.workers.process_pool import Pool

    pool = Pool(1)
    try:
        return await pool(read_file, name, None, data, datetime.now(UTC))
    except TookTooLong as error:
        raise Unreadable("file.too_heavy") from error
    finally:
        await pool.close()


async def _read_link(url: str) -> Draft:
    """Return the article behind a link.

    Raises:
        XulosaError: the link is refused, or the page has no article.
    """
    from bot.cli.store_session import run_inline
    from bot.config import read_settings
    from bot.ingestion.article_reader import ArticleReader
    from bot.ingestion.http.fetcher import Fetcher

    async with Fetcher(read_settings().bot_fetch_allow) as fetcher:
        return await ArticleReader(fetcher, run_inline, lambda: datetime.now(UTC)).read_link(url)
