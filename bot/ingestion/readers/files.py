"""Detect the format of a submitted file and read its article; pure, runs in the process pool.

Errors, beside those of pages and texts:

    file.unknown_kind           "I read .txt, .html, .pdf, .docx and .epub files only."
    file.too_large (megabytes)  "That file is larger than {megabytes} MB; that is too much for me."
"""

import re
from datetime import datetime
from pathlib import PurePosixPath

from bot.domain.article import Draft
from bot.domain.errors import Unreadable
from bot.domain.submission import FILE_MAX
from bot.ingestion.decode import decode
from bot.ingestion.media_types import media_kind
from bot.ingestion.readers import docx, epub
from bot.ingestion.readers.archive import Archive
from bot.ingestion.readers.html_page import read_page
from bot.ingestion.readers.pdf import read_pdf
from bot.ingestion.readers.plain_text import read_text

_PDF, _ZIP = b"%PDF-", b"PK\x03\x04"
_MARKUP = re.compile(r"\s*(?:<!doctype html|<\?xml|<!--|<html|<head|<body|<article)", re.IGNORECASE)
_PAGES = {".html", ".htm", ".xhtml"}
_PAGE_TYPES = {"text/html", "application/xhtml+xml"}
_TEXTS = {".txt", ".text"}
_HEAD = 4096  # the first bytes of a file, which the check for text reads
_TEXT_PER_BINARY = 25  # characters of text per broken or control character


def read_file(name: str, mime_type: str | None, data: bytes, now: datetime) -> Draft:
    """Return the article in a file that a person sent.

    The first bytes decide the format, then the file name, then the declared media type.

    Args:
        name: the name of the file; may be empty.
        mime_type: the media type that the sender declares.
        data: at most `FILE_MAX` bytes.
        now: aware; dates after it are ignored.

    Raises:
        Unreadable: the file is too large, its format is not supported, or it has no article.
    """
    if len(data) > FILE_MAX:
        raise Unreadable("file.too_large", megabytes=FILE_MAX // 2**20)
    if data.startswith(_PDF):
        return read_pdf(data)
    if data.startswith(_ZIP):
        return _read_archive(Archive(data))
    suffix = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    declared = (mime_type or "").partition(";")[0].strip().lower()
    is_page = suffix in _PAGES or (suffix not in _TEXTS and declared in _PAGE_TYPES)
    is_text = suffix in _TEXTS or (not suffix and declared == "text/plain")
    if not (is_page or is_text):
        raise Unreadable("file.unknown_kind")
    require_text(data)
    text = decode(data)
    if is_page or is_markup(text):
        return read_page(text, None, now)
    return read_text(text)


def require_text(data: bytes) -> None:
    """Check that a file is text and not binary data.

    Raises:
        Unreadable: the file is binary; in random bytes, one in ten characters is not text.
    """
    head = decode(data[:_HEAD])
    binary = sum(char == "\ufffd" or (char < " " and not char.isspace()) for char in head)
    if media_kind("", data[:_HEAD]) or binary * _TEXT_PER_BINARY > len(head):
        raise Unreadable("file.unknown_kind")


def is_markup(text: str) -> bool:
    """Return whether a text begins with HTML or XML markup."""
    return _MARKUP.match(text) is not None


def is_document(data: bytes) -> bool:
    """Return whether a file has a binary format: PDF or zip."""
    return data.startswith((_PDF, _ZIP))


def _read_archive(archive: Archive) -> Draft:
    if docx.TEXT in archive.names:
        return docx.read_docx(archive)
    if epub.CONTAINER in archive.names:
        return epub.read_epub(archive)
    raise Unreadable("file.unknown_kind")
