"""Extract the text of a PDF file.

Malicious files can make pypdf use much time and memory, so it runs in the process pool with limits
on both. Errors:

    file.encrypted  "That PDF is locked with a password."
    file.scanned    "That PDF holds pictures of pages and no text."
    file.broken     "That file is damaged, or is not what it seems."
"""

import logging
from io import BytesIO
from itertools import islice

from bot.domain.article import BODY_MAX, Draft
from bot.domain.errors import Unreadable
from bot.ingestion.readers.document import DocumentParts, split_keywords
from bot.ingestion.readers.reflow import reflow

PAGES_MAX = 150  # pages that are read; one takes 10 to 60 ms


def read_pdf(data: bytes) -> Draft:
    """Return the article in the first `PAGES_MAX` pages of a PDF.

    Raises:
        Unreadable: the file is encrypted, scanned or damaged.
    """
    try:
        return _read(data)
    except Unreadable:
        raise
    except Exception as error:  # pypdf raises errors of any type for a damaged file
        raise Unreadable("file.broken") from error


def _read(data: bytes) -> Draft:
    from pypdf import PdfReader  # the import takes 0.1 s

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # pypdf logs each defect of a file
    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise Unreadable("file.encrypted")
    pages: list[list[str]] = []
    length = 0
    for page in islice(reader.pages, PAGES_MAX):
        text = page.extract_text()
        pages.append(text.splitlines())
        length += len(text)
        if length > BODY_MAX:
            break
    paragraphs = reflow(pages)
    if pages and not any(map(str.isalpha, "".join(paragraphs))):
        raise Unreadable("file.scanned")
    metadata = reader.metadata
    return DocumentParts(
        titles=(str(metadata.title or ""),) if metadata else (),
        paragraphs=paragraphs,
        tags=split_keywords(str(metadata.get("/Keywords") or "")) if metadata else (),
    ).to_draft()
