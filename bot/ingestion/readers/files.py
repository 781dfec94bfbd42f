"""The bytes of a file to a `Draft`; pure, and runs in the pool.

Says no in these words, beside those of pages and texts:

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
_HEAD = 4096  # bytes that tell whether this is a text
_ODD_IN = 25  # characters; a text has no more than one that is broken or controls something


def read_file(name: str, mime_type: str | None, data: bytes, now: datetime) -> Draft:
    """Return the article in a file that a person sent.

    The first bytes decide before the name, the name before the type that the sender claims.

    Args:
        name: the file's name; may be empty.
        mime_type: what the sender says it is.
        data: at most `FILE_MAX` bytes.
        now: aware; dates after it are not believed.

    Raises:
        Unreadable: it is too large, of a kind that we do not read, or has no article in it.
    """
    if len(data) > FILE_MAX:
        raise Unreadable("file.too_large", megabytes=FILE_MAX // 2**20)
    if data.startswith(_PDF):
        return read_pdf(data)
    if data.startswith(_ZIP):
        return _read_archive(Archive(data))
    suffix = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    claimed = (mime_type or "").partition(";")[0].strip().lower()
    is_page = suffix in _PAGES or (suffix not in _TEXTS and claimed in _PAGE_TYPES)
    is_text = suffix in _TEXTS or (not suffix and claimed == "text/plain")
    if not (is_page or is_text):
        raise Unreadable("file.unknown_kind")
    require_text(data)
    text = decode(data)
    if is_page or is_markup(text):
        return read_page(text, None, now)
    return read_text(text)


def require_text(data: bytes) -> None:
    """Refuse a picture, a program and the like, whatever its name says.

    Raises:
        Unreadable: it is one; in random bytes, a character in ten is none that a text has.
    """
    signs = decode(data[:_HEAD])
    odd = sum(sign == "\ufffd" or (sign < " " and not sign.isspace()) for sign in signs)
    if media_kind("", data[:_HEAD]) or odd * _ODD_IN > len(signs):
        raise Unreadable("file.unknown_kind")


def is_markup(text: str) -> bool:
    """Return whether a text begins as HTML or XML does."""
    return _MARKUP.match(text) is not None


def is_document(data: bytes) -> bool:
    """Say whether a file is of a format that only its reader understands: PDF, or a zip file."""
    return data.startswith((_PDF, _ZIP))


def _read_archive(archive: Archive) -> Draft:
    if docx.TEXT in archive.names:
        return docx.read_docx(archive)
    if epub.CONTAINER in archive.names:
        return epub.read_epub(archive)
    raise Unreadable("file.unknown_kind")
