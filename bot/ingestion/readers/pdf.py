"""A PDF's text -> a `Draft`.

Slow, and pypdf follows whatever the file says: runs in the pool, whose limits of time and memory
end files that are made to take for ever. Says no in these words:

    file.encrypted  "That PDF is locked with a password."
    file.scanned    "That PDF holds pictures of pages and no text."
    file.broken     "That file is damaged, or is not what it seems."
"""

import logging
import re
from io import BytesIO
from itertools import islice

from bot.domain.article import BODY_MAX, Draft
from bot.domain.errors import Unreadable
from bot.ingestion.readers.document import Written
from bot.ingestion.readers.reflow import reflow

PAGES_MAX = 150  # that are read; a page takes 10 to 60 ms
_COMMAS = re.compile(r"[,;]+")


def read_pdf(data: bytes) -> Draft:
    """Return the article in a PDF, at most its first `PAGES_MAX` pages.

    Raises:
        Unreadable: it is locked, scanned or damaged.
    """
    try:
        return _read(data)
    except Unreadable:
        raise
    except Exception as error:  # pypdf meets a broken file with errors of any kind
        raise Unreadable("file.broken") from error


def _read(data: bytes) -> Draft:
    from pypdf import PdfReader  # 0.1 s on import

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it reports each fault of a file
    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise Unreadable("file.encrypted")
    pages: list[list[str]] = []
    letters = 0
    for page in islice(reader.pages, PAGES_MAX):
        text = page.extract_text()
        pages.append(text.splitlines())
        letters += len(text)
        if letters > BODY_MAX:
            break
    paragraphs = reflow(pages)
    if pages and not any(map(str.isalpha, "".join(paragraphs))):
        raise Unreadable("file.scanned")
    said = reader.metadata
    return Written(
        titles=(str(said.title or ""),) if said else (),
        lines=paragraphs,
        tags=_COMMAS.split(str(said.get("/Keywords") or "")) if said else (),
    ).draft()
