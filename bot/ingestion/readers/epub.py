"""Read an .epub file (EPUB 3.3: container, package document and spine)."""

import posixpath
from collections.abc import Iterator
from urllib.parse import unquote

from lxml import etree

from bot.domain.article import BODY_MAX, Draft
from bot.domain.errors import Unreadable
from bot.ingestion.clean import clean_line
from bot.ingestion.decode import decode
from bot.ingestion.html_to_text import document_text
from bot.ingestion.readers.archive import Archive
from bot.ingestion.readers.document import DocumentParts

CONTAINER = "META-INF/container.xml"
_CHAPTERS_MAX = 500


def read_epub(archive: Archive) -> Draft:
    """Return the text of a book as an article, shortened to `BODY_MAX` characters.

    Raises:
        Unreadable: the file is damaged or too large, or has no text.
    """
    package_name = next(
        (each.get("full-path", "") for each in archive.xml(CONTAINER).iter("{*}rootfile")), ""
    )
    package = archive.xml(package_name)
    paragraphs: list[str] = []
    length = 0
    for name in _chapters(package, posixpath.dirname(package_name)):
        text = _text(archive.markup(name))
        paragraphs += text.split("\n")
        length += len(text)
        if length >= BODY_MAX:
            break
    return DocumentParts(
        titles=tuple(_metadata(package, "title")),
        paragraphs=paragraphs,
        tags=tuple(_metadata(package, "subject")),
        language=next(iter(_metadata(package, "language")), ""),
    ).to_draft()


def _text(chapter: bytes) -> str:
    try:
        return document_text(decode(chapter), BODY_MAX)
    except (etree.LxmlError, ValueError, RecursionError) as error:
        raise Unreadable("file.broken") from error


def _chapters(package: etree._Element, folder: str) -> Iterator[str]:
    """Yield the names of the chapter files in reading order."""
    by_id = {each.get("id"): each.get("href", "") for each in package.iter("{*}item")}
    references = zip(range(_CHAPTERS_MAX), package.iter("{*}itemref"), strict=False)
    for _, reference in references:
        href = by_id.get(reference.get("idref"))
        if href is None:
            raise Unreadable("file.broken")
        yield posixpath.normpath(posixpath.join(folder, unquote(href.partition("#")[0])))


def _metadata(package: etree._Element, name: str) -> list[str]:
    found = package.iter(f"{{http://purl.org/dc/elements/1.1/}}{name}")
    return [clean_line(each.text, 1_000) for each in found if each.text]
